import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createBudget } from '../../src/http/budget.ts'
import { hasRedis, type RedisServer, startRedis } from '../support/redis.ts'
import { startSilencer } from '../support/silencer.ts'
import { personal, type Row, startReplica, tagOf } from './fixture.ts'

const request = { method: 'GET', path: '/', route: '/', headers: {}, idempotent: true } as const
const answer = { status: 200, headers: {}, body: Buffer.alloc(0) }
const reads = 15

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

describe.skipIf(!hasRedis)('a Redis that is slow and alive', () => {
  let redis: RedisServer
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.stop())

  /** A replica behind a slow way to Redis, whose source keeps a budget that is counted there too. */
  const open = async (delayMs: number) => {
    const way = await startSilencer(redis.port)
    const replica = await startReplica(way.url, { commandTimeoutMs: 50 })
    onTestFinished(async () => {
      await replica.stop()
      way.stop()
    })
    const budget = { name: `slow ${delayMs}`, source: 'rows', callsPerSecond: 1_000 } as const
    const times = { concurrent: 100, replicas: 1, maxWaitMs: 5_000, holdMs: 5_000 }
    const send = createBudget(
      { ...budget, ...times },
      replica.store.slots,
    )(() => Promise.resolve(answer))
    const space = replica.cache.space<Row>(personal)
    way.slow(delayMs)
    return async (key: string): Promise<number> => {
      const startedAt = performance.now()
      await space.readOne({ key, tags: [tagOf(key)] }, async () => {
        await send(request)
        return { name: key, version: 0 }
      })
      return performance.now() - startedAt
    }
  }

  test.each([10, 20, 30, 45])(
    'that takes %i ms an answer adds no more than 50 ms to a read that it has nothing for',
    async (delayMs) => {
      const read = await open(delayMs)
      const times: number[] = []
      for (let number = 0; number < reads; number++)
        times.push(await read(`slow ${delayMs} ${number}`))
      // A machine that does much else adds some of its own.
      expect(median(times)).toBeLessThan(65)
    },
  )
})
