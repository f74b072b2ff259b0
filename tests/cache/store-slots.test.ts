import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RedisStore } from '../../src/cache/store/index.ts'
import { createBudget } from '../../src/http/budget.ts'
import { hasRedis, type RedisServer, startRedis, timed } from '../support/redis.ts'
import { openLiveStore } from './store-fixture.ts'

const limits = { rate: 100, windowMs: 1_000, concurrent: 2, holdMs: 10_000, wireMs: 250 }

describe.skipIf(!hasRedis)('slots that replicas share', () => {
  let server: RedisServer
  let store: RedisStore
  beforeAll(async () => {
    server = await startRedis()
    store = await openLiveStore(server.url)
  })
  afterAll(async () => {
    await store.close()
    await server.stop()
  })

  test('in use are still in use after the server lost its data', async () => {
    expect((await store.slots.enter('lost', limits, ['a', 'b'], [])).given).toBe(2)
    await server.admin('FLUSHALL')
    expect((await store.slots.enter('lost', limits, ['c'], ['a', 'b'])).given).toBe(0)
    await store.slots.leave('lost', ['a'])
    expect((await store.slots.enter('lost', limits, ['c'], ['b'])).given).toBe(1)
  })

  test('given by a clock that was set back since do not keep others waiting for it', async () => {
    const [seconds] = (await server.admin('TIME')) as [Buffer]
    const tomorrow = (Number(seconds) + 86_400) * 1_000
    for (let slot = 0; slot < limits.rate; slot++)
      await server.admin('ZADD', 'lt:{budget:ahead}:given', tomorrow, `slot ${slot}`)
    expect((await store.slots.enter('ahead', limits, ['a'], [])).given).toBe(1)
  })

  test('count from when their call was answered, or must have reached the upstream', async () => {
    const once = { ...limits, rate: 5, windowMs: 400, concurrent: 10, wireMs: 300 }
    const { slots } = store
    expect((await slots.enter('wire', once, ['a'], [])).given).toBe(1)
    await sleep(150)
    await slots.leave('wire', ['a'])
    await sleep(100)
    expect((await slots.enter('wire', { ...once, rate: 1 }, ['b'], [])).given).toBe(0)
    await sleep(350)
    expect((await slots.enter('wire', { ...once, rate: 1 }, ['b'], [])).given).toBe(1)
    await sleep(500)
    expect((await slots.enter('wire', { ...once, rate: 1 }, ['c'], [])).given).toBe(0)
    await sleep(300)
    expect((await slots.enter('wire', { ...once, rate: 1 }, ['c'], [])).given).toBe(1)
  })

  test('without a rate are bounded by those in use alone', async () => {
    const unrated = { windowMs: 1_000, concurrent: 200, holdMs: 10_000, wireMs: 250 }
    const many = Array.from({ length: 300 }, (_, slot) => `slot ${slot}`)
    const { given } = await store.slots.enter('unrated', unrated, many, [])
    expect(given).toBe(200)
    expect((await store.slots.enter('unrated', unrated, ['a'], [])).given).toBe(0)
    await store.slots.leave('unrated', many.slice(0, 5))
    expect((await store.slots.enter('unrated', unrated, ['a'], [])).given).toBe(1)
  })

  test('come back from a caller who went away while they were asked for', async () => {
    const answer = { status: 200, headers: {}, body: Buffer.alloc(0) }
    const request = { method: 'GET', path: '/', route: '/', headers: {}, idempotent: true } as const
    const contract = { name: 'gone', source: 'population', replicas: 1, maxWaitMs: 5_000 }
    const options = { ...contract, callsPerSecond: 100, concurrent: 1, holdMs: limits.holdMs }
    const send = createBudget(options, store.slots)(() => Promise.resolve(answer))
    const gone = new AbortController()
    const refused = expect(send({ ...request, signal: gone.signal })).rejects.toThrow()
    gone.abort()
    await refused
    await sleep(50)
    const { ms, outcome } = await timed(() => send(request))
    expect(outcome.status).toBe('fulfilled')
    expect(ms).toBeLessThan(1_000)
  })
})
