import { encodeEntry, type Entry } from './entry.ts'
import type { Leases } from './lease.ts'
import type { SharedStore, StoreEntry } from './store/types.ts'

interface Landing {
  readonly name: string
  /** Null: nothing is to be kept. */
  readonly entry: Entry | null
  readonly ttlMs: number
  readonly isLeased: boolean
}

/** Hands what was fetched to the other replicas, behind the backs of the readers. */
export interface Landings {
  add(landing: Landing): void
  /** Resolves once nothing is under way. */
  settled(): Promise<void>
}

/** What lands in one turn is written in one call; only then are the leases let go, so that nobody fetches in between. */
export const createLandings = (
  store: SharedStore,
  leases: Leases,
  seal: (name: string, plain: Buffer) => Buffer,
): Landings => {
  // Who was stopped for longer than its lease must not write over what another has fetched since.
  const toStore = (key: string, entry: Entry, ttlMs: number): StoreEntry => ({
    key,
    value: seal(key, encodeEntry(entry)),
    ttlMs,
    lease: leases.token,
  })

  const waiting: Landing[] = []
  const underWay = new Set<Promise<void>>()

  const hand = async (landings: readonly Landing[]): Promise<void> => {
    const entries = landings.flatMap(({ name, entry, ttlMs }) =>
      entry === null ? [] : [toStore(name, entry, ttlMs)],
    )
    if (entries.length > 0) await store.write(entries).catch(() => undefined)
    const leased = landings.filter(({ isLeased }) => isLeased).map(({ name }) => name)
    if (leased.length > 0) await leases.release(leased)
  }

  const flush = (): void => {
    const handed = hand(waiting.splice(0)).finally(() => underWay.delete(handed))
    underWay.add(handed)
  }

  return {
    add(landing) {
      if (waiting.length === 0) setImmediate(flush)
      waiting.push(landing)
    },
    async settled() {
      if (waiting.length > 0) flush()
      await Promise.all(underWay)
    },
  }
}
