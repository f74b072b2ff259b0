import Fastify, { type FastifyInstance } from 'fastify'
import type { Health } from './health.ts'

interface AdminParts {
  readonly isReady: () => boolean
  /** And what else there is to say of a process, or of several. */
  readonly health: () => Promise<Partial<Health> & object> | Health
  /** In the text form of Prometheus. */
  readonly metrics: () => Promise<string>
}

/**
 * Health and figures, on a port of their own that is never public. A system that is down does not make us unready, nor
 * does a record that cannot be written, for public data is answered all the same; nor a shared cache that is away, for each
 * replica then goes on by itself.
 */
export const createAdmin = ({ isReady, health, metrics }: AdminParts): FastifyInstance => {
  const admin = Fastify({ logger: false })
  admin.get('/livez', () => ({ status: 'ok' }))
  admin.get('/readyz', async (_, reply) =>
    reply
      .status(isReady() ? 200 : 503)
      .send({ status: isReady() ? 'ready' : 'starting', ...(await health()) }),
  )
  admin.get('/metrics', async (_, reply) =>
    reply.type('text/plain; version=0.0.4').send(await metrics()),
  )
  return admin
}
