import { toError, UpstreamError } from '../lib/errors.ts'
import type { Ask, Told } from './ask.ts'
import type { End, Flight } from './flight.ts'
import { staleSince } from './freshness.ts'
import { toKept } from './judge.ts'
import type { Kept } from './kept.ts'
import type { SpaceParts } from './parts.ts'
import { type Life, lifeOf, standingOf } from './policy.ts'
import type { Tier } from './tier.ts'

/** A source that has just failed is left alone for so long where something stands in for it. */
const retryMs = 2_000

/** The versions of each flight's tags before the source is asked; null where they are not known, so nothing is shared. */
type Versions<V> = ReadonlyMap<Flight<V>, readonly number[]> | null

/** Asks the source and lands each flight as its key is answered. */
export const createFetching = <V extends object>(parts: SpaceParts<V>, tier: Tier | null) => {
  const { policy, clock, memory, counts, random } = parts

  const { schemaVersion } = policy

  const entryOf = ({ value, fetchedAt }: Kept<V>, life: Life, versions?: readonly number[]) =>
    versions === undefined ? null : { schemaVersion, fetchedAt, life, versions, value }

  /** Keeps what came, here and for the other replicas, unless one of its tags was dropped on the way. */
  const keep = (
    flight: Flight<V>,
    value: V | null,
    fetchedAt: number,
    versions: Versions<V>,
  ): void => {
    const life = lifeOf(policy, value === null, fetchedAt, random())
    const kept = toKept(value, fetchedAt, life, flight.tags, clock)
    const ttlMs = life.fallbackUntil - clock.wall()
    const isKept = ttlMs > 0 && !flight.isDetached
    if (isKept && parts.isTrusted()) memory.put(flight.key, kept)
    const entry = isKept ? entryOf(kept, life, versions?.get(flight)) : null
    const { name, isLeased } = flight
    flight.isLeased = false
    if (entry !== null || isLeased) tier?.landings.add({ name, entry, ttlMs, isLeased })
  }

  /** A refusal of a person's record is an answer; nothing old stands in for it. */
  const mayStandIn = (error: Error): boolean =>
    policy.sharing === 'public' || !(error instanceof UpstreamError) || error.fault !== 'rejected'

  /** What may be served in place of the source that failed; it is left alone for a while. */
  const standIn = ({ key, fallback }: Flight<V>, error: Error): Kept<V> | null => {
    const now = clock.monotonic()
    if (fallback === null || standingOf(fallback.life, now) === 'ENDED' || !mayStandIn(error))
      return null
    fallback.retryAt = now + retryMs
    if (parts.isTrusted()) memory.put(key, fallback)
    return fallback
  }

  const fail = (flight: Flight<V>, error: Error): void => {
    if (flight.isLeased) void tier?.leases.release([flight.name])
    flight.isLeased = false
    const old = standIn(flight, error)
    if (old === null) flight.fail(error)
    else {
      if (!flight.isRefresh) counts.standIns += 1
      flight.land({ value: old.value, stale: staleSince(old.fetchedAt, 'SOURCE_FAILED') })
    }
  }

  const landWith = (
    flight: Flight<V>,
    value: V | null,
    fetchedAt: number,
    versions: Versions<V>,
  ): End<V> => {
    try {
      keep(flight, value, fetchedAt, versions)
      return { value, stale: null }
    } catch (error) {
      return toError(error)
    }
  }

  const end = (
    flight: Flight<V>,
    answer: Told<V>,
    fetchedAt: number,
    versions: Versions<V>,
  ): void => {
    const how = answer instanceof Error ? answer : landWith(flight, answer, fetchedAt, versions)
    if (how instanceof Error) fail(flight, how)
    else flight.land(how)
  }

  /** Whatever the source does, each flight ends once, and with the failure of its own key alone. */
  return async (all: readonly Flight<V>[], ask: Ask<V>, versions: Versions<V>): Promise<void> => {
    const fetchedAt = clock.wall()
    counts.lookups += all.length
    const untold = new Set(all)
    const tell = (place: number, answer: Told<V>): void => {
      const flight = all[place]
      if (flight !== undefined && untold.delete(flight)) end(flight, answer, fetchedAt, versions)
    }
    const keys = all.map(({ key }) => key)
    const problem = await ask(keys, tell).catch(toError)
    for (const flight of untold) fail(flight, problem ?? new Error('nothing was told of a key'))
  }
}
