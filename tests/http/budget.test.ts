import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createRedisStore } from '../../src/cache/store/redis-store.ts'
import { type BudgetOptions, createBudget } from '../../src/http/budget.ts'
import type { Send } from '../../src/http/types.ts'
import { UpstreamError } from '../../src/lib/errors.ts'
import { hasRedis, type RedisServer, startRedis, timed, until } from '../support/redis.ts'
import {
  answer,
  askAll,
  contract,
  createUpstream,
  openBudgets,
  openSlots,
  request,
} from './budget-fixture.ts'

describe.skipIf(!hasRedis)('a budget that replicas share', () => {
  let server: RedisServer
  beforeAll(async () => {
    server = await startRedis()
  })
  afterAll(() => server.stop())

  const openReplicas = (
    upstream: { send: Send },
    changes: Partial<BudgetOptions>,
    url = server.url,
  ) => openBudgets(upstream, changes, url)

  test('counts calls at one moment together where no rate is agreed', async () => {
    const upstream = createUpstream(20)
    const changes = { name: 'unrated', callsPerSecond: undefined, concurrent: 5 }
    const replicas = await openReplicas(upstream, changes)
    await askAll(replicas, 60)
    expect(upstream.calledAt).toHaveLength(60)
    expect(upstream.most()).toBeLessThanOrEqual(5)
    expect(upstream.most()).toBeGreaterThanOrEqual(3)
  })

  test('makes no more calls at one moment than the contract allows', async () => {
    const upstream = createUpstream(20)
    const replicas = await openReplicas(upstream, { name: 'at once', concurrent: 5 })
    await askAll(replicas, 60)
    expect(upstream.calledAt).toHaveLength(60)
    expect(upstream.most()).toBeLessThanOrEqual(5)
    expect(upstream.most()).toBeGreaterThanOrEqual(3)
  })

  test('gets back the slots of a replica that was killed', async () => {
    const [dead, alive] = await Promise.all([openSlots(server.url), openSlots(server.url)])
    const limits = { rate: 100, windowMs: 1_000, concurrent: 2, holdMs: 400, wireMs: 250 }
    expect((await dead.enter('killed', limits, ['a', 'b'], [])).given).toBe(2)
    expect((await alive.enter('killed', limits, ['c'], [])).given).toBe(0)
    const upstream = createUpstream(1)
    const send = createBudget(
      contract({ name: 'killed', concurrent: 2, holdMs: 400 }),
      alive,
    )(upstream.send)
    const { ms } = await timed(() => send(request))
    expect(upstream.calledAt).toHaveLength(1)
    expect(ms).toBeGreaterThan(200)
    expect(ms).toBeLessThan(2_000)
  })

  test('serves those who wait in the order of their coming', async () => {
    const order: number[] = []
    const slots = await openSlots(server.url)
    const step = createBudget(contract({ name: 'order', concurrent: 1 }), slots)
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        step(() => {
          order.push(index)
          return Promise.resolve(answer)
        })(request),
      ),
    )
    expect(order).toEqual(Array.from({ length: 20 }, (_, index) => index))
  })

  test('goes on with its part of the limits while the server is away, and shares again afterwards', async () => {
    const own = await startRedis()
    const upstream = createUpstream(5)
    const changes = { name: 'away', callsPerSecond: 30, concurrent: 6 }
    const replicas = await openReplicas(upstream, changes, own.url)
    await askAll(replicas, 6)
    await own.kill()
    await sleep(1_100)
    const { outcome } = await timed(() => askAll(replicas, 60))
    expect(outcome.status).toBe('fulfilled')
    expect(upstream.mostInASecond()).toBeLessThanOrEqual(30)
    expect(upstream.most()).toBeLessThanOrEqual(6)
    await own.start()
    await until(async () => {
      await askAll(replicas, 3)
      return Number(await own.admin('ZCARD', 'lt:{budget:away}:given')) > 0
    })
    await own.stop()
  })

  test('adds little to a call while the server hangs', async () => {
    const own = await startRedis()
    const upstream = createUpstream(1)
    const [send] = await openReplicas(upstream, { name: 'hung' }, own.url)
    own.pause()
    const { ms, outcome } = await timed(async () => send?.(request))
    expect(outcome.status).toBe('fulfilled')
    expect(ms).toBeLessThan(300)
    own.resume()
    await own.stop()
  })
})

