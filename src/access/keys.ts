import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose'
import type { Clock } from '../cache/clock.ts'
import { IdentityUnavailableError } from './errors.ts'

/** Below the shortest bound that may be configured: keys end at their bound only while the provider is away. */
export const refreshSeconds = 600

const refreshMs = refreshSeconds * 1_000
/** Between two questions about keys nobody knows: tokens with invented key ids would be a way to flood the provider. */
const cooldownMs = 30_000
/** Between two questions to a provider that does not answer. */
const retryMs = 5_000

/** When to ask is decided here; how to ask, and what a set of keys is, by jose. */
const createRemote = (uri: URL) =>
  createRemoteJWKSet(uri, {
    timeoutDuration: 2_000,
    cooldownDuration: Infinity,
    cacheMaxAge: Infinity,
  })

const createFetching = (uri: URL, clock: Clock) => {
  // Made for the first token: it loads what Node's own fetch stands on, 5 MB.
  let made: ReturnType<typeof createRemote> | undefined
  const remote = () => (made ??= createRemote(uri))
  let triedAt = -Infinity
  let fetchedAt = -Infinity
  let hasFailed = false
  let epoch = 0
  let flight: Promise<void> | undefined

  const reload = async (): Promise<void> => {
    triedAt = clock.monotonic()
    try {
      await remote().reload()
      fetchedAt = triedAt
      epoch += 1
      hasFailed = false
    } catch {
      hasFailed = true
    } finally {
      flight = undefined
    }
  }

  return {
    find: ((header, token) => remote()(header, token)) satisfies JWTVerifyGetKey,
    ageMs: () => clock.monotonic() - fetchedAt,
    hasFailed: () => hasFailed,
    epoch: () => epoch,
    /** Asks again, or joins who is asking; null while it is too soon to. */
    ask: (): Promise<void> | null => {
      const pauseMs = hasFailed ? retryMs : cooldownMs
      if (flight === undefined && clock.monotonic() - triedAt < pauseMs) return null
      return (flight ??= reload())
    },
  }
}

export interface Keys {
  readonly find: JWTVerifyGetKey
  /** Asks for them again where it is time to, as `find` does. */
  readonly refresh: () => Promise<void>
  /** Another number whenever they have been read again. */
  readonly epoch: () => number
}

/**
 * The identity provider's keys. They are asked for again every ten minutes; while that fails, those at hand go on being
 * used until they are `maxAgeMs` old. After that no token can be judged: IdentityUnavailableError.
 */
export const createKeys = (uri: URL, maxAgeMs: number, clock: Clock): Keys => {
  const keys = createFetching(uri, clock)
  const isTooOld = () => keys.ageMs() >= maxAgeMs

  const refresh = async (): Promise<void> => {
    const asking = keys.ageMs() >= refreshMs ? keys.ask() : null
    // Nobody waits for a provider that is known to be away, as long as there is something to go by.
    if (!keys.hasFailed() || isTooOld()) await asking
    if (isTooOld()) throw new IdentityUnavailableError()
  }

  const find: JWTVerifyGetKey = async (header, token) => {
    await refresh()
    try {
      return await keys.find(header, token)
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
      await keys.ask()
      // It may be a new key of a provider that cannot be asked: the token is not to blame then.
      if (keys.hasFailed()) throw new IdentityUnavailableError()
      return keys.find(header, token)
    }
  }
  return { find, refresh, epoch: keys.epoch }
}
