import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import {
  createLocalStore,
  type SharedStore,
  StoreUnavailable,
} from '../../src/cache/store/index.ts'
import { hasRedis, type RedisServer, startRedis, timed, until } from '../support/redis.ts'
import { startSilencer } from '../support/silencer.ts'
import {
  commandTimeoutMs,
  entry,
  openLiveStore,
  openStore,
  slackMs,
  trustMs,
} from './store-fixture.ts'

/** What a replica keeps in memory, under one tag: served only while the store lets it. */
const createMemory = (store: SharedStore) => {
  const kept = new Map<string, string>()
  const told: (readonly string[] | null)[] = []
  store.onDrop((tags) => {
    told.push(tags)
    if (tags === null) kept.clear()
    else tags.forEach((tag) => kept.delete(tag))
  })
  return {
    keep: (tag: string) => void kept.set(tag, 'old'),
    served: (tag: string) => (store.isLive() ? (kept.get(tag) ?? null) : null),
    told,
  }
}

/** A server that has known its replicas for so long that it may believe to know them all. */
const settle = async (server: RedisServer): Promise<void> => {
  await until(async () => {
    const era = Number(await server.admin('GET', 'lt:{all}:era'))
    return era > 0 && Date.now() - era > trustMs * 1.5
  })
}

describe.skipIf(!hasRedis)('a drop', () => {
  let server: RedisServer
  beforeAll(async () => {
    server = await startRedis()
  })
  afterAll(() => server.stop())

  const openReplica = async (url = server.url) => {
    const store = await openLiveStore(url)
    onTestFinished(() => store.close())
    return { store, memory: createMemory(store) }
  }

  test('is over when no replica serves the old value any more', async () => {
    const replicas = await Promise.all([openReplica(), openReplica(), openReplica()])
    await settle(server)
    for (const { memory } of replicas) {
      memory.keep('dropped')
      memory.keep('kept')
      expect(memory.served('dropped')).toBe('old')
    }
    const { ms } = await timed(async () => replicas[0].store.drop(['dropped']))
    expect(replicas.map(({ memory }) => memory.served('dropped'))).toEqual([null, null, null])
    expect(replicas.map(({ memory }) => memory.served('kept'))).toEqual(['old', 'old', 'old'])
    expect(ms).toBeLessThan(trustMs)
  })

  test('raises the version of its tags, so that what was kept under the old one is a miss', async () => {
    const { store } = await openReplica()
    const before = await store.read([], ['raised', 'untouched'])
    await store.drop(['raised'])
    await store.drop(['raised'])
    const after = await store.read([], ['raised', 'untouched'])
    expect(after.versions).toEqual([(before.versions[0] ?? 0) + 2, before.versions[1]])
  })

  test('waits for a replica that hears nothing until that may not serve from memory', async () => {
    const silencer = await startSilencer(server.port)
    onTestFinished(() => silencer.stop())
    const [dropping, hearing, deaf] = await Promise.all([
      openReplica(),
      openReplica(),
      openReplica(silencer.url),
    ])
    await settle(server)
    for (const { memory } of [dropping, hearing, deaf]) memory.keep('contested')
    silencer.silence()
    expect(deaf.memory.served('contested')).toBe('old')
    const dropped = dropping.store.drop(['contested'])
    let servedLast = 0
    const watch = setInterval(() => {
      if (deaf.memory.served('contested') !== null) servedLast = performance.now()
    }, 1)
    await dropped
    const acknowledgedAt = performance.now()
    expect(deaf.memory.served('contested')).toBeNull()
    expect(deaf.store.isLive()).toBe(false)
    await until(() => deaf.memory.told.includes(null), 2_000)
    clearInterval(watch)
    expect(servedLast).toBeGreaterThan(0)
    expect(servedLast).toBeLessThan(acknowledgedAt)
    silencer.speak()
    await until(() => deaf.store.isLive())
    expect(deaf.memory.served('contested')).toBeNull()
  })

  test('is heard by a replica that lost its connection for a moment, or its memory is gone', async () => {
    const [one, other] = await Promise.all([openReplica(), openReplica()])
    await settle(server)
    for (let round = 0; round < 5; round++) {
      other.memory.keep('flaky')
      await server.admin('CLIENT', 'KILL', 'TYPE', 'pubsub')
      await one.store.drop(['flaky'])
      expect(other.memory.served('flaky')).toBeNull()
    }
    await until(() => one.store.isLive() && other.store.isLive())
    expect(other.memory.served('flaky')).toBeNull()
  })

  test('waits for replicas that a server without memory has forgotten', async () => {
    const silencer = await startSilencer(server.port)
    onTestFinished(() => silencer.stop())
    const [one, deaf] = await Promise.all([openReplica(), openReplica(silencer.url)])
    await settle(server)
    deaf.memory.keep('forgotten')
    silencer.silence()
    await server.admin('FLUSHALL')
    await one.store.drop(['forgotten'])
    expect(deaf.memory.served('forgotten')).toBeNull()
  })

  test('is announced to memory before it is over, also to the one that dropped', async () => {
    const { store, memory } = await openReplica()
    await store.drop(['own'])
    expect(memory.told).toContainEqual(['own'])
  })

  test('ends what a replica that went away in order would have been asked for', async () => {
    const [one, other] = await Promise.all([openReplica(), openReplica()])
    await settle(server)
    await other.store.close()
    const { ms } = await timed(() => one.store.drop(['gone']))
    expect(ms).toBeLessThan(trustMs)
  })

  test('empties the memory of every replica when the server lost its data', async () => {
    const { store, memory } = await openReplica()
    await store.drop(['counted'])
    memory.keep('value')
    await server.admin('FLUSHALL')
    await until(() => memory.told.includes(null), 2_000)
    expect(memory.served('value')).toBeNull()
    await until(() => store.isLive())
  })

  test('is refused when the server is away, after the own memory was emptied', async () => {
    const lost = await startRedis()
    const { store, memory } = await openReplica(lost.url)
    memory.keep('value')
    await lost.kill()
    await expect(store.drop(['value'])).rejects.toBeInstanceOf(StoreUnavailable)
    expect(memory.told).toContainEqual(['value'])
    expect(memory.served('value')).toBeNull()
    await until(() => !store.isLive(), 2_000)
    await lost.stop()
  })

  test('is refused in time when the server hangs', async () => {
    const hung = await startRedis()
    const { store } = await openReplica(hung.url)
    hung.pause()
    const { ms, outcome } = await timed(() => store.drop(['value']))
    expect(outcome.status).toBe('rejected')
    expect(ms).toBeLessThan(commandTimeoutMs + slackMs)
    hung.resume()
    await hung.stop()
  })

  test('of one gateway does not reach those that use another database of the server', async () => {
    const { memory } = await openReplica()
    const { store } = await openReplica(`${server.url}/1`)
    memory.keep('value')
    await store.drop(['value'])
    expect(memory.served('value')).toBe('old')
  })
})

describe.skipIf(!hasRedis)('a replica', () => {
  test('does not trust its memory before it has heard itself, and not after the server was lost', async () => {
    const server = await startRedis()
    const store = openStore(server.url)
    expect(store.isLive()).toBe(false)
    await until(() => store.isLive())
    await store.write([entry('a')])
    server.pause()
    await until(() => !store.isLive(), trustMs + 1_000)
    server.resume()
    await until(() => store.isLive())
    await store.close()
    expect(store.isLive()).toBe(false)
    await server.stop()
  })
})

describe('a store of one process', () => {
  test('keeps nothing, gives every lease and tells of its own drops', async () => {
    const store = createLocalStore()
    const memory = createMemory(store)
    memory.keep('tag')
    await store.write([entry('a')])
    expect(await store.read(['a'], ['tag'])).toEqual({ values: [null], versions: [0] })
    expect(await store.lease(['a', 'b'], 'token', 100)).toEqual([true, true])
    expect(await store.leased(['a'])).toEqual([false])
    expect(memory.served('tag')).toBe('old')
    await store.drop(['tag'])
    expect(memory.served('tag')).toBeNull()
    expect([store.isLive(), store.status]).toEqual([true, 'ready'])
  })
})
