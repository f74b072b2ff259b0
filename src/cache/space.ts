import { toError, UpstreamError } from '../lib/errors.ts'
import { type Ask, askEach, askMany, type FetchMany, type FetchOne } from './ask.ts'
import { type AtHand, createAtHand } from './at-hand.ts'
import { type End, endsOf, type Flight } from './flight.ts'
import type { NoteStale } from './freshness.ts'
import type { SpaceParts } from './parts.ts'
import type { Names } from './names.ts'
import { sourceTag, type Tag } from './tags.ts'
import type { Depart } from './voyage.ts'

/** One key a reader needs. */
export interface Wanted<K extends string, V> {
  /** Everything that the source's answer depends on. */
  readonly key: K
  /** By which it can be dropped, beside `source:<name>`. The same key always bears the same tags. */
  readonly tags: readonly Tag[]
  /** Whether a record at hand is about what is asked; what is not goes upstream. */
  readonly fits?: (value: V) => boolean
  /** In whose name the source is asked, where readers of one key may differ: nobody is refused for somebody else. */
  readonly asker?: string
}

/** In place of a value: this key's own failure. */
export type Answers<K extends string, V> = ReadonlyMap<K, V | null | Error>

/** The records of one kind. A value of `null` is a known absence; errors are never kept. Values are frozen. */
export interface CacheSpace<V extends object> {
  /**
   * Answers from memory, then in one question from what replicas share, and asks the source only for the rest. Readers
   * of one key at one time share one fetch, across replicas too. Never rejects; `note` hears of what is served stale, and must
   * not throw.
   */
  readMany<K extends string>(
    wanted: readonly Wanted<K, V>[],
    fetch: FetchMany<K, V>,
    note?: NoteStale,
  ): Promise<Answers<K, V>>
  /** The same over a source that answers one key a call: nobody waits for, or fails with, another key. */
  readEach<K extends string>(
    wanted: readonly Wanted<K, V>[],
    fetch: FetchOne<K, V>,
    note?: NoteStale,
  ): Promise<Answers<K, V>>
  /** The same for one key. Rejects as the source does. */
  readOne<K extends string>(
    wanted: Wanted<K, V>,
    fetch: FetchOne<K, V>,
    note?: NoteStale,
  ): Promise<V | null>
  /** Tells what was dropped, to those who derive something from these records and keep it themselves. */
  onDrop(listener: (isDropped: IsDropped) => void): void
  /** What memory holds fresh, at once; undefined where it has nothing to say. */
  peek(key: string, fits?: (value: V) => boolean): V | null | undefined
}

/** Whether a record of these tags was among the dropped. */
export type IsDropped = (tags: readonly Tag[]) => boolean

const isRefusal = (error: unknown): boolean =>
  error instanceof UpstreamError && error.fault === 'rejected'

const refusedForAnother = Symbol('refused for another')

interface Reading<K extends string, V> {
  readonly wanted: readonly Wanted<K, V>[]
  readonly ask: Ask<V>
  readonly note: NoteStale | undefined
  /** Whether another asker was refused on the flight that was joined before. */
  readonly isAgain: boolean
}

interface Joined<K extends string, V> {
  readonly wanted: Wanted<K, V>
  readonly flight: Flight<V>
  readonly isOwn: boolean
}

