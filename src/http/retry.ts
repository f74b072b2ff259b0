import { setTimeout as sleep } from 'node:timers/promises'
import { UpstreamError } from '../lib/errors.ts'
import { HttpFailure } from './failure.ts'
import type { Step, Upstream } from './types.ts'

/** Full jitter, so that the callers of a restarted upstream do not come back all at once. */
const jitterMs = (): number => 50 + Math.random() * 200

const passingFailure = (error: unknown): HttpFailure | null =>
  error instanceof UpstreamError && error.cause instanceof HttpFailure && error.cause.isPassing
    ? error.cause
    : null

/**
 * Asks again after a lost connection or 502, 503 and 504, where asking twice is harmless and the deadline leaves time
 * for the wait. The upstream's Retry-After is kept, or the retry given up. Each attempt is signed anew by the steps below.
 */
export const retry =
  ({ attempts, deadlineMs }: Pick<Upstream, 'attempts' | 'deadlineMs'>): Step =>
  (next) =>
  async (request) => {
    const endsAt = performance.now() + deadlineMs
    for (let attempt = 1; ; attempt++) {
      try {
        return await next(request)
      } catch (error) {
        const failure = passingFailure(error)
        if (failure === null || !request.idempotent || attempt >= attempts) throw error
        const waitMs = Math.max(failure.retryAfterMs ?? 0, jitterMs())
        if (performance.now() + waitMs >= endsAt || request.signal?.aborted === true) throw error
        await sleep(waitMs, undefined, { signal: request.signal }).catch(() => {
          throw error
        })
      }
    }
  }
