import { createContext, type Simulator, type SimulatorDeps } from '../support/simulator.ts'
import { populationHandlers } from './handlers.ts'

export { lgspCredentials, officerKey, populationPaths, xRoadCredentials } from './credentials.ts'

/** The National Population Database as its clients see it. */
export const createPopulationSimulator = (deps: SimulatorDeps): Simulator => ({
  system: 'population',
  instance: null,
  handlers: populationHandlers(createContext(deps, 'population')),
})
