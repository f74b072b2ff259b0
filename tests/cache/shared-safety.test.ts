import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { UpstreamError } from '../../src/lib/errors.ts'
import { hasRedis, type RedisServer, startRedis, until } from '../support/redis.ts'
import {
  createRows,
  createTestClock,
  personal,
  readerOf,
  type ReplicaOptions,
  ringOf,
  type Row,
  type Rows,
  startReplica,
  tagOf,
  wantedOf,
} from './fixture.ts'
import { recordEvents } from './store-fixture.ts'

const row = (name: string, version = 0): Row => ({ name, version })

describe.skipIf(!hasRedis)('what replicas share', () => {
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

  test('do not read what another version of the record’s shape has written', async () => {
    const rows = createRows()
    const old = await start(rows, { ...personal, schemaVersion: 1 })
    await old.one('a')
    await landed(1)
    const young = await start(rows, { ...personal, schemaVersion: 2 })
    await young.one('a')
    expect(rows.asked).toEqual(['a', 'a'])
    await landed(2)
    expect(await (await start(rows, personal)).one('a')).toEqual(row('a'))
    expect(rows.asked).toHaveLength(2)
  })

  test('go on reading through a change of keys, and no longer once the old key is gone', async () => {
    const rows = createRows()
    const events = recordEvents()
    onTestFinished(events.stop)
    const a = await start(rows, personal, { keyRing: ringOf('k') })
    await a.one('a')
    await landed(1)
    const rotated = await start(rows, personal, { keyRing: ringOf('k', 'n') })
    await rotated.one('a')
    // The new key names what it seals, so a change of keys finds an empty cache, and nothing of it fails.
    expect(rows.asked).toEqual(['a', 'a'])
    await landed(2)
    const later = await start(rows, personal, { keyRing: ringOf('n') })
    expect(await later.one('a')).toEqual(row('a'))
    expect(rows.asked).toHaveLength(2)
    expect(events.kinds).not.toContain('UNKNOWN_KEY')
  })

  test('drop through a change of keys what was named under either', async () => {
    const rows = createRows()
    const old = await start(rows, personal, { keyRing: ringOf('n', 'k') })
    const young = await start(rows, personal, { keyRing: ringOf('k', 'n') })
    await Promise.all([old.one('a'), young.one('a')])
    rows.change('a')
    await young.cache.drop([tagOf('a')])
    expect([old.peek('a'), young.peek('a')]).toEqual([undefined, undefined])
    expect(await Promise.all([old.one('a'), young.one('a')])).toEqual([row('a', 1), row('a', 1)])
    rows.change('a')
    await old.cache.drop([tagOf('a')])
    expect(await Promise.all([old.one('a'), young.one('a')])).toEqual([row('a', 2), row('a', 2)])
  })

  test('read nothing that was tampered with, and do not leave it there', async () => {
    const rows = createRows()
    const events = recordEvents()
    onTestFinished(events.stop)
    const a = await start(rows)
    await a.read('a', 'b', 'c')
    await landed(3)
    const names = ((await redis.admin('KEYS', 'lt:*:v:*')) as Buffer[]).map(String)
    const [flipped = '', swapped = '', other = ''] = names
    const bytes = (await redis.admin('GET', flipped)) as Buffer
    bytes[bytes.length - 20] = (bytes[bytes.length - 20] ?? 0) ^ 1
    await redis.admin('SET', flipped, bytes, 'PX', 60_000)
    await redis.admin('SET', swapped, (await redis.admin('GET', other)) as Buffer, 'PX', 60_000)
    rows.fail(new UpstreamError('rows', 'unavailable'))
    const b = await start(rows)
    const answers = await b.read('a', 'b', 'c')
    expect([...answers.values()].filter((one) => one instanceof Error)).toHaveLength(2)
    expect(events.kinds.filter((kind) => kind === 'TAMPERED').length).toBeGreaterThanOrEqual(2)
    await until(async () => ((await redis.admin('KEYS', 'lt:*:v:*')) as unknown[]).length === 1)
    rows.fail(null)
    expect([...(await b.read('a', 'b', 'c')).values()].map((one) => one instanceof Error)).toEqual([
      false,
      false,
      false,
    ])
  })

  test('do not read an old seal for longer than its own life, whatever the server says', async () => {
    const rows = createRows()
    const clock = createTestClock()
    const a = await start(rows, personal, { clock })
    await a.one('a')
    await landed(1)
    const [name = ''] = ((await redis.admin('KEYS', 'lt:*:v:*')) as Buffer[]).map(String)
    await redis.admin('PERSIST', name)
    clock.pass(personal.freshMs)
    const b = await start(rows, personal, { clock })
    rows.change('a')
    expect(await b.one('a')).toEqual(row('a', 1))
  })

  test('do not believe an entry from a clock that is far ahead', async () => {
    const rows = createRows()
    const ahead = createTestClock()
    ahead.pass(20_000)
    await (await start(rows, personal, { clock: ahead })).one('a')
    await landed(1)
    rows.change('a')
    const b = await start(rows, personal, { clock: createTestClock() })
    expect(await b.one('a')).toEqual(row('a', 1))
  })

  test('keep an entry no longer than the reader’s own policy says, though the writer’s said more', async () => {
    const rows = createRows()
    const clock = createTestClock()
    await (await start(rows, personal, { clock })).one('a')
    await landed(1)
    rows.change('a')
    clock.pass(10_000)
    const shorter = { ...personal, freshMs: 10_000, keepMs: 10_000 }
    const b = await start(rows, shorter, { clock })
    expect(await b.one('a')).toEqual(row('a', 1))
    expect(rows.asked).toEqual(['a', 'a'])
  })

  test('serve nothing old once a drop is acknowledged', async () => {
    const rows = createRows()
    const replicas = [await start(rows), await start(rows), await start(rows)]
    const [dropper] = replicas
    for (let round = 0; round < 20; round++) {
      const before = await Promise.all(replicas.map(({ one }) => one('a')))
      expect(before).toEqual(Array(3).fill(row('a', round)))
      const release = rows.hold()
      await dropper?.cache.drop([tagOf('b')])
      const early = replicas.map(({ one }) => one(`b${round}`))
      rows.change('a')
      await replicas[round % 3]?.cache.drop([tagOf('a')])
      expect(replicas.map(({ peek }) => peek('a'))).toEqual([undefined, undefined, undefined])
      const after = replicas.map(({ one }) => one('a'))
      release()
      expect(await Promise.all(after)).toEqual(Array(3).fill(row('a', round + 1)))
      await Promise.all(early)
    }
  })

  test('keep a value that was dropped while it was fetched for those who waited before', async () => {
    const rows = createRows()
    const [a, b] = [await start(rows), await start(rows)]
    const release = rows.hold()
    const early = a.one('a')
    await until(async () => ((await redis.admin('KEYS', 'lt:*:l:*')) as unknown[]).length > 0)
    rows.change('a')
    await b.cache.drop([tagOf('a')])
    const late = [a.one('a'), b.one('a')]
    await sleep(50)
    release()
    expect(await early).toEqual(row('a', 0))
    expect(await Promise.all(late)).toEqual([row('a', 1), row('a', 1)])
    expect([a.peek('a'), b.peek('a')]).toEqual([row('a', 1), row('a', 1)])
    expect(rows.asked).toHaveLength(2)
  })

  test('check on every hit that the record fits the reader, also what another replica fetched', async () => {
    const rows = createRows()
    const [a, b] = [await start(rows), await start(rows)]
    await a.one('a')
    await landed(1)
    rows.change('a')
    const fits = ({ version }: Row) => version === 1
    expect(await b.space.readOne({ ...wantedOf('a'), fits }, rows.one)).toEqual(row('a', 1))
    expect(rows.asked).toEqual(['a', 'a'])
  })
})
