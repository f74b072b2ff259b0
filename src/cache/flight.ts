import type { Stale } from './freshness.ts'
import type { Kept } from './kept.ts'

export interface Landed<V> {
  readonly value: V | null
  readonly stale: Stale | null
}

/** What a flight ends with: an Error is its key's own failure. */
export type End<V> = Landed<V> | Error

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
  /** A record too old to be served, should the source fail. */
  fallback: Kept<V> | null
  /** Whether a tag was dropped on the way: what it brings is for those who wait already, and is not kept. */
  isDetached: boolean
  isLeased: boolean
  /** Ends it, as `fail` does; what ends twice has ended the first time. */
  land(landed: Landed<V>): void
  fail(error: Error): void
  /** Calls back once, at once where it has ended; `hear` must not throw. No promise: a board waits for fifty. */
  whenEnded(hear: (end: End<V>) => void): void
}

export type FlightPlan<V> = Pick<
  Flight<V>,
  'key' | 'name' | 'tags' | 'asker' | 'fits' | 'deadlineAt' | 'isRefresh'
>

/** The flights of one space that are under way. */
export interface Flights<V> {
  /** The one that a reader may join. */
  of(key: string): Flight<V> | undefined
  /** The one of that asker, beside another's. Looks through all: for those alone who waited for an asker who was refused. */
  ofAsker(key: string, asker: string): Flight<V> | undefined
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
    const hearers: ((end: End<V>) => void)[] = []
    let ended: End<V> | null = null
    const end = (how: End<V>): void => {
      if (ended !== null) return
      ended = how
      leave(flight)
      for (const hear of hearers.splice(0)) hear(how)
    }
    const flight: Flight<V> = {
      ...plan,
      fallback: null,
      isDetached: false,
      isLeased: false,
      land: end,
      fail: end,
      whenEnded(hear) {
        if (ended === null) hearers.push(hear)
        else hear(ended)
      },
    }
    underWay.add(flight)
    if (!joinable.has(plan.key)) joinable.set(plan.key, flight)
    return flight
  }

  return {
    of: (key) => joinable.get(key),
    ofAsker: (key, asker) =>
      [...underWay].find(
        (flight) => flight.key === key && flight.asker === asker && !flight.isDetached,
      ),
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

/** Who waited, and how the flight waited for has ended: in order, once all have. Never rejects. */
export const endsOf = <V, T extends { readonly flight: Flight<V> }>(
  waiting: readonly T[],
): Promise<readonly (readonly [T, End<V>])[]> =>
  new Promise((resolve) => {
    const ends = new Array<readonly [T, End<V>]>(waiting.length)
    let left = waiting.length
    if (left === 0) resolve(ends)
    for (const [place, one] of waiting.entries())
      one.flight.whenEnded((end) => {
        ends[place] = [one, end]
        left -= 1
        if (left === 0) resolve(ends)
      })
  })
