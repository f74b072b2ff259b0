import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { RequestHandler } from 'msw'
import { currentExchange, type Exchange } from './exchange.ts'
import { isTransportFault, type Fault, type Faults } from './faults.ts'
import type { Journal } from './journal.ts'
import { listen, type Listening } from './listen.ts'
import { playFault } from './play-fault.ts'
import { askHandlers, htmlReply, readBody, sendReply, type Reply } from './replies.ts'

export { createContext, type SimulatorContext, type SimulatorDeps } from './exchange.ts'

/**
 * One simulated system, or one instance of it. Every `mocks/<system>/index.ts` exports one function that makes it:
 * `createPopulationSimulator(deps: SimulatorDeps): Simulator`, `createProceduresSimulator(deps): Simulator`,
 * `createDossierSimulators(deps): Simulator[]` (one per instance of the world). It gets the context for its handlers by
 * `createContext(deps, system, instance)`. Handlers may be written with paths alone (`http.get('/rest/token', …)`).
 */
export interface Simulator {
  /** The name of its source: `population`, `procedures`, `dossiers`. */
  readonly system: string
  /** Null for a system that has only one. */
  readonly instance: string | null
  readonly handlers: RequestHandler[]
}

interface ServeOptions {
  /** 0 takes a free one. */
  readonly port: number
  readonly faults: Faults
  readonly journal: Journal
}

const takeTransportFault = (simulator: Simulator, faults: Faults): Fault | undefined => {
  const { system, instance } = simulator
  const current = faults.current(system, instance)
  if (current === null || !isTransportFault(current)) return undefined
  return faults.take(system, instance) ?? undefined
}

const openExchange = (
  simulator: Simulator,
  request: IncomingMessage,
  faults: Faults,
): Exchange => ({
  method: request.method ?? 'GET',
  path: (request.url ?? '/').split('?', 1)[0] ?? '/',
  query: /\?.*/.exec(request.url ?? '')?.[0] ?? '',
  journaled: false,
  fault: takeTransportFault(simulator, faults),
})

const noteUnnamed = (simulator: Simulator, exchange: Exchange, journal: Journal): void => {
  if (exchange.journaled) return
  const { system, instance } = simulator
  const { method, path, query } = exchange
  const operation = `${method} ${path}`
  journal.add({ system, instance, method, path, query, operation, keys: [], at: new Date() })
}

const handlerFailed = (simulator: Simulator, error: unknown): Reply => {
  console.error(`Simulator ${simulator.system} ${simulator.instance ?? ''} failed:`, error)
  return htmlReply(500, 'Internal Server Error')
}

const tooLarge = (response: ServerResponse): void => {
  response.setHeader('connection', 'close')
  sendReply(response, htmlReply(413, 'Request Entity Too Large'))
}

const handle = async (
  simulator: Simulator,
  { faults, journal }: ServeOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const body = await readBody(request)
  if (body === null) {
    tooLarge(response)
    return
  }
  const baseUrl = `http://${request.headers.host ?? '127.0.0.1'}`
  const exchange = openExchange(simulator, request, faults)
  // The system hears every question, and the journal tells of it, even when the answer is lost on its way.
  const reply = await currentExchange
    .run(exchange, () => askHandlers(simulator.handlers, request, body, baseUrl))
    .catch((error: unknown) => handlerFailed(simulator, error))
  noteUnnamed(simulator, exchange, journal)
  const { fault } = exchange
  if (fault && isTransportFault(fault)) await playFault(fault, reply, response)
  else sendReply(response, reply)
}

const createSimulatorServer = (simulator: Simulator, options: ServeOptions): Server =>
  createServer((request, response) => {
    // A client that hangs up while it still sends has lost interest: nobody is left to answer.
    handle(simulator, options, request, response).catch(() => response.destroy())
  })

/**
 * Serves a simulator on a real local socket, so that clients notice no difference to the real system but the address.
 *
 * The port stays open under every fault. `down` reads the question and resets the connection without a byte of answer:
 * it is on and off from one question to the next, and no other process can take the port meanwhile.
 *
 * @throws Error `EADDRINUSE` when the port is taken
 */
export const serve = (simulator: Simulator, options: ServeOptions): Promise<Listening> =>
  listen(createSimulatorServer(simulator, options), options.port)
