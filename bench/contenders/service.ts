import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import { z } from 'zod'
import { type Config, readConfig } from '../../src/config.ts'
import { type DateTime, dateTimeOn, parseLocalDate } from '../../src/domain/dates.ts'
import { parseUnitCode } from '../../src/domain/ids.ts'
import type { Context } from '../../src/resolvers/context.ts'
import { requestIdOf } from '../../src/server/context.ts'
import { createLog } from '../../src/telemetry/log.ts'
import type { BoardQuestion } from './upstreams.ts'

/** What one request of any contender carries: the gateway's own context, over the contender's memory. */
export interface Visit extends Context {
  readonly startedAt: number
}

/** What the contenders share around their answer: the listener, request id and log line. */
export interface Service {
  readonly http: FastifyInstance
  readonly config: Config
  /** The gateway's own log line, key by key. */
  logLine(visit: Visit, errors?: readonly unknown[]): void
  listen(): Promise<void>
}

export const createService = (): Service => {
  const config = readConfig(process.env)
  const log = createLog(config.logLevel)
  const genReqId: (request: { headers: FastifyRequest['headers'] }) => string = ({ headers }) =>
    requestIdOf(headers['x-request-id'])
  const http = Fastify({ logger: false, bodyLimit: config.limits.bodyBytes, genReqId })
  return {
    http,
    config,
    logLine({ actor, outcomes, requestId, startedAt }, errors) {
      log.info({
        event: 'operation',
        requestId,
        client: actor?.clientId,
        role: actor?.role,
        operation: 'query',
        errors,
        sources: outcomes.rows(),
        durationMs: Math.round(performance.now() - startedAt),
      })
    },
    async listen() {
      const admin = Fastify({ logger: false })
      admin.get('/readyz', () => ({ status: 'ready' }))
      await http.listen({ host: '127.0.0.1', port: config.port })
      await admin.listen({ host: '127.0.0.1', port: config.adminPort })
    },
  }
}

const endOf = (day: string): DateTime | null => {
  const date = parseLocalDate(day)
  return date === null ? null : dateTimeOn(date, '23:59:59.999')
}

const variables = z.object({
  commune: z.string().transform((raw) => parseUnitCode(raw)),
  receivedTo: z.string().transform(endOf),
  first: z.int().min(1).max(1_000),
})

/** The question in a request's variables. Throws where one of them is not valid. */
export const readQuestion = (given: unknown): BoardQuestion => {
  const { commune, receivedTo: until, first } = variables.parse(given)
  if (commune === null || until === null) throw new Error('not a valid question')
  return { commune, until, first }
}
