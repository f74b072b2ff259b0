import { createContext, type Simulator, type SimulatorDeps } from '../support/simulator.ts'
import { igateHandlers } from './igate.ts'
import { packetHandlers } from './packet.ts'

export { toInstanceSettings } from './accounts.ts'

/** The one-stop system of every province, each in its own dialect. */
export const createDossierSimulators = (deps: SimulatorDeps): Simulator[] =>
  deps.world.provinces.map((province) => {
    const context = createContext(deps, 'dossiers', province.instance)
    const handlers = province.dialect === 'igate' ? igateHandlers : packetHandlers
    return {
      system: 'dossiers',
      instance: province.instance,
      handlers: handlers(province, context),
    }
  })
