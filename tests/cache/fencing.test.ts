import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { SharedStore } from '../../src/cache/store/index.ts'
import { hasRedis, type RedisServer, startRedis, until } from '../support/redis.ts'
import {
  createRows,
  personal,
  readerOf,
  type ReplicaOptions,
  row,
  startReplica,
} from './fixture.ts'
import { entry, openLiveStore, patientMs } from './store-fixture.ts'

describe.skipIf(!hasRedis)('a holder whose lease has ended', () => {
  let redis: RedisServer
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.stop())

  test('writes nothing over what the next one wrote, nor in its place', async () => {
    const store = await openLiveStore(redis.url, patientMs)
    onTestFinished(() => store.close())
    const read = async () => (await store.read(['k'], [])).values[0]?.toString()
    await store.lease(['k'], 'one', 60_000)
    await store.release(['k'], 'one')
    await store.write([{ ...entry('k', 'late'), lease: 'one' }])
    expect(await read()).toBeUndefined()
    await store.lease(['k'], 'other', 60_000)
    await store.write([{ ...entry('k', 'late'), lease: 'one' }])
    expect(await read()).toBeUndefined()
    await store.write([{ ...entry('k', 'new'), lease: 'other' }])
    await store.release(['k'], 'other')
    await store.write([{ ...entry('k', 'late'), lease: 'one' }])
    expect(await read()).toBe('new')
  })

  test('that was stopped for a while leaves the newer record to all replicas', async () => {
    const rows = createRows()
    const start = async (options: ReplicaOptions = {}) => {
      const replica = await startReplica(redis.url, options)
      onTestFinished(() => replica.stop())
      return readerOf(replica.cache, personal, rows)
    }
    const { promise: goesOn, resolve: goOn } = Promise.withResolvers<undefined>()
    let written: Promise<void> | undefined
    /** Renews nothing, and writes only when it goes on: as a process that was stopped after it had its answer. */
    const stopped = (store: SharedStore): SharedStore => ({
      ...store,
      isLive: () => store.isLive(),
      status: 'ready',
      renew: () => Promise.resolve(),
      write: (entries) => (written = goesOn.then(() => store.write(entries))),
    })
    const holder = await start({ wrap: stopped, leaseMs: 200 })
    expect(await holder.one('a')).toEqual(row('a', 0))
    rows.change('a')
    await sleep(300)
    const next = await start()
    expect(await next.one('a')).toEqual(row('a', 1))
    await until(async () => ((await redis.admin('KEYS', 'lt:*:v:*')) as unknown[]).length > 1)
    goOn(undefined)
    await written
    expect(await (await start()).one('a')).toEqual(row('a', 1))
  })
})
