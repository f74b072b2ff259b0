import { AsyncLocalStorage } from 'node:async_hooks'
import type { World } from '../world/types.ts'
import type { Fault, Faults } from './faults.ts'
import type { Journal } from './journal.ts'

/** One question on its way through a simulator. */
export interface Exchange {
  readonly method: string
  readonly path: string
  /** Of its address, with the question mark; empty where there is none. */
  readonly query: string
  /** Whether a handler has told the journal what was asked. */
  journaled: boolean
  /** The fault this reply suffers; `undefined` while nobody has looked. */
  fault: Fault | null | undefined
}

/** What every simulated system is given. */
export interface SimulatorDeps {
  readonly world: World
  readonly faults: Faults
  readonly journal: Journal
}

/** What handlers see of the world around their system. */
export interface SimulatorContext {
  readonly world: World
  /**
   * The fault this reply is to suffer. The first look within a reply uses up one of its `times`, so a handler looks only
   * where it can play one. The kinds that concern the transport (slow, down, cut, garbage, html, status, oversize) are
   * played by `serve`: handlers need not know them.
   */
  fault(): Fault | null
  /** Notes what was asked, in the system's own words; the ids are those asked for. */
  journal(entry: { readonly operation: string; readonly keys: readonly string[] }): void
}

/** Tells which question a handler is answering, so that handlers need not pass it around. */
export const currentExchange = new AsyncLocalStorage<Exchange>()

const faultOf = ({ faults }: SimulatorDeps, system: string, instance: string | null) => {
  const exchange = currentExchange.getStore()
  if (exchange === undefined) return faults.current(system, instance)
  if (exchange.fault === undefined) exchange.fault = faults.take(system, instance)
  return exchange.fault
}

/** Builds the context of one system, or of one of its instances. */
export const createContext = (
  deps: SimulatorDeps,
  system: string,
  instance: string | null = null,
): SimulatorContext => ({
  world: deps.world,
  fault: () => faultOf(deps, system, instance),
  journal({ operation, keys }) {
    const exchange = currentExchange.getStore()
    if (exchange !== undefined) exchange.journaled = true
    const { method, path, query } = exchange ?? { method: '', path: '', query: '' }
    deps.journal.add({ system, instance, method, path, query, operation, keys, at: new Date() })
  },
})
