import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RedisStore, StoreUnavailable } from '../../src/cache/store/index.ts'
import { hasRedis, type RedisServer, startRedis, timed, until } from '../support/redis.ts'
import {
  commandTimeoutMs,
  entry,
  openLiveStore,
  openStore,
  recordEvents,
  slackMs,
} from './store-fixture.ts'

const texts = (values: readonly (Buffer | null)[]) =>
  values.map((value) => value?.toString() ?? null)

/** A call that fails must fail as unavailable, and in time. */
const expectFailureInTime = async (call: () => Promise<unknown>): Promise<number> => {
  const { ms, outcome } = await timed(call)
  expect(outcome.status === 'rejected' && outcome.reason).toBeInstanceOf(StoreUnavailable)
  expect(ms).toBeLessThan(commandTimeoutMs + slackMs)
  return ms
}

const isAnswered = (store: RedisStore) => () =>
  store.read(['a'], []).then(
    () => true,
    () => false,
  )

describe.skipIf(!hasRedis)('a store whose server is well', () => {
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

  test('gives the bytes it was given, and null for what it was not', async () => {
    const bytes = Buffer.from([0, 255, 13, 10, 128])
    await store.write([{ key: 'bytes', value: bytes, ttlMs: 10_000 }, entry('text')])
    const { values, versions } = await store.read(['nothing', 'bytes', 'text'], ['never dropped'])
    expect(values).toEqual([null, bytes, Buffer.from('value of text')])
    expect(versions).toEqual([0])
  })

  test('asks nothing when asked for nothing', async () => {
    expect(await store.read([], [])).toEqual({ values: [], versions: [] })
    expect(await store.lease([], 'token', 100)).toEqual([])
    await store.write([])
    await store.release([], 'token')
  })

  test('reads sixty keys in one command', async () => {
    const commands = async () =>
      Number(
        /calls=(\d+)/.exec(
          /cmdstat_mget:.*/.exec(String(await server.admin('INFO', 'commandstats')))?.[0] ?? '',
        )?.[1] ?? 0,
      )
    const before = await commands()
    await store.read(
      Array.from({ length: 40 }, (_, index) => `key ${index}`),
      Array.from({ length: 20 }, (_, index) => `tag ${index}`),
    )
    expect((await commands()) - before).toBe(1)
  })

  test('takes a reply that came while the process was busy for longer than a call may take', async () => {
    await store.write([entry('busy')])
    const reading = store.read(['busy'], [])
    const endsAt = performance.now() + 3 * commandTimeoutMs
    while (performance.now() < endsAt);
    expect(texts((await reading).values)).toEqual(['value of busy'])
  })

  test('keeps an entry as long as it was told', async () => {
    await store.write([entry('short', 'x', 80)])
    expect(texts((await store.read(['short'], [])).values)).toEqual(['x'])
    await until(async () => (await store.read(['short'], [])).values[0] === null, 1_000)
  })

  test('is empty after it was flushed, and works on', async () => {
    await store.write([entry('flushed')])
    await server.admin('FLUSHALL')
    expect((await store.read(['flushed'], [])).values).toEqual([null])
    await store.write([entry('flushed')])
    expect(texts((await store.read(['flushed'], [])).values)).toEqual(['value of flushed'])
  })
})

describe.skipIf(!hasRedis)('a store whose server is in trouble', () => {
  test('starts without it and finds it when it comes', async () => {
    const server = await startRedis()
    await server.kill()
    const store = openStore(server.url)
    await expectFailureInTime(() => store.read(['a'], ['t']))
    await expectFailureInTime(() => store.write([entry('a')]))
    await expectFailureInTime(() => store.lease(['a'], 'token', 100))
    expect([store.status, store.isLive()]).toEqual(['degraded', false])
    await server.start()
    await until(() => store.status === 'ready')
    await store.close()
    await server.stop()
  })

  test('fails at once while it is known to be away, and comes back after it does', async () => {
    const server = await startRedis()
    const store = await openLiveStore(server.url)
    const events = recordEvents()
    await server.kill()
    await until(async () => !(await isAnswered(store)()) && events.kinds.includes('STORE_DOWN'))
    const times = await Promise.all(
      Array.from({ length: 100 }, () => expectFailureInTime(() => store.read(['a'], []))),
    )
    expect(times.toSorted((a, b) => a - b)[50]).toBeLessThan(commandTimeoutMs / 2)
    await server.start()
    await until(isAnswered(store))
    expect(events.kinds).toContain('STORE_UP')
    events.stop()
    await store.close()
    await server.stop()
  })

  test('settles every call in time while it hangs, and recovers', async () => {
    const server = await startRedis()
    const store = await openLiveStore(server.url)
    server.pause()
    await Promise.all(
      Array.from({ length: 20 }, () => expectFailureInTime(() => store.read(['a'], ['t']))),
    )
    await expectFailureInTime(() => store.lease(['a'], 'token', 100))
    await until(() => !store.isLive(), 2_000)
    server.resume()
    await until(() => store.status === 'ready')
    await store.write([entry('a')])
    expect(texts((await store.read(['a'], [])).values)).toEqual(['value of a'])
    await store.close()
    await server.stop()
  })

  test('settles every call in time while it is busy with something else', async () => {
    const server = await startRedis()
    const store = await openLiveStore(server.url)
    const sleeping = server.admin('DEBUG', 'SLEEP', '0.6')
    await until(async () => !(await isAnswered(store)()), 1_000)
    await expectFailureInTime(() => store.read(['a'], []))
    await sleeping
    await until(isAnswered(store))
    await store.close()
    await server.stop()
  })

  test('reads and drops while it may keep no more, and writes nothing without failing', async () => {
    const server = await startRedis(['--maxmemory-policy', 'noeviction'])
    const store = await openLiveStore(server.url)
    const events = recordEvents()
    await store.write([entry('before')])
    await server.admin('CONFIG', 'SET', 'maxmemory', '1')
    await store.write([entry('after'), entry('before', 'changed')])
    expect(texts((await store.read(['before', 'after'], [])).values)).toEqual([
      'value of before',
      null,
    ])
    expect(events.kinds).toContain('STORE_FULL')
    expect(await store.lease(['after'], 'token', 1_000)).toEqual([true])
    await store.drop(['tag'])
    expect((await store.read([], ['tag'])).versions).toEqual([1])
    expect(store.status).toBe('ready')
    events.stop()
    await store.close()
    await server.stop()
  })

  test('does not use it when it may throw out version counters', async () => {
    const server = await startRedis(['--maxmemory', '100mb', '--maxmemory-policy', 'allkeys-lru'])
    const events = recordEvents()
    const store = openStore(server.url)
    await until(() => events.kinds.includes('STORE_EVICTS'))
    await expectFailureInTime(() => store.read(['a'], []))
    await expectFailureInTime(() => store.drop(['a']))
    events.stop()
    await store.close()
    await server.stop()
  })

  test.each([
    ['no password', (port: number) => `redis://127.0.0.1:${port}`],
    ['a wrong password', (port: number) => `redis://:wrong@127.0.0.1:${port}`],
  ])('fails in time with %s, and does not end the process', async (_, urlOf) => {
    const server = await startRedis(['--requirepass', 'right'], { password: 'right' })
    const store = openStore(urlOf(server.port))
    for (let call = 0; call < 8; call++) await expectFailureInTime(() => store.read(['a'], []))
    expect(store.status).toBe('degraded')
    await store.close()
    const permitted = await openLiveStore(server.url)
    await permitted.close()
    await server.stop()
  })
})
