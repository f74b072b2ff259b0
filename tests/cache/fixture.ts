import { createSecretKey } from 'node:crypto'
import {
  type Cache,
  type CacheOptions,
  type CachePolicy,
  createCache,
  type Stale,
  type Tag,
  type Wanted,
} from '../../src/cache/index.ts'
import { createNames, type Shared } from '../../src/cache/shared.ts'
import {
  createNaming,
  createSealer,
  type KeyRing,
  type SharedStore,
} from '../../src/cache/store/index.ts'
import { createRedisStore } from '../../src/cache/store/redis-store.ts'
import { UpstreamError } from '../../src/lib/errors.ts'
import { until } from '../support/redis.ts'

export interface Row {
  readonly name: string
  readonly version: number
}

/** Sealed and never stale, as records of persons are. */
export const personal: CachePolicy = {
  space: 'rows',
  source: 'rows',
  schemaVersion: 1,
  sharing: 'sealed',
  freshMs: 60_000,
  keepMs: 60_000,
  absentMs: 15_000,
  staleOnErrorMs: 0,
  memoryShare: 0.5,
}

/** Stale while refreshed, and for longer while the source fails, as the catalogue is. */
export const catalogue: CachePolicy = {
  ...personal,
  sharing: 'public',
  keepMs: 120_000,
  staleOnErrorMs: 600_000,
}

/** Time that stands still until it is moved; the machine's clock shows the present, so that servers agree. */
export const createTestClock = () => {
  let passed = 0
  const start = Date.now()
  return {
    wall: () => start + passed,
    monotonic: () => passed,
    pass: (ms: number) => void (passed += ms),
  }
}

/** A source of rows that may be held, broken and changed, and notes what it was asked. */
export const createRows = () => {
  const asked: string[] = []
  const calls: (readonly string[])[] = []
  const versions = new Map<string, number>()
  const absent = new Set<string>()
  const failing = new Map<string, Error>()
  let failure: Error | null = null
  let gate: Promise<unknown> = Promise.resolve()

  const rowOf = (key: string): Row | null => {
    const error = failing.get(key) ?? failure
    if (error !== null) throw error
    return absent.has(key) ? null : { name: key, version: versions.get(key) ?? 0 }
  }
  const one = async (key: string): Promise<Row | null> => {
    asked.push(key)
    // What the source knows is what it knows when it is asked, however long its answer takes.
    const answer = new Promise<Row | null>((resolve) => {
      resolve(rowOf(key))
    })
    answer.catch(() => undefined)
    await gate
    return answer
  }
  return {
    asked,
    calls,
    absent,
    failing,
    one,
    many: async (keys: readonly string[]): Promise<ReadonlyMap<string, Row | null | Error>> => {
      calls.push(keys)
      asked.push(...keys)
      await gate
      if (failure !== null) throw failure
      return new Map(
        keys.map((key) => {
          const error = failing.get(key)
          return [key, error ?? rowOf(key)]
        }),
      )
    },
    change: (key: string) => void versions.set(key, (versions.get(key) ?? 0) + 1),
    fail: (error: Error | null) => void (failure = error),
    /** Answers nothing until the function it returns is called. */
    hold: (): (() => void) => {
      const { promise, resolve } = Promise.withResolvers<undefined>()
      gate = promise
      return () => {
        gate = Promise.resolve()
        resolve(undefined)
      }
    },
  }
}
export type Rows = ReturnType<typeof createRows>

export const tagOf = (key: string): Tag => `citizen:${key}`
export const wantedOf = (key: string): Wanted<string, Row> => ({ key, tags: [tagOf(key)] })

/** A reader of rows over a cache. */
export const readerOf = (cache: Cache, policy: CachePolicy, rows: Rows) => {
  const space = cache.space<Row>(policy)
  const stale: Stale[] = []
  const note = (one: Stale): void => void stale.push(one)
  return {
    space,
    stale,
    read: (...keys: string[]) => space.readMany(keys.map(wantedOf), rows.many, note),
    each: (...keys: string[]) => space.readEach(keys.map(wantedOf), rows.one, note),
    one: (key: string) => space.readOne(wantedOf(key), rows.one, note),
    peek: (key: string) => space.peek(key),
  }
}

/** A ring in memory with the keys of these letters, the last of them active; every replica of a test may have its own. */
export const ringOf = (...letters: readonly string[]): KeyRing => {
  const keys = letters.map((letter) => ({
    kid: letter,
    month: '2000-01',
    encryption: createSecretKey(Buffer.alloc(32, letter)),
    index: createSecretKey(Buffer.alloc(32, letter.toUpperCase())),
  }))
  const active = () => {
    const last = keys.at(-1)
    if (last === undefined) throw new Error('a ring needs a key')
    return last
  }
  return {
    active,
    find: (kid) => keys.find((key) => key.kid === kid) ?? null,
    usable: () => keys,
    close: () => undefined,
  }
}

export const sharedOver = (store: SharedStore, keyRing: KeyRing): Shared => ({
  store,
  names: createNames(createNaming(keyRing), keyRing),
  sealer: createSealer(keyRing),
})

export interface ReplicaOptions extends Omit<CacheOptions, 'shared'> {
  readonly keyRing?: KeyRing
  readonly trustMs?: number
  /** Longer than in production, where a test is not about it: this machine may be busy with others. */
  readonly commandTimeoutMs?: number
  readonly wrap?: (store: SharedStore) => SharedStore
}

/** One replica of the gateway, as far as its cache goes. */
export const startReplica = async (url: string, options: ReplicaOptions = {}) => {
  const {
    keyRing = ringOf('k'),
    trustMs = 1_000,
    commandTimeoutMs = 500,
    wrap = (store) => store,
  } = options
  const store = createRedisStore({ url, commandTimeoutMs, trustMs })
  const cache = createCache({ ...options, shared: sharedOver(wrap(store), keyRing) })
  await until(() => store.isLive() && store.status === 'ready')
  return {
    store,
    cache,
    async stop() {
      await cache.close()
      await store.close()
    },
  }
}
export type Replica = Awaited<ReturnType<typeof startReplica>>

/** A cache that shares nothing, over a source of rows. */
export const setUp = (
  policy: Partial<CachePolicy> = {},
  options: { memoryBytes?: number } = {},
) => {
  const clock = createTestClock()
  const rows = createRows()
  const cache = createCache({ clock, random: () => 0.5, ...options })
  return { clock, rows, cache, ...readerOf(cache, { ...personal, ...policy }, rows) }
}

export const row = (name: string, version = 0): Row => ({ name, version })
export const found = (...names: string[]) => new Map(names.map((name) => [name, row(name)]))
export const down = new UpstreamError('rows', 'unavailable')
