import Fastify, { type FastifyInstance } from 'fastify'
import type { Health } from './health.ts'

/** Of several processes. Nothing is known of the health of those that are ready and did not tell it in time. */
export interface WorkersHealth extends Partial<Health> {
  readonly workers: { readonly ready: number; readonly told: number; readonly count: number }
}

interface AdminParts {
  readonly isReady: () => boolean
  readonly health: () => Promise<WorkersHealth> | Health
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
  admin.get('/readyz', async (_, reply) => {
    const told = await health()
    const [code, status] = isReady() ? ([200, 'ready'] as const) : ([503, 'starting'] as const)
    return reply.status(code).send({ status, ...told })
  })
  admin.get('/metrics', async (_, reply) =>
    reply.type('text/plain; version=0.0.4').send(await metrics()),
  )
  return admin
}
