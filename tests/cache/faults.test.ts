import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { hasRedis, type RedisServer, startRedis, until } from '../support/redis.ts'
import { startSilencer } from '../support/silencer.ts'
import { createCache } from '../../src/cache/index.ts'
import { createRedisStore } from '../../src/cache/store/redis-store.ts'
import {
  createRows,
  personal,
  readerOf,
  type Replica,
  ringOf,
  sharedOver,
  startReplica,
} from './fixture.ts'

const deadlineMs = 5_000

const openRedis = async (options: readonly string[] = []): Promise<RedisServer> => {
  const redis = await startRedis(options)
  onTestFinished(() => redis.stop())
  return redis
}

const openReplica = async (url: string): Promise<Replica> => {
  const replica = await startReplica(url, { deadlineMs, commandTimeoutMs: 50 })
  onTestFinished(() => replica.stop())
  return replica
}

const keysTo = (count: number): string[] => Array.from({ length: count }, (_, n) => `k${n}`)

describe.skipIf(!hasRedis)('a replica that is killed while it fetches', () => {
  test('costs those who wait for it less than their deadline, and its keys are fetched once', async () => {
    const redis = await openRedis()
    const keys = keysTo(20)
    const holder = fork(fileURLToPath(new URL('holder-process.ts', import.meta.url)), [
      redis.url,
      ...keys,
    ])
    onTestFinished(() => void holder.kill('SIGKILL'))
    await once(holder, 'message')
    const rows = createRows()
    const replicas = [await openReplica(redis.url), await openReplica(redis.url)]
    const readers = replicas.map(({ cache }) => readerOf(cache, personal, rows))
    const startedAt = performance.now()
    const waits = readers.flatMap(({ one }) =>
      keys.map(async (key) => {
        const value = await one(key)
        return { value, ms: performance.now() - startedAt }
      }),
    )
    await sleep(300)
    expect(rows.asked).toEqual([])
    const gone = once(holder, 'exit')
    holder.kill('SIGKILL')
    await gone
    const answers = await Promise.all(waits)
    expect(answers.map(({ value }) => value?.name)).toEqual([...keys, ...keys])
    expect(Math.max(...answers.map(({ ms }) => ms))).toBeLessThan(deadlineMs)
    expect(rows.asked.toSorted()).toEqual(keys.toSorted())
  })
})

interface Load {
  readonly errors: unknown[]
  readonly slowestMs: () => number
  readonly answered: () => number
  readonly stop: () => Promise<void>
}

/** Readers of random keys on both replicas, one after the other each, until they are stopped. */
const startLoad = (replicas: readonly Replica[]): Load => {
  const rows = createRows()
  const readers = replicas.map(({ cache }) =>
    readerOf(cache, { ...personal, freshMs: 200, keepMs: 200 }, rows),
  )
  const errors: unknown[] = []
  let slowestMs = 0
  let answered = 0
  const end = new AbortController()
  const run = async (reader: number): Promise<void> => {
    const { read } = readers[reader % readers.length] ?? readers[0] ?? { read: undefined }
    for (let turn = reader; !end.signal.aborted; turn += 7) {
      const keys = keysTo(10).map((key) => `${key}/${turn % 40}`)
      const startedAt = performance.now()
      const answers = (await read?.(...keys)) ?? new Map<string, never>()
      slowestMs = Math.max(slowestMs, performance.now() - startedAt)
      for (const key of keys) {
        const answer = answers.get(key)
        if (answer instanceof Error || answer?.name !== key) errors.push(answer)
      }
      answered += keys.length
      await sleep(1)
    }
  }
  const running = Array.from({ length: 20 }, (_, reader) => run(reader))
  return {
    errors,
    slowestMs: () => slowestMs,
    answered: () => answered,
    async stop() {
      end.abort()
      await Promise.all(running)
    },
  }
}

type Trouble = (redis: RedisServer) => Promise<unknown>

