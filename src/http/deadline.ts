import { upstreamError } from './failure.ts'
import type { Step, Upstream } from './types.ts'

/**
 * Cuts a request when its whole time is over, whatever the steps below are waiting for: a connection, a login, a byte
 * of the body. Joins a signal that the request already carries.
 */
export const deadline =
  (upstream: Upstream): Step =>
  (next) =>
  async (request) => {
    const cut = new AbortController()
    const timer = setTimeout(() => cut.abort(), upstream.deadlineMs)
    const signal = request.signal ? AbortSignal.any([cut.signal, request.signal]) : cut.signal
    const over = Promise.withResolvers<never>()
    const end = () => over.reject(upstreamError(upstream, 'timeout'))
    signal.addEventListener('abort', end, { once: true })
    if (signal.aborted) end()
    try {
      return await Promise.race([over.promise, next({ ...request, signal })])
    } finally {
      clearTimeout(timer)
    }
  }
