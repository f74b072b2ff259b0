import { createRedisStore, type RedisStore } from '../../src/cache/store/index.ts'
import { type CacheEvent, onCacheEvent } from '../../src/lib/channels.ts'
import { until } from '../support/redis.ts'

/** How much longer than the command timeout a call may take on a busy machine before a test calls it hanging. */
export const slackMs = 250
export const commandTimeoutMs = 50
export const trustMs = 400

export const openStore = (url: string): RedisStore =>
  createRedisStore({ url, commandTimeoutMs, trustMs })

export const openLiveStore = async (url: string): Promise<RedisStore> => {
  const store = openStore(url)
  await until(() => store.status === 'ready')
  return store
}

/** The kinds of the events of a test, in order. */
export const recordEvents = () => {
  const kinds: CacheEvent['kind'][] = []
  const stop = onCacheEvent(({ kind }) => kinds.push(kind))
  return { kinds, stop }
}

export const entry = (key: string, value = `value of ${key}`, ttlMs = 60_000) => ({
  key,
  value: Buffer.from(value),
  ttlMs,
})
