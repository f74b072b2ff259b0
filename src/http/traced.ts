import type { UpstreamCall } from '../lib/channels.ts'
import { publishCall } from '../lib/channels.ts'
import { UpstreamError } from '../lib/errors.ts'
import type { Step, Upstream } from './types.ts'

/** Publishes how each request ended and how long it took, all its attempts together. */
export const traced =
  ({ source, instance }: Pick<Upstream, 'source' | 'instance'>): Step =>
  (next) =>
  async (request) => {
    const startedAt = performance.now()
    const end = (outcome: UpstreamCall['outcome']): void =>
      publishCall({
        source,
        instance,
        route: request.route,
        outcome,
        durationMs: performance.now() - startedAt,
      })
    try {
      const incoming = await next(request)
      end('ok')
      return incoming
    } catch (error) {
      end(error instanceof UpstreamError ? error.fault : 'unavailable')
      throw error
    }
  }
