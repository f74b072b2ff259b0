import type { RedisStore } from '../../src/cache/store/index.ts'
import { createRedisStore } from '../../src/cache/store/redis-store.ts'
import { type CacheEvent, onCacheEvent } from '../../src/lib/channels.ts'
import { until } from '../support/redis.ts'

/** How much longer than the command timeout a call may take on a busy machine before a test calls it hanging. */
export const slackMs = 250
export const commandTimeoutMs = 50
export const trustMs = 400

/** For tests of what is answered rather than of how soon: on a busy machine an answer may take longer than 50 ms. */
export const patientMs = 1_000

export const openStore = (url: string, timeoutMs = commandTimeoutMs): RedisStore =>
  createRedisStore({ url, commandTimeoutMs: timeoutMs, trustMs })

export const openLiveStore = async (url: string, timeoutMs?: number): Promise<RedisStore> => {
  const store = openStore(url, timeoutMs)
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
