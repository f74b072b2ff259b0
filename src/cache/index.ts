import type { Clock } from './clock.ts'
import { systemClock } from './clock.ts'
import { type Counts, createCounts } from './counts.ts'
import { createFetching } from './fetching.ts'
import { createFlights } from './flight.ts'
import { createLandings } from './landing.ts'
import { createLeases } from './lease.ts'
import { createMemory } from './memory.ts'
import { plainNames } from './names.ts'
import type { SpaceParts } from './parts.ts'
import type { CachePolicy } from './policy.ts'
import { createPoller } from './poller.ts'
import type { Shared } from './shared.ts'
import { type CacheSpace, createSpace, type IsDropped } from './space.ts'
import { StoreUnavailable } from './store/index.ts'
import { sourceTag, type Tag } from './tags.ts'
import type { Tier } from './tier.ts'
import { createVoyages, type Depart } from './voyage.ts'

export type { FetchMany, FetchOne } from './ask.ts'
export type { Clock } from './clock.ts'
export type { NoteStale, Stale } from './freshness.ts'
export type { CachePolicy } from './policy.ts'
export { cacheSettings, overrideCache } from './settings.ts'
export { openShared } from './shared.ts'
export { StoreUnavailable } from './store/index.ts'
export type { SharedSlots } from './store/index.ts'
export type { Answers, CacheSpace, IsDropped, Wanted } from './space.ts'
export type { Tag } from './tags.ts'

export interface CacheOptions {
  /** For all spaces together, by their shares. */
  readonly memoryBytes?: number
  /** Left out: a process that shares nothing. */
  readonly shared?: Shared
  /** Whether this process has siblings, such as workers on one port, that would not hear of a drop unless they share. */
  readonly hasSiblings?: boolean
  readonly clock?: Clock
  /** How long a reader waits for another replica and for the source together. */
  readonly deadlineMs?: number
  /** How long a key stays with a replica that died while it fetched it. */
  readonly leaseMs?: number
  /** From 0 to 1, for the jitter. */
  readonly random?: () => number
}

/** One row of figures: what became of the keys of one space, and what it holds. */
export interface SpaceFigures extends Readonly<Counts> {
  readonly space: string
  readonly source: string
  readonly bytes: number
  readonly entries: number
}

export interface Cache {
  space<V extends object>(policy: CachePolicy): CacheSpace<V>
  /**
   * Ends every record that bears one of the tags: once this resolves no replica serves one that was fetched before, to a
   * reader who comes after. Rejects with StoreUnavailable where that cannot be known; this process has dropped them even then.
   */
  drop(tags: readonly Tag[]): Promise<void>
  /** Called whenever records may have been dropped, before drop() resolves: for what is kept of them elsewhere. */
  onDrop(listener: () => void): void
  figures(): readonly SpaceFigures[]
  /** Waits until what was fetched is handed to the other replicas. Does not close the store. */
  close(): Promise<void>
}

const createTier = (shared: Shared, clock: Clock, leaseMs: number | undefined): Tier => {
  const { store, sealer } = shared
  const leases = createLeases(store, leaseMs)
  return {
    store,
    leases,
    poller: createPoller(store, () => clock.monotonic()),
    landings: createLandings(store, leases, (name, plain) => sealer.seal(name, plain)),
    open: (name, sealed) => sealer.open(name, sealed),
  }
}

type DropListener = (isDropped: IsDropped) => void

interface Opened {
  readonly drop: (tags: ReadonlySet<string> | null) => void
  readonly sweep: () => void
  readonly figures: () => SpaceFigures
}

const mebibyte = 2 ** 20

/** How long what has ended may lie in memory. */
const sweepMs = 2_000

/** Memory of this process and, where it is shared, of all replicas: one way to read for every source. */
export const createCache = (options: CacheOptions = {}): Cache => {
  const { shared, clock = systemClock, random = Math.random } = options
  const { memoryBytes = 64 * mebibyte, deadlineMs = 5_000 } = options
  const names = shared?.names ?? plainNames
  const tier = shared === undefined ? null : createTier(shared, clock, options.leaseMs)
  const spaces: Opened[] = []
  const dropListeners: (() => void)[] = []

  let epoch = names.epoch()
  const hear = (tags: readonly string[] | null): void => {
    const isRenamed = epoch !== names.epoch()
    epoch = names.epoch()
    const dropped = tags === null || isRenamed ? null : new Set(tags)
    for (const space of spaces) space.drop(dropped)
    for (const listen of dropListeners) listen()
  }
  const stopHearing = shared?.store.onDrop(hear)

  const sweep = (): void => spaces.forEach((space) => space.sweep())
  const sweeping = setInterval(sweep, sweepMs).unref()

  const isLive = (): boolean => shared?.store.isLive() !== false

  const createParts = <V extends object>(policy: CachePolicy): SpaceParts<V> => ({
    policy,
    clock,
    random,
    deadlineMs,
    memory: createMemory<V>(
      memoryBytes * policy.memoryShare,
      () => clock.monotonic(),
      policy.likeness,
    ),
    flights: createFlights<V>(),
    counts: createCounts(),
    isLive,
    isTrusted: () => policy.sharing === 'public' || isLive(),
  })

  const departFrom = <V extends object>(parts: SpaceParts<V>): Depart<V> => {
    if (tier !== null) return createVoyages(parts, tier)
    const fetch = createFetching(parts, null)
    return (flights, ask) => fetch(flights, ask, null)
  }

  const openSpace = <V extends object>(
    parts: SpaceParts<V>,
    listeners: readonly DropListener[],
  ): Opened => ({
    drop(tags) {
      const isDropped: IsDropped = (ownTags) =>
        tags === null ||
        [...ownTags, sourceTag(parts.policy)].some((tag) =>
          names.allOfTag(tag).some((name) => tags.has(name)),
        )
      for (const listen of listeners) listen(isDropped)
      parts.memory.forget(tags)
      const leased = parts.flights.detach(tags).filter(({ isLeased }) => isLeased)
      for (const flight of leased) flight.isLeased = false
      if (leased.length > 0) void tier?.leases.release(leased.map(({ name }) => name))
    },
    sweep: () => parts.memory.sweep(),
    figures: () => ({
      space: parts.policy.space,
      source: parts.policy.source,
      ...parts.counts,
      bytes: parts.memory.bytes(),
      entries: parts.memory.entries(),
    }),
  })

  return {
    space<V extends object>(policy: CachePolicy) {
      const parts = createParts<V>(policy)
      const listeners: DropListener[] = []
      spaces.push(openSpace(parts, listeners))
      return createSpace(parts, names, departFrom(parts), (listener) => {
        listeners.push(listener)
      })
    },
    async drop(tags) {
      const dropped = tags.flatMap((tag) => names.allOfTag(tag))
      if (shared !== undefined) return shared.store.drop(dropped)
      hear(dropped)
      if (options.hasSiblings === true) throw new StoreUnavailable()
    },
    onDrop: (listener) => void dropListeners.push(listener),
    figures: () => spaces.map(({ figures }) => figures()),
    async close() {
      clearInterval(sweeping)
      stopHearing?.()
      tier?.poller.close()
      await tier?.landings.settled()
      tier?.leases.close()
    },
  }
}
