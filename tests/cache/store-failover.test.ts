import { describe, expect, test } from 'vitest'
import { StoreUnavailable } from '../../src/cache/store/index.ts'
import {
  eventually,
  hasRedis,
  startCluster,
  startRedis,
  startSentinels,
  timed,
  until,
} from '../support/redis.ts'
import { startSlowSentinel } from '../support/sentinel.ts'
import { commandTimeoutMs, entry, openLiveStore, slackMs } from './store-fixture.ts'

describe.skipIf(!hasRedis)('a store behind sentinels', () => {
  test('fails in time between two masters, works again, and forgets no drop', async () => {
    const servers = await startSentinels()
    const store = await openLiveStore(servers.url)
    await eventually(() => store.write([entry('kept')]))
    // A drop that is refused has raised the version all the same, so there may be more than one.
    await eventually(() => store.drop(['dropped']))
    const { versions } = await eventually(() => store.read([], ['dropped']))
    expect(versions[0]).toBeGreaterThanOrEqual(1)
    await servers.master.kill()

    let failures = 0
    let found: readonly number[] = []
    // Sentinels that vote for different leaders try again after four seconds, and a busy machine makes them do so.
    await until(async () => {
      const { ms, outcome } = await timed(() => store.read(['kept'], ['dropped']))
      expect(ms).toBeLessThan(commandTimeoutMs + slackMs)
      if (outcome.status === 'fulfilled') {
        found = outcome.value.versions
        return true
      }
      expect(outcome.reason).toBeInstanceOf(StoreUnavailable)
      failures += 1
      return false
    }, 30_000)
    expect(failures).toBeGreaterThan(0)
    expect(found).toEqual(versions)

    await until(() => store.status === 'ready')
    await eventually(() => store.write([entry('after')]))
    const { values } = await eventually(() => store.read(['after'], []))
    expect(values).toEqual([Buffer.from('value of after')])
    await eventually(() => store.drop(['dropped']))
    await store.close()
    await servers.stop()
  }, 60_000)

  test('comes back when it is told of a new master while it asks for one', async () => {
    const master = await startRedis()
    const sentinel = await startSlowSentinel(master.port)
    const store = await openLiveStore(sentinel.url)
    sentinel.hold()
    await master.kill()
    // The one that asks for commands, and the one that listens for drops.
    await until(() => sentinel.waiting() >= 2)
    sentinel.tellOfFailover()
    await master.start()
    sentinel.release()
    await until(() => store.status === 'ready')
    await eventually(() => store.write([entry('after')]))
    const { values } = await eventually(() => store.read(['after'], []))
    expect(values).toEqual([Buffer.from('value of after')])
    await store.close()
    sentinel.stop()
    await master.stop()
  })

  test('does not confirm a drop that no copy has taken', async () => {
    const servers = await startSentinels()
    const store = await openLiveStore(servers.url)
    servers.copy.pause()
    await expect(store.drop(['tag'])).rejects.toBeInstanceOf(StoreUnavailable)
    servers.copy.resume()
    await eventually(() => store.drop(['tag']))
    await store.close()
    await servers.stop()
  }, 60_000)
})

describe.skipIf(!hasRedis)('a store in a cluster', () => {
  test('answers for the other keys when one of three masters is lost, and for all when it is back', async () => {
    const cluster = await startCluster()
    const [store, other] = await Promise.all([
      openLiveStore(cluster.url),
      openLiveStore(cluster.url),
    ])
    const keys = Array.from({ length: 90 }, (_, index) => `key ${index}`)
    const tags = Array.from({ length: 30 }, (_, index) => `tag ${index}`)
    const found = async () =>
      (await store.read(keys, [])).values.filter((value) => value !== null).length
    const fill = () => store.write(keys.map((key) => entry(key))).then(found, () => 0)
    await until(async () => (await fill()) === keys.length)
    await until(async () => (await other.read(keys, [])).values.every((value) => value !== null))
    await store.drop(tags)
    expect((await other.read(keys, tags)).versions.every((version) => version >= 1)).toBe(true)
    const leases = await Promise.all([
      store.lease(keys, 'one', 60_000),
      other.lease(keys, 'other', 60_000),
    ])
    expect(keys.filter((_, index) => leases[0][index] === leases[1][index])).toEqual([])
    await store.release(keys, 'one')
    await other.release(keys, 'other')

    await cluster.nodes[1]?.kill()
    const { ms, outcome } = await timed(() => store.read(keys, tags))
    expect(ms).toBeLessThan(commandTimeoutMs + slackMs)
    if (outcome.status === 'rejected') throw outcome.reason
    const { values, versions } = outcome.value
    const kept = values.filter((value) => value !== null).length
    expect(kept).toBeGreaterThan(keys.length / 4)
    expect(kept).toBeLessThan(keys.length)
    // What hangs on a tag whose node is away can be told neither fresh nor dropped.
    expect(versions.some(Number.isNaN)).toBe(true)
    expect(versions.some((version) => version >= 1)).toBe(true)
    expect(await store.lease(keys, 'alone', 60_000)).toEqual(keys.map(() => true))
    await expect(store.drop(tags)).rejects.toBeInstanceOf(StoreUnavailable)

    await cluster.nodes[1]?.start()
    await until(async () => (await fill()) === keys.length, 20_000)
    await until(() => store.status === 'ready')
    await Promise.all([store.close(), other.close()])
    await cluster.stop()
  }, 60_000)
})
