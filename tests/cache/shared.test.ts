import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { createCache } from '../../src/cache/index.ts'
import { UpstreamError } from '../../src/lib/errors.ts'
import { hasRedis, type RedisServer, startRedis, until } from '../support/redis.ts'
import {
  catalogue,
  createRows,
  createTestClock,
  personal,
  readerOf,
  type ReplicaOptions,
  type Row,
  type Rows,
  startReplica,
} from './fixture.ts'

const row = (name: string, version = 0): Row => ({ name, version })
const keysTo = (count: number): string[] => Array.from({ length: count }, (_, n) => `k${n}`)

describe.skipIf(!hasRedis)('several replicas over one Redis', () => {
  let redis: RedisServer
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.stop())
  beforeEach(() => redis.admin('FLUSHALL'))

  const start = async (rows: Rows, policy = personal, options: ReplicaOptions = {}) => {
    const replica = await startReplica(redis.url, options)
    onTestFinished(() => replica.stop())
    return { ...replica, ...readerOf(replica.cache, policy, rows) }
  }

  /** Resolves once what a replica fetched can be found by another. */
  const landed = (count: number) =>
    until(async () => {
      const names = (await redis.admin('KEYS', 'lt:*:v:*')) as unknown[]
      return names.length >= count
    })

  test('ask the source only for what none of them has', async () => {
    const rows = createRows()
    const [a, b] = [await start(rows), await start(rows)]
    await a.read('a', 'b')
    await landed(2)
    const answers = await b.read('c', 'a', 'd', 'b')
    expect([...answers.entries()].sort()).toEqual(
      ['a', 'b', 'c', 'd'].map((key) => [key, row(key)]),
    )
    expect(rows.calls).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ])
    expect(b.peek('a')).toEqual(row('a'))
  })

  test('share a known absence', async () => {
    const rows = createRows()
    rows.absent.add('a')
    const [a, b] = [await start(rows), await start(rows)]
    await a.read('a')
    await landed(1)
    expect(await b.one('a')).toBeNull()
    expect(rows.asked).toEqual(['a'])
  })

  test('make one fetch a key for 1,000 readers each over 200 cold keys', async () => {
    const rows = createRows()
    const replicas = [await start(rows), await start(rows), await start(rows)]
    const keys = keysTo(200)
    const release = rows.hold()
    const reads = replicas.flatMap(({ each }) =>
      Array.from({ length: 1_000 }, (_, reader) => each(...keys.slice(reader % 200).slice(0, 10))),
    )
    await sleep(100)
    release()
    const answers = await Promise.all(reads)
    expect(
      answers.flatMap((map) => [...map.values()]).filter((one) => one instanceof Error),
    ).toEqual([])
    expect(rows.asked.toSorted()).toEqual(keys.toSorted())
  })

  test('make at most one fetch a key and replica where there is no Redis', async () => {
    const rows = createRows()
    const readers = [0, 1, 2].map(() => readerOf(createCache(), personal, rows))
    const keys = keysTo(200)
    await Promise.all(
      readers.flatMap(({ each }) =>
        Array.from({ length: 1_000 }, (_, reader) => each(keys[reader % 200] ?? '')),
      ),
    )
    expect(rows.asked).toHaveLength(600)
  })

  test('take over at once from one whose fetch failed', async () => {
    const [broken, good] = [createRows(), createRows()]
    broken.fail(new UpstreamError('rows', 'unavailable'))
    const [a, b] = [await start(broken), await start(good)]
    const release = broken.hold()
    const failing = a.one('a')
    await until(async () => ((await redis.admin('KEYS', 'lt:*:l:*')) as unknown[]).length > 0)
    const waiting = b.one('a')
    await sleep(30)
    expect(good.asked).toEqual([])
    release()
    const startedAt = performance.now()
    await expect(failing).rejects.toThrow('unavailable')
    expect(await waiting).toEqual(row('a'))
    expect(performance.now() - startedAt).toBeLessThan(1_000)
  })

  test('do not wait longer than their own time for one that is slow', async () => {
    const [slow, good] = [createRows(), createRows()]
    const a = await start(slow, personal, { deadlineMs: 500 })
    const b = await start(good, personal, { deadlineMs: 500 })
    const release = slow.hold()
    const late = a.one('a')
    await until(async () => ((await redis.admin('KEYS', 'lt:*:l:*')) as unknown[]).length > 0)
    const startedAt = performance.now()
    expect(await b.one('a')).toEqual(row('a'))
    const passedMs = performance.now() - startedAt
    expect(passedMs).toBeGreaterThan(300)
    expect(passedMs).toBeLessThan(1_000)
    release()
    await late
  })

  test('leave a slow fetch to the one that makes it, for as long as that lives', async () => {
    const rows = createRows()
    const leaseMs = 200
    const a = await start(rows, personal, { leaseMs })
    const b = await start(rows, personal, { leaseMs })
    const release = rows.hold()
    const early = a.one('a')
    await until(async () => ((await redis.admin('KEYS', 'lt:*:l:*')) as unknown[]).length > 0)
    const waiting = b.one('a')
    await sleep(leaseMs * 4)
    release()
    expect(await Promise.all([early, waiting])).toEqual([row('a'), row('a')])
    expect(rows.asked).toEqual(['a'])
  })

  test('answer in time even where their own question hangs after that', async () => {
    const slow = createRows()
    const a = await start(slow, personal, { deadlineMs: 500 })
    const b = await start(slow, personal, { deadlineMs: 500 })
    const release = slow.hold()
    const late = a.one('a')
    await until(async () => ((await redis.admin('KEYS', 'lt:*:l:*')) as unknown[]).length > 0)
    const startedAt = performance.now()
    await expect(b.one('a')).rejects.toMatchObject({ source: 'rows', fault: 'timeout' })
    expect(performance.now() - startedAt).toBeLessThan(1_500)
    release()
    await late
  })

  test('refresh what is stale exactly once among them', async () => {
    const rows = createRows()
    const clock = createTestClock()
    const options = { clock, random: () => 0.5 }
    const replicas = [
      await start(rows, catalogue, options),
      await start(rows, catalogue, options),
      await start(rows, catalogue, options),
    ]
    for (const { one } of replicas) {
      await one('a')
      await landed(1)
    }
    clock.pass(catalogue.freshMs)
    rows.change('a')
    const release = rows.hold()
    const served = await Promise.all(
      replicas.flatMap(({ one }) => Array.from({ length: 50 }, () => one('a'))),
    )
    expect(served).toEqual(Array(150).fill(row('a')))
    await sleep(150)
    expect(rows.asked).toEqual(['a', 'a'])
    release()
    await until(() => replicas.every(({ peek }) => peek('a')?.version === 1))
    expect(rows.asked).toEqual(['a', 'a'])
    expect(replicas.map(({ stale }) => stale.length)).toEqual([50, 50, 50])
  })

  test('let what another one fetched stand in for a source that fails, where the policy allows', async () => {
    const rows = createRows()
    const clock = createTestClock()
    const allowed = await start(rows, catalogue, { clock })
    const forbidden = await start(rows, { ...personal, space: 'persons' }, { clock })
    await Promise.all([allowed.one('a'), forbidden.one('a')])
    await landed(2)
    clock.pass(catalogue.keepMs)
    rows.fail(new UpstreamError('rows', 'timeout'))
    const other = await start(rows, catalogue, { clock })
    expect(await other.one('a')).toEqual(row('a'))
    expect(other.stale).toEqual([
      { fetchedAt: new Date(clock.wall() - catalogue.keepMs), reason: 'SOURCE_FAILED' },
    ])
    const stranger = await start(rows, { ...personal, space: 'persons' }, { clock })
    await expect(stranger.one('a')).rejects.toMatchObject({ fault: 'timeout' })
  })
})
