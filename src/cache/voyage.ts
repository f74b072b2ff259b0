import { UpstreamError } from '../lib/errors.ts'
import type { Ask } from './ask.ts'
import { createFetching } from './fetching.ts'
import type { Flight } from './flight.ts'
import { staleSince } from './freshness.ts'
import { createJudge } from './judge.ts'
import type { Kept } from './kept.ts'
import type { SpaceParts } from './parts.ts'
import { standingOf } from './policy.ts'
import type { Leaving } from './poller.ts'
import { createPatience, type Patience } from './store/index.ts'
import type { Tier } from './tier.ts'

interface Found {
  readonly sealed: Buffer | null
  readonly versions: readonly number[]
}

const nothing: Found = { sealed: null, versions: [] }

/** One round trip for all: what is kept of each flight's key, and how its tags stand. */
const readShared = async <V>(
  { store }: Tier,
  flights: readonly Flight<V>[],
  patience: Patience,
): Promise<readonly Found[]> => {
  const tags = [...new Set(flights.flatMap((flight) => flight.tags))]
  const placeOf = new Map(tags.map((tag, place) => [tag, place]))
  const { values, versions } = await store.read(
    flights.map(({ name }) => name),
    tags,
    patience,
  )
  return flights.map((flight, place) => ({
    sealed: values[place] ?? null,
    versions: flight.tags.map((tag) => versions[placeOf.get(tag) ?? -1] ?? 0),
  }))
}

/** Collects what comes in one turn and passes it on together. */
const gather = <T>(pass: (all: readonly T[]) => void): ((one: T) => void) => {
  const waiting: T[] = []
  return (one) => {
    if (waiting.length === 0) queueMicrotask(() => pass(waiting.splice(0)))
    waiting.push(one)
  }
}

/** A value that lands with another replica is waited for until this part of the time is left to fetch it oneself. */
const ownPart = 0.2

/** Sets flights on their way. Never rejects: each flight lands or fails by itself. */
export type Depart<V> = (flights: readonly Flight<V>[], ask: Ask<V>) => Promise<void>

/**
 * Takes flights to what replicas share and, for what is not there, to the source: at once where this process has the
 * lease, or where nobody can tell; else once another replica's value lands or its lease ends.
 */
export const createVoyages = <V extends object>(parts: SpaceParts<V>, tier: Tier): Depart<V> => {
  const { policy, clock, memory, flights, counts, deadlineMs } = parts
  const judge = createJudge<V>(policy, clock, tier)
  const fetch = createFetching(parts, tier)
  const guarded = new WeakSet<Flight<V>>()

  const keep = (flight: Flight<V>, kept: Kept<V>): void => {
    if (!flight.isDetached && parts.isTrusted()) memory.put(flight.key, kept)
  }

  /** Whether what was found answers the flight. What is too old for that may still stand in for a failing source. */
  const accept = (flight: Flight<V>, { sealed, versions }: Found, ask: Ask<V>): boolean => {
    const kept = sealed === null ? null : judge(flight, sealed, versions)
    if (kept === null) return false
    const standing = standingOf(kept.life, clock.monotonic())
    if (standing !== 'FRESH' && (flight.isRefresh || standing !== 'STALE')) {
      if (!flight.isDetached) flight.fallback = kept
      return false
    }
    keep(flight, kept)
    if (standing === 'STALE') serveStale(flight, kept, ask)
    else {
      counts.sharedHits += 1
      flight.land({ value: kept.value, stale: null })
    }
    return true
  }

  const serveStale = (flight: Flight<V>, kept: Kept<V>, ask: Ask<V>): void => {
    counts.sharedStale += 1
    flight.land({ value: kept.value, stale: staleSince(kept.fetchedAt, 'REFRESHING') })
    if (flight.isDetached || flights.of(flight.key) !== undefined) return
    const deadlineAt = clock.monotonic() + deadlineMs
    const refresh = flights.open({ ...flight, isRefresh: true, deadlineAt })
    refresh.fallback = kept
    void board([refresh], ask)
  }

  /** Whoever has waited for another replica is answered in time, whatever comes of asking oneself. */
  const guard = (flight: Flight<V>): void => {
    if (guarded.has(flight)) return
    guarded.add(flight)
    const timeout = () => flight.fail(new UpstreamError(policy.source, 'timeout'))
    const timer = setTimeout(timeout, flight.deadlineAt - clock.monotonic())
    flight.whenEnded(() => clearTimeout(timer))
  }

  const wait = (waiting: readonly Flight<V>[], ask: Ask<V>): void => {
    const lead: Readonly<Record<Leaving, (flight: Flight<V>) => void>> = {
      GONE: gather((gone) => void board(gone, ask)),
      LATE: gather((late) => void fetch(late, ask, null)),
      AWAY: gather((alone) => void fetch(alone, ask, null)),
    }
    tier.poller.watch(
      waiting.map((flight) => ({
        name: flight.name,
        tags: flight.tags,
        until: flight.deadlineAt - deadlineMs * ownPart,
        accept: (sealed, versions) => accept(flight, { sealed, versions }, ask),
        leave(why) {
          guard(flight)
          lead[why](flight)
        },
      })),
    )
  }

  /** What a second look found: who is answered lands, the lease is kept only by whoever fetches. */
  const sort = (
    all: readonly Flight<V>[],
    granted: readonly boolean[],
    found: readonly Found[],
    ask: Ask<V>,
  ) => {
    const sorted = { mine: [] as Flight<V>[], others: [] as Flight<V>[] }
    const versions = new Map<Flight<V>, readonly number[]>()
    for (const [place, flight] of all.entries()) {
      const reading = found[place] ?? nothing
      const isAnswered = accept(flight, reading, ask)
      const isGranted = granted[place] === true
      flight.isLeased = isGranted && !isAnswered && !flight.isDetached
      if (isGranted && !flight.isLeased) void tier.leases.release([flight.name])
      versions.set(flight, reading.versions)
      if (!isAnswered) sorted[isGranted ? 'mine' : 'others'].push(flight)
    }
    return { ...sorted, versions }
  }

  /** What was granted and leads to nothing that is handed on would be renewed, and waited for, as long as this process lives. */
  const letGo = async (
    names: readonly string[],
    taking: Promise<readonly boolean[]>,
  ): Promise<void> => {
    const granted = await taking.catch((): readonly boolean[] => [])
    const held = names.filter((_, place) => granted[place])
    if (held.length > 0) await tier.leases.release(held)
  }

  /** The second look comes after the lease: a value that landed meanwhile is seen, and its tags are those of now. */
  const board = async (
    all: readonly Flight<V>[],
    ask: Ask<V>,
    patience = createPatience(),
  ): Promise<void> => {
    const names = all.map(({ name }) => name)
    const taking = tier.leases.take(names, patience)
    const seen = await Promise.all([taking, readShared(tier, all, patience)]).catch(() => null)
    if (seen === null) {
      void letGo(names, taking)
      return fetch(all, ask, null)
    }
    const { mine, others, versions } = sort(all, ...seen, ask)
    if (others.length > 0) wait(others, ask)
    if (mine.length > 0) await fetch(mine, ask, versions)
  }

  return async (all: readonly Flight<V>[], ask: Ask<V>): Promise<void> => {
    const patience = createPatience()
    const found = await readShared(tier, all, patience).catch(() => null)
    if (found === null) return fetch(all, ask, null)
    const rest = all.filter((flight, place) => {
      const reading = found[place]
      return reading === undefined || !accept(flight, reading, ask)
    })
    counts.sharedMisses += rest.length
    if (rest.length > 0) await board(rest, ask, patience)
  }
}
