import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import type { Audit } from '../../audit/types.ts'
import { AuditUnavailable } from '../../audit/errors.ts'
import { AccessError } from '../../access/errors.ts'
import { dateTimeOn, localDateOf, toDateTime } from '../../domain/dates.ts'
import { type Bilingual, languageOf } from '../../lib/language.ts'
import type { Context } from '../../resolvers/context.ts'
import { type ContextDeps, createContext } from '../context.ts'
import { toFindUsageAnswer } from './answer.ts'
import { readUsageRequest } from './question.ts'
import { refuseUsage } from './refusals.ts'
import type { UsageSettings } from './settings.ts'

export interface UsageDeps extends ContextDeps {
  readonly log: Logger
  readonly settings: UsageSettings
}

/** GET as the protocol has it, POST so that no number has to stand in a URL. */
const method = ['GET', 'POST']

/** What the record names instead of a document. */
const operation = createHash('sha256').update('findUsage').digest('hex')

const findUsage = (http: FastifyInstance, { log, settings, ...deps }: UsageDeps): void => {
  const contexts = new WeakMap<FastifyRequest, Context>()
  const create = createContext(deps)
  http.route({
    method,
    url: '/findUsage',
    handler: async (request) => {
      const context = await create(request)
      contexts.set(request, context)
      context.ledger.operation = operation
      const { subject, part } = readUsageRequest(request, context, settings)
      return toFindUsageAnswer(await context.accessLog.read(subject, part), context)
    },
    onResponse: (request, reply, done) => {
      const context = contexts.get(request)
      context?.ledger.close(true)
      log.info({
        event: 'find-usage',
        requestId: request.id,
        client: context?.actor?.clientId,
        role: context?.actor?.role,
        status: reply.statusCode,
        durationMs: Math.round(reply.elapsedTime),
      })
      done()
    },
    onRequestAbort: (request, done) => {
      contexts.get(request)?.ledger.close(false)
      done()
    },
  })
}

const recordedSince = async (audit: Audit): Promise<number | null> => {
  try {
    return await audit.recordedSince()
  } catch (error) {
    throw error instanceof AuditUnavailable ? new AccessError('AUDIT_UNAVAILABLE') : error
  }
}

/** The day, since a moment would tell of the one look that was recorded first. Without an end: to the present. */
const usagePeriod = (http: FastifyInstance, { access: { audit }, now }: UsageDeps): void => {
  http.route({
    method,
    url: '/usagePeriod',
    handler: async () => {
      const since = toDateTime(new Date((await recordedSince(audit)) ?? now().getTime()))
      return { periodStart: dateTimeOn(localDateOf(since), '00:00:00') }
    },
  })
}

const wellnesses = {
  OK: { vi: 'Nhật ký truy cập ghi và đọc được.', en: 'The access log can be written and read.' },
  FAIL: {
    vi: 'Nhật ký truy cập chưa ghi hoặc đọc được.',
    en: 'The access log cannot be written or read.',
  },
} as const satisfies Readonly<Record<string, Bilingual>>

const statusOf = async (audit: Audit): Promise<keyof typeof wellnesses> => {
  if (audit.state() === 'closed') return 'FAIL'
  return audit.recordedSince().then(
    () => 'OK',
    () => 'FAIL',
  )
}

const heartbeat = (http: FastifyInstance, { access: { audit } }: UsageDeps): void => {
  http.route({
    method,
    url: '/heartbeat',
    handler: async ({ headers }) => {
      const status = await statusOf(audit)
      return { status, message: wellnesses[status][languageOf(headers['accept-language'])] }
    },
  })
}

/** Who looked at a citizen, by the protocol of Estonia's data tracker, version 2: docs/citizens-view.md. */
export const usageRoutes = (http: FastifyInstance, deps: UsageDeps): void => {
  void http.register(
    (scope, _, done) => {
      scope.setErrorHandler(refuseUsage(deps.log))
      findUsage(scope, deps)
      usagePeriod(scope, deps)
      heartbeat(scope, deps)
      done()
    },
    { prefix: '/usage' },
  )
}
