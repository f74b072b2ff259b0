import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { IdentityUnavailableError, InvalidTokenError } from '../access/errors.ts'
import { BadInputError } from '../lib/errors.ts'
import { type Language, languageOf } from '../lib/language.ts'
import { faultFields } from '../telemetry/log.ts'
import { localised, requestTexts } from './error-texts.ts'
import { maskError } from './errors.ts'
import { acceptsGraphqlJson, graphqlJsonType } from './media-type.ts'
import { OperationRefusedError } from './trusted-documents/errors.ts'

const isOurs = (error: unknown): boolean =>
  error instanceof InvalidTokenError ||
  error instanceof IdentityUnavailableError ||
  error instanceof BadInputError ||
  error instanceof OperationRefusedError

/** Of the framework's own errors; a `Host` that no URL can be made of is the caller's fault as well. */
const frameworkStatus = (error: unknown): number => {
  if (!(error instanceof Error)) return 500
  if ('code' in error && error.code === 'ERR_INVALID_URL') return 400
  return 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500
}

/** Clients that know no other status than 200 ask again with the text, which is what the answer is for. */
const refusedStatus = ({ code }: OperationRefusedError, request: FastifyRequest): number => {
  if (code === 'OPERATION_NOT_ALLOWED') return 403
  return acceptsGraphqlJson(request.headers.accept) ? 400 : 200
}

const statusOf = (error: unknown, request: FastifyRequest): number => {
  if (error instanceof OperationRefusedError) return refusedStatus(error, request)
  if (error instanceof InvalidTokenError) return 401
  if (error instanceof IdentityUnavailableError) return 503
  return error instanceof BadInputError ? 400 : frameworkStatus(error)
}

const write = (log: Logger, error: unknown, status: number, requestId: string): void => {
  const line = { event: 'refused', requestId, status }
  if (error instanceof InvalidTokenError) log.warn({ ...line, code: error.code })
  else if (error instanceof OperationRefusedError)
    log.warn({ ...line, code: error.code, client: error.client ?? undefined })
  else if (status >= 500 && !isOurs(error)) log.error({ ...line, ...faultFields(error) })
  else log.warn(line)
}

/** On every answer: the number to quote to support, and that nobody on the way may keep it. */
export const commonHeaders = ({ id }: FastifyRequest) => ({
  'x-request-id': id,
  'cache-control': 'no-store',
})

const plain = (status: number, language: Language, requestId: string) => ({
  message: (requestTexts[status] ?? requestTexts[400])?.[language],
  extensions: { code: 'BAD_REQUEST', retryable: false, requestId },
})

const answer = (error: unknown, status: number, request: FastifyRequest, reply: FastifyReply) => {
  const language = languageOf(request.headers['accept-language'])
  const told =
    isOurs(error) || status >= 500
      ? localised(maskError({ message: '' }, error), language, request.id)
      : plain(status, language, request.id)
  if (acceptsGraphqlJson(request.headers.accept)) void reply.type(graphqlJsonType)
  if (status === 401) void reply.header('www-authenticate', 'Bearer error="invalid_token"')
  return reply
    .status(status)
    .headers(commonHeaders(request))
    .send({ errors: [told] })
}

/** Answers what never reached GraphQL in the shape of a GraphQL error, and leaves a line without any value. */
export const createRequestErrors = (log: Logger) => ({
  refuse: (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const status = statusOf(error, request)
    write(log, error, status, request.id)
    return answer(error, status, request, reply)
  },
  notFound: (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
    answer(null, 404, request, reply),
})