describe.skipIf(!hasRedis)('a server that hangs', () => {
  test('costs a call that has already waited for it in vain no second wait', async () => {
    const own = await startRedis()
    const commandTimeoutMs = 300
    const store = createRedisStore({ url: own.url, commandTimeoutMs, trustMs: 2_000 })
    onTestFinished(async () => {
      own.resume()
      await store.close()
      await own.stop()
    })
    await until(() => store.status === 'ready')
    const upstream = createUpstream(1)
    const send = createBudget(contract({ name: 'twice' }), store.slots)(upstream.send)
    own.pause()
    const { ms } = await timed(() => store.read(['record'], ['tag']))
    expect(ms).toBeGreaterThan(commandTimeoutMs - 20)
    const second = await timed(() => send(request))
    expect(second.outcome.status).toBe('fulfilled')
    expect(second.ms).toBeLessThan(commandTimeoutMs / 2)
    own.resume()
    await until(async () => {
      await send(request)
      return Number(await own.admin('ZCARD', 'lt:{budget:twice}:given')) > 0
    })
  })
})

describe('a budget of one process', () => {
  const alone = (changes: Partial<BudgetOptions>) => contract({ replicas: 1, ...changes })
  const expectRefusal = async (call: Promise<unknown>): Promise<void> => {
    const error: unknown = await call.catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(UpstreamError)
    expect(error).toMatchObject({ source: 'population', fault: 'unavailable', reason: 'BUDGET' })
  }

  test('keeps both limits by itself', async () => {
    const upstream = createUpstream(5)
    const send = createBudget(alone({ callsPerSecond: 20, concurrent: 4 }), null)(upstream.send)
    await Promise.all(Array.from({ length: 50 }, () => send(request)))
    expect(upstream.calledAt).toHaveLength(50)
    expect(upstream.mostInASecond()).toBeLessThanOrEqual(20)
    expect(upstream.most()).toBeLessThanOrEqual(4)
  })

  test('is its part where others know the same contract and nothing tells them of each other', async () => {
    const upstream = createUpstream(5)
    const limits = alone({ callsPerSecond: 40, concurrent: 4, replicas: 2 })
    const both = [1, 2].map(() => createBudget(limits, null)(upstream.send))
    await Promise.all(both.flatMap((send) => Array.from({ length: 30 }, () => send(request))))
    expect(upstream.mostInASecond()).toBeLessThanOrEqual(40)
    expect(upstream.most()).toBeLessThanOrEqual(4)
  })

  test('refuses a call whose turn does not come in time, and makes none for it', async () => {
    const upstream = createUpstream(1)
    const send = createBudget(alone({ callsPerSecond: 8, maxWaitMs: 100 }), null)(upstream.send)
    const calls = [send(request), send(request), send(request)]
    await expectRefusal(calls[2] ?? Promise.resolve())
    await Promise.all(calls.slice(0, 2))
    expect(upstream.calledAt).toHaveLength(2)
  })

  test('refuses a call at once when too many wait', async () => {
    const upstream = createUpstream(200)
    const send = createBudget(alone({ concurrent: 1, maxWaiting: 2 }), null)(upstream.send)
    const calls = [send(request), send(request), send(request)]
    const { ms } = await timed(() => expectRefusal(send(request)))
    expect(ms).toBeLessThan(150)
    await Promise.all(calls)
    expect(upstream.most()).toBe(1)
  })

  test('takes a caller who went away out of the queue', async () => {
    const upstream = createUpstream(50)
    const send = createBudget(alone({ concurrent: 1 }), null)(upstream.send)
    const gone = new AbortController()
    const [first, second, third] = [
      send(request),
      send({ ...request, signal: gone.signal }),
      send(request),
    ]
    gone.abort()
    await expectRefusal(second)
    await Promise.all([first, third])
    expect(upstream.calledAt).toHaveLength(2)
    await expectRefusal(send({ ...request, signal: gone.signal }))
  })

  test('gives the slot back when the call fails', async () => {
    const failing = createBudget(
      alone({ concurrent: 1 }),
      null,
    )(() => Promise.reject(new UpstreamError('population', 'timeout')))
    for (let call = 0; call < 3; call++)
      await expect(failing(request)).rejects.toMatchObject({ fault: 'timeout' })
  })
})