const troubles: readonly (readonly [string, Trouble, Trouble])[] = [
  [
    'is stopped and goes on',
    async (redis) => {
      await sleep(0)
      redis.pause()
    },
    async (redis) => {
      await sleep(0)
      redis.resume()
    },
  ],
  ['is killed and started anew', (redis) => redis.kill(), (redis) => redis.start()],
  ['is flushed', (redis) => redis.admin('FLUSHALL'), () => Promise.resolve()],
  [
    'is full',
    (redis) => redis.admin('CONFIG', 'SET', 'maxmemory', '1'),
    (redis) => redis.admin('CONFIG', 'SET', 'maxmemory', '0'),
  ],
  [
    'loses all its connections',
    (redis) => redis.admin('CLIENT', 'KILL', 'TYPE', 'normal'),
    (redis) => redis.admin('CLIENT', 'KILL', 'TYPE', 'pubsub'),
  ],
  [
    'runs one script for half a second',
    (redis) => {
      const busy = "local t = redis.call('TIME')[1] + 1 while redis.call('TIME')[1] * 1 < t do end"
      redis.admin('EVAL', busy, 0).catch(() => undefined)
      return Promise.resolve()
    },
    () => sleep(500),
  ],
]

describe.skipIf(!hasRedis)('under load a Redis that', () => {
  test.each(troubles)('%s brings no reader an error or a long wait', async (_, begin, end) => {
    const redis = await openRedis()
    const replicas = [await openReplica(redis.url), await openReplica(redis.url)]
    const load = startLoad(replicas)
    await sleep(300)
    await begin(redis)
    await sleep(700)
    await end(redis)
    await sleep(300)
    await until(() => replicas.every(({ store }) => store.status === 'ready'))
    const before = load.answered()
    await until(() => load.answered() > before + 1_000)
    await load.stop()
    expect(load.errors).toEqual([])
    // Well inside a reader’s own deadline of 5 s, also on a machine that does much else.
    expect(load.slowestMs()).toBeLessThan(3_000)
  })
})

describe.skipIf(!hasRedis)('a cold question', () => {
  test('takes hardly longer while Redis hangs, and nothing once it is given up', async () => {
    const redis = await openRedis()
    const replica = await openReplica(redis.url)
    const rows = createRows()
    const { one } = readerOf(replica.cache, personal, rows)
    const times: number[] = []
    redis.pause()
    for (const key of keysTo(20)) {
      const startedAt = performance.now()
      expect((await one(key))?.name).toBe(key)
      times.push(performance.now() - startedAt)
    }
    redis.resume()
    expect(times.every((ms) => ms < 200)).toBe(true)
    expect(times.filter((ms) => ms > 40).length).toBeLessThan(8)
    expect(rows.asked).toHaveLength(20)
  })

  test('does not wait for a Redis that takes longer than it may, once that is given up', async () => {
    const redis = await openRedis()
    const slow = await startSilencer(redis.port)
    onTestFinished(() => slow.stop())
    const replica = await openReplica(slow.url)
    const rows = createRows()
    const { one } = readerOf(replica.cache, personal, rows)
    const times: number[] = []
    slow.slow(200)
    for (const key of keysTo(20)) {
      const startedAt = performance.now()
      expect((await one(key))?.name).toBe(key)
      times.push(performance.now() - startedAt)
    }
    expect(times.filter((ms) => ms > 40).length).toBeLessThan(8)
    expect(rows.asked).toHaveLength(20)
    slow.slow(0)
    await until(() => replica.store.status === 'ready')
  })

  test('is answered while Redis is away from the start', async () => {
    const redis = await openRedis()
    await redis.kill()
    const store = createRedisStore({ url: redis.url, commandTimeoutMs: 50, trustMs: 1_000 })
    const cache = createCache({ shared: sharedOver(store, ringOf('k')) })
    onTestFinished(async () => {
      await cache.close()
      await store.close()
    })
    const rows = createRows()
    const answers = await readerOf(cache, personal, rows).read(...keysTo(10))
    expect([...answers.keys()]).toEqual(keysTo(10))
    expect(rows.asked).toHaveLength(10)
  })
})
