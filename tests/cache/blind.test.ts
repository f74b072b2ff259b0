import { describe, expect, onTestFinished, test } from 'vitest'
import { hasRedis, type RedisServer, startRedis, until } from '../support/redis.ts'
import {
  catalogue,
  createRows,
  createTestClock,
  personal,
  readerOf,
  startReplica,
} from './fixture.ts'

const openRedis = async (): Promise<RedisServer> => {
  const redis = await startRedis()
  onTestFinished(() => redis.stop())
  return redis
}

describe.skipIf(!hasRedis)('while drops cannot be heard', () => {
  test('memory serves nothing of persons, and what came into it is not believed later', async () => {
    const redis = await openRedis()
    const replica = await startReplica(redis.url, { trustMs: 300, commandTimeoutMs: 50 })
    onTestFinished(() => replica.stop())
    const rows = createRows()
    const persons = readerOf(replica.cache, personal, rows)
    const procedures = readerOf(
      replica.cache,
      { ...personal, space: 'public', sharing: 'public' },
      rows,
    )
    await Promise.all([persons.one('a'), procedures.one('a')])
    redis.pause()
    await until(() => !replica.store.isLive())
    expect(persons.peek('a')).toBeUndefined()
    // A public record may come back into memory, so that an outage does not send everybody to the source.
    await procedures.one('a')
    expect(procedures.peek('a')).toBeDefined()
    expect((await persons.one('a'))?.name).toBe('a')
    expect(persons.peek('a')).toBeUndefined()
    redis.resume()
    await until(() => replica.store.isLive())
    expect(procedures.peek('a')).toBeUndefined()
  })

  test('a public record is served for half a minute, then only as stale while it is asked for anew', async () => {
    const redis = await openRedis()
    const clock = createTestClock()
    const replica = await startReplica(redis.url, { clock, trustMs: 300, commandTimeoutMs: 50 })
    onTestFinished(() => replica.stop())
    const rows = createRows()
    const { one, stale, peek } = readerOf(replica.cache, catalogue, rows)
    // Silence empties the memory once; what is fetched after that is what this is about.
    let timesEmptied = 0
    replica.cache.onDrop(() => (timesEmptied += 1))
    redis.pause()
    onTestFinished(() => redis.resume())
    await until(() => timesEmptied > 0)
    await one('a')
    clock.pass(30_000)
    expect(await one('a')).toMatchObject({ version: 0 })
    expect([rows.asked, stale]).toEqual([['a'], []])
    rows.change('a')
    clock.pass(1)
    expect(await one('a')).toMatchObject({ version: 0 })
    expect(stale.map(({ reason }) => reason)).toEqual(['REFRESHING'])
    await until(() => peek('a')?.version === 1)
    expect(rows.asked).toEqual(['a', 'a'])
  })
})
