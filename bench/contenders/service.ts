import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Actor } from '../../src/access/actor.ts'
import { createIdentify } from '../../src/access/identity.ts'
import { rules } from '../../src/access/rules.ts'
import { type Config, readConfig } from '../../src/config.ts'
import { type DateTime, dateTimeOn, parseLocalDate } from '../../src/domain/dates.ts'
import { parseUnitCode } from '../../src/domain/ids.ts'
import { SourceOutcomes } from '../../src/lib/outcomes.ts'
import { requestIdOf } from '../../src/server/context.ts'
import { createLog } from '../../src/telemetry/log.ts'
import type { BoardQuestion } from './upstreams.ts'

/** What one request of either contender carries, as one of the gateway does. */
export interface Visit {
  readonly actor: Actor | null
  readonly outcomes: SourceOutcomes
  readonly requestId: string
  readonly startedAt: number
}

/** What both contenders share around their answer: the listener, token verification, request id and log line. */
export interface Service {
  readonly http: FastifyInstance
  readonly config: Config
  visit(request: FastifyRequest): Promise<Visit>
  /** The gateway's own log line, key by key. */
  logLine(visit: Visit, errors?: readonly unknown[]): void
  listen(): Promise<void>
}

export const createService = (): Service => {
  const config = readConfig(process.env)
  const identify = createIdentify(config.identity)
  const log = createLog(config.logLevel)
  const genReqId: (request: { headers: FastifyRequest['headers'] }) => string = ({ headers }) =>
    requestIdOf(headers['x-request-id'])
  const http = Fastify({ logger: false, bodyLimit: config.limits.bodyBytes, genReqId })
  return {
    http,
    config,
    async visit({ headers: { authorization }, id, raw }) {
      const startedAt = performance.now()
      const token = authorization?.replace(/^Bearer /, '')
      const actor = token === undefined ? null : await identify(token, raw)
      return { actor, outcomes: new SourceOutcomes(), requestId: id, startedAt }
    },
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

/** The rule on `Query.dossiers`, checked by the gateway's own function. */
export const assertStaff = ({ actor }: Visit): void => {
  const reason = rules.STAFF(actor)
  if (reason !== null) throw new Error(reason)
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
