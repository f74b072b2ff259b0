import type { Stale } from './freshness.ts'
import type { Kept } from './kept.ts'

export interface Landed<V> {
  readonly value: V | null
  readonly stale: Stale | null
}

/** One key on its way: every reader in this process who needs it waits for the same flight. */
export interface Flight<V> {
  readonly key: string
  /** The key and its tags as the shared tier knows them. */
  readonly name: string
  readonly tags: readonly string[]
  /** In whose name the source is asked, where that may change its answer. */
  readonly asker: string
  readonly fits: ((value: V) => boolean) | undefined
  /** Monotonic: readers are answered by then. */
  readonly deadlineAt: number
  /** Whether nobody waits: what is served meanwhile is stale. */
  readonly isRefresh: boolean
  readonly landed: Promise<Landed<V>>
  /** A record too old to be served, should the source fail. */
  fallback: Kept<V> | null
  /** Whether a tag was dropped on the way: what it brings is for those who wait already, and is not kept. */
  isDetached: boolean
  isLeased: boolean
  land(landed: Landed<V>): void
  fail(error: Error): void
}

export type FlightPlan<V> = Pick<
  Flight<V>,
  'key' | 'name' | 'tags' | 'asker' | 'fits' | 'deadlineAt' | 'isRefresh'
>

/** The flights of one space that are under way. */
export interface Flights<V> {
  /** The one that a reader may join. */
  of(key: string): Flight<V> | undefined
  open(plan: FlightPlan<V>): Flight<V>
  /** Takes those of the tags, or all, out of reach of later readers; returns them. */
  detach(tags: ReadonlySet<string> | null): readonly Flight<V>[]
}

export const createFlights = <V>(): Flights<V> => {
  const joinable = new Map<string, Flight<V>>()
  const underWay = new Set<Flight<V>>()

  const leave = (flight: Flight<V>): void => {
    underWay.delete(flight)
    if (joinable.get(flight.key) === flight) joinable.delete(flight.key)
  }

  const open = (plan: FlightPlan<V>): Flight<V> => {
    const { promise, resolve, reject } = Promise.withResolvers<Landed<V>>()
    // A refresh has nobody who would take its failure.
    promise.catch(() => undefined)
    const flight: Flight<V> = {
      ...plan,
      landed: promise,
      fallback: null,
      isDetached: false,
      isLeased: false,
      land(landed) {
        leave(flight)
        resolve(landed)
      },
      fail(error) {
        leave(flight)
        reject(error)
      },
    }
    underWay.add(flight)
    if (!joinable.has(plan.key)) joinable.set(plan.key, flight)
    return flight
  }

  return {
    of: (key) => joinable.get(key),
    open,
    detach(tags) {
      const detached = [...underWay].filter(
        (flight) => tags === null || flight.tags.some((tag) => tags.has(tag)),
      )
      for (const flight of detached) {
        flight.isDetached = true
        flight.fallback = null
        if (joinable.get(flight.key) === flight) joinable.delete(flight.key)
      }
      return detached
    },
  }
}
