import Fastify, { type FastifyInstance } from 'fastify'
import type { Metrics } from '../telemetry/metrics.ts'

/** What replicas share is at hand, or is not for the moment, or there is nothing to share. */
export type CacheState = 'shared' | 'degraded' | 'alone'

/**
 * Health and figures, on a port of their own that is never public. A system that is down does not make us unready, nor
 * does a record that cannot be written, for public data is answered all the same; nor a shared cache that is away, for each
 * replica then goes on by itself.
 */
export const createAdmin = (
  metrics: Metrics,
  isReady: () => boolean,
  personal: () => 'open' | 'closed',
  cache: () => CacheState = () => 'alone',
): FastifyInstance => {
  const admin = Fastify({ logger: false })
  admin.get('/livez', () => ({ status: 'ok' }))
  admin.get('/readyz', (_, reply) =>
    reply.status(isReady() ? 200 : 503).send({
      status: isReady() ? 'ready' : 'starting',
      personal: personal(),
      cache: cache(),
      sources: metrics.sources(),
    }),
  )
  admin.get('/metrics', async (_, reply) =>
    reply.type('text/plain; version=0.0.4').send(await metrics.text()),
  )
  return admin
}
