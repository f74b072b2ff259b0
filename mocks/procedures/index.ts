import { createContext } from '../support/simulator.ts'
import type { Simulator, SimulatorDeps } from '../support/simulator.ts'
import { createHandlers } from './handlers.ts'
import { playableFaults } from './services.ts'
import { createSessions, defaultSessionOptions } from './sessions.ts'
import type { SessionOptions } from './sessions.ts'

export { demoAccount } from './handlers.ts'
export { catalogue, worldProcedures } from './catalogue.ts'
export type { CatalogueEntry } from './catalogue.ts'

const system = 'procedures'

/** The simulated national catalogue, behind an adapter of the agency channel. */
export const createProceduresSimulator = (
  deps: SimulatorDeps,
  sessionOptions: Partial<SessionOptions> = {},
): Simulator => {
  const context = createContext(deps, system)
  const sessions = createSessions({ ...defaultSessionOptions, ...sessionOptions })
  // A fault that lasts some replies is not used up by one that cannot play it.
  const takeFault = () => {
    const kind = deps.faults.current(system, null)?.kind
    return kind !== undefined && playableFaults.includes(kind) ? context.fault()?.kind : undefined
  }
  return { system, instance: null, handlers: createHandlers({ context, sessions, takeFault }) }
}
