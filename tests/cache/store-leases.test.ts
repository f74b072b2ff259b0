import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RedisStore } from '../../src/cache/store/index.ts'
import { hasRedis, type RedisServer, startRedis, until } from '../support/redis.ts'
import { openLiveStore, patientMs } from './store-fixture.ts'

describe.skipIf(!hasRedis)('a lease', () => {
  let server: RedisServer
  let stores: readonly RedisStore[]
  let one: RedisStore
  let other: RedisStore
  beforeAll(async () => {
    server = await startRedis()
    stores = await Promise.all([1, 2].map(() => openLiveStore(server.url, patientMs)))
    ;[one, other] = stores as [RedisStore, RedisStore]
  })
  afterAll(async () => {
    await Promise.all(stores.map((store) => store.close()))
    await server.stop()
  })

  test('is given to one of two replicas, key by key', async () => {
    const keys = Array.from({ length: 50 }, (_, index) => `contested ${index}`)
    const [first, second] = await Promise.all([
      one.lease(keys, 'one', 5_000),
      other.lease(keys.toReversed(), 'other', 5_000),
    ])
    const seconds = second.toReversed()
    expect(keys.filter((_, index) => first[index] === seconds[index])).toEqual([])
    expect(await other.leased([...keys, 'nobody'])).toEqual([...keys.map(() => true), false])
  })

  test('ends by itself, and is then free for another', async () => {
    expect(await one.lease(['brief'], 'one', 500)).toEqual([true])
    expect(await other.lease(['brief'], 'other', 100)).toEqual([false])
    await until(async () => (await other.lease(['brief'], 'other', 5_000))[0] === true)
    expect(await one.lease(['brief'], 'one', 100)).toEqual([false])
  })

  test('lasts as long as its holder prolongs it', async () => {
    await one.lease(['long'], 'one', 500)
    const endsAt = performance.now() + 1_500
    while (performance.now() < endsAt) {
      await one.renew(['long'], 'one', 500)
      expect(await other.lease(['long'], 'other', 5_000)).toEqual([false])
    }
  })

  test('is not prolonged, ended or given anew by another token', async () => {
    await one.lease(['mine'], 'one', 500)
    await other.release(['mine'], 'other')
    expect(await other.leased(['mine'])).toEqual([true])
    await other.renew(['mine'], 'other', 60_000)
    await until(async () => (await one.leased(['mine']))[0] === false)
    await other.renew(['mine'], 'other', 60_000)
    expect(await one.leased(['mine'])).toEqual([false])
  })

  test('that its holder ends is free at once', async () => {
    await one.lease(['done', 'kept'], 'one', 5_000)
    await one.release(['done'], 'one')
    expect(await other.lease(['done', 'kept'], 'other', 5_000)).toEqual([true, false])
  })

  test('of a process that is killed comes back', async () => {
    const holder = spawn(
      process.execPath,
      [join(import.meta.dirname, '../support/lease-holder.ts'), server.url, 'killed'],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    await once(holder.stdout, 'data')
    expect(await one.lease(['killed'], 'one', 5_000)).toEqual([false])
    holder.kill('SIGKILL')
    await once(holder, 'exit')
    await until(async () => (await one.lease(['killed'], 'one', 5_000))[0] === true)
  })
})
