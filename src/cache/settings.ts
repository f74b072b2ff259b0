import { z } from 'zod'
import { redisSettings } from './store/index.ts'

const mebibyte = 2 ** 20

/** What is kept of the systems' answers, and where. Sizes in bytes. */
export const cacheSettings = z.strictObject({
  /** Of records in this process. With less than 32 MiB the list of all procedures would have no room. */
  memoryBytes: z
    .int()
    .min(32 * mebibyte)
    .default(64 * mebibyte),
  /** Shared by the replicas. Left out: this process is the only one. */
  redis: redisSettings.optional(),
})
export type CacheSettings = z.infer<typeof cacheSettings>

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** `REDIS_URL` and `CACHE_KEY_RING` in the environment stand before the file's `cache.redis.url` and `keyRing`. */
export const overrideCache = (
  raw: unknown,
  env: Readonly<Record<string, string | undefined>>,
): unknown => {
  const url = env['REDIS_URL']
  const keyRing = env['CACHE_KEY_RING']
  if (!isRecord(raw)) return raw
  const cache = isRecord(raw['cache']) ? raw['cache'] : {}
  const redis = isRecord(cache['redis']) ? cache['redis'] : null
  // Keys alone do not ask for Redis where there is none.
  if (!url && (!keyRing || redis === null)) return raw
  const given = { ...(url && { url }), ...(keyRing && { keyRing }) }
  return { ...raw, cache: { ...cache, redis: { ...redis, ...given } } }
}
