import pLimit from 'p-limit'
import type { Step, Upstream } from './types.ts'

/**
 * Lets at most `maxConcurrent` requests of one upstream be under way at once; the rest wait in order. It stands below
 * the deadline, so that waiting for a place is part of a request's time: a hundred persons asked of a silent system all
 * end with the first.
 */
export const limited = ({ maxConcurrent }: Upstream): Step => {
  if (maxConcurrent === undefined) return (next) => next
  const limit = pLimit(maxConcurrent)
  return (next) => (request) =>
    limit(() => {
      request.signal?.throwIfAborted()
      return next(request)
    })
}