export const createSpace = <V extends object>(
  parts: SpaceParts<V>,
  names: Names,
  depart: Depart<V>,
  onDrop: CacheSpace<V>['onDrop'],
): CacheSpace<V> => {
  const { policy, clock, flights, counts, deadlineMs } = parts
  const atHand = createAtHand(parts)

  const open = <K extends string>(wanted: Wanted<K, V>, isRefresh: boolean): Flight<V> =>
    flights.open({
      key: wanted.key,
      name: names.key(policy, wanted.key),
      tags: [...wanted.tags, sourceTag(policy)].map((tag) => names.tag(tag)),
      asker: wanted.asker ?? '',
      fits: wanted.fits,
      deadlineAt: clock.monotonic() + deadlineMs,
      isRefresh,
    })

  /** From memory, where it has the key; what is stale is refreshed by the first who sees it. */
  const serve = <K extends string>(
    one: Wanted<K, V>,
    { served, kept, isDue }: AtHand<V>,
    { ask, note }: Reading<K, V>,
  ) => {
    if (served === undefined || kept === undefined) return undefined
    if (served.stale === null) {
      counts.memoryHits += 1
      return served
    }
    counts.memoryStale += 1
    note?.(served.stale)
    if (isDue && flights.of(one.key) === undefined) {
      const refresh = open(one, true)
      refresh.fallback = kept
      void depart([refresh], ask)
    }
    return served
  }

  /** The flight for a key: one under way where it may be joined, else a new one. */
  const join = <K extends string>(
    wanted: Wanted<K, V>,
    { kept }: AtHand<V>,
    isAgain: boolean,
  ): Joined<K, V> => {
    const { key, asker = '' } = wanted
    const known = isAgain ? flights.ofAsker(key, asker) : flights.of(key)
    if (known !== undefined) return { wanted, flight: known, isOwn: false }
    const flight = open(wanted, false)
    flight.fallback = kept ?? null
    counts.keys += 1
    return { wanted, flight, isOwn: true }
  }

  /** What memory has, and the flights that bring the rest. */
  const begin = <K extends string>(reading: Reading<K, V>) => {
    const answers = new Map<K, V | null | Error>()
    const awaited = new Map<K, Joined<K, V>>()
    for (const one of reading.wanted) {
      if (answers.has(one.key) || awaited.has(one.key)) continue
      // What is wrong with one reader's own words must not keep flights from departing that others may join.
      try {
        const found = atHand.find(one.key, one.fits)
        const served = serve(one, found, reading)
        if (served === undefined) awaited.set(one.key, join(one, found, reading.isAgain))
        else answers.set(one.key, served.value)
      } catch (error) {
        answers.set(one.key, toError(error))
      }
    }
    return { answers, awaited: [...awaited.values()] }
  }

  /** What a reader takes from the flight that it waited for. */
  const take = <K extends string>(
    { wanted, flight, isOwn }: Joined<K, V>,
    end: End<V>,
    note: NoteStale | undefined,
  ): V | null | Error | typeof refusedForAnother => {
    if (end instanceof Error) {
      const isAnothers = !isOwn && flight.asker !== (wanted.asker ?? '')
      return isAnothers && isRefusal(end) ? refusedForAnother : end
    }
    if (end.stale !== null) note?.(end.stale)
    return end.value
  }

  const read = async <K extends string>(
    reading: Reading<K, V>,
  ): Promise<Map<K, V | null | Error>> => {
    const { answers, awaited } = begin(reading)
    if (awaited.length === 0) return answers
    counts.memoryMisses += awaited.length
    const own = awaited.flatMap(({ flight, isOwn }) => (isOwn ? [flight] : []))
    if (own.length > 0) void depart(own, reading.ask)
    const again: Wanted<K, V>[] = []
    for (const [joined, end] of await endsOf<V, Joined<K, V>>(awaited)) {
      const answer = take(joined, end, reading.note)
      if (answer === refusedForAnother) again.push(joined.wanted)
      else answers.set(joined.wanted.key, answer)
    }
    if (again.length > 0)
      for (const [key, answer] of await read({ ...reading, wanted: again, isAgain: true }))
        answers.set(key, answer)
    return answers
  }

  return {
    readMany: (wanted, fetch, note) => read({ wanted, ask: askMany(fetch), note, isAgain: false }),
    readEach: (wanted, fetch, note) => read({ wanted, ask: askEach(fetch), note, isAgain: false }),
    async readOne(wanted, fetch, note) {
      const reading = { wanted: [wanted], ask: askEach(fetch), note, isAgain: false }
      const answer = (await read(reading)).get(wanted.key) ?? null
      if (answer instanceof Error) throw answer
      return answer
    },
    onDrop,
    peek(key, fits) {
      const value = atHand.fresh(key, fits)
      if (value !== undefined) counts.memoryHits += 1
      return value
    },
  }
}
