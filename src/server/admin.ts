import Fastify, { type FastifyInstance } from 'fastify'
import type { Metrics } from '../telemetry/metrics.ts'

/**
 * Health and figures, on a port of their own that is never public. A system that is down does not make us unready, nor
 * does a record that cannot be written: public data is answered all the same.
 */
export const createAdmin = (
  metrics: Metrics,
  isReady: () => boolean,
  personal: () => 'open' | 'closed',
): FastifyInstance => {
  const admin = Fastify({ logger: false })
  admin.get('/livez', () => ({ status: 'ok' }))
  admin.get('/readyz', (_, reply) =>
    reply.status(isReady() ? 200 : 503).send({
      status: isReady() ? 'ready' : 'starting',
      personal: personal(),
      sources: metrics.sources(),
    }),
  )
  admin.get('/metrics', async (_, reply) =>
    reply.type('text/plain; version=0.0.4').send(await metrics.text()),
  )
  return admin
}
