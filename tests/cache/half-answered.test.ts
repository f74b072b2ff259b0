import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type SharedStore, StoreUnavailable } from '../../src/cache/store/index.ts'
import { hasRedis, type RedisServer, startRedis, until } from '../support/redis.ts'
import { createRows, personal, readerOf, row, startReplica } from './fixture.ts'

/** Of one reader's questions the store answers the lease, and not what is kept, as Redis does that hangs between the two. */
const halfAnswered = (granted: string[]) => {
  let looks = 0
  return (store: SharedStore): SharedStore => ({
    ...store,
    isLive: () => store.isLive(),
    status: 'ready',
    async lease(names, ...rest) {
      granted.push(...names)
      return store.lease(names, ...rest)
    },
    read(names, tags, patience) {
      looks += 1
      return looks === 2
        ? Promise.reject(new StoreUnavailable())
        : store.read(names, tags, patience)
    },
  })
}

describe.skipIf(!hasRedis)('a lease whose holder was told nothing else', () => {
  let redis: RedisServer
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.stop())

  test('is let go: its holder asks the source alone, and nobody waits for what it will not hand on', async () => {
    const rows = createRows()
    const granted: string[] = []
    // Renewed every third of it: held, it would be held for as long as the process lives.
    const replica = await startReplica(redis.url, { wrap: halfAnswered(granted), leaseMs: 60_000 })
    onTestFinished(() => replica.stop())
    expect(await readerOf(replica.cache, personal, rows).one('a')).toEqual(row('a'))
    expect(granted).toHaveLength(1)
    await until(async () => !(await replica.store.leased(granted))[0])
    const other = await startReplica(redis.url)
    onTestFinished(() => other.stop())
    expect(await readerOf(other.cache, personal, rows).one('a')).toEqual(row('a'))
    expect(rows.asked).toEqual(['a', 'a'])
  })
})
