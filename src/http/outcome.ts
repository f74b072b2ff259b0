import type { UpstreamFault } from '../lib/errors.ts'
import { HttpFailure, upstreamError } from './failure.ts'
import type { Incoming, Step, Upstream } from './types.ts'

const faultOf = (status: number): UpstreamFault | null => {
  if (status >= 500 || status === 429) return 'unavailable'
  if (status === 401 || status === 403) return 'rejected'
  // Redirects are never followed: the next address is the upstream's choice, not the operator's.
  if (status < 200 || (status >= 300 && status < 400)) return 'malformed'
  return null
}

const maxRetryAfterMs = 60_000

/** Seconds or an HTTP date (RFC 9110 section 10.2.3), held to 0–60 s; null where it is neither. */
export const retryAfterMsOf = (
  { headers }: Pick<Incoming, 'headers'>,
  now: number,
): number | null => {
  const text = headers['retry-after']
  if (typeof text !== 'string') return null
  const waitMs = /^-?\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now
  return Number.isNaN(waitMs) ? null : Math.min(Math.max(waitMs, 0), maxRetryAfterMs)
}

/** Tells answers from failures by status. 2xx and the remaining 4xx mean something to the client, so they pass. */
export const outcome =
  (upstream: Upstream): Step =>
  (next) =>
  async (request) => {
    const incoming = await next(request)
    const fault = faultOf(incoming.status)
    if (fault === null) return incoming
    const isPassing = [502, 503, 504].includes(incoming.status)
    const retryAfterMs = retryAfterMsOf(incoming, Date.now())
    throw upstreamError(
      upstream,
      fault,
      new HttpFailure(`HTTP_${incoming.status}`, isPassing, retryAfterMs),
    )
  }
