import cors from '@fastify/cors'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { IdentityUnavailableError, InvalidTokenError } from '../access/errors.ts'
import { BadInputError } from '../lib/errors.ts'
import { languageOf } from '../lib/language.ts'
import { requestIdOf } from './context.ts'
import { localised, maskError } from './errors.ts'
import type { LimitSettings } from './limits.ts'

export interface HttpSettings {
  readonly cors: { readonly origins: readonly string[] }
  readonly limits: LimitSettings
}

const texts: Readonly<Record<number, string>> = {
  400: 'The request cannot be read.',
  404: 'There is nothing here.',
  413: 'The request is too large.',
  415: 'The content type must be application/json.',
}

const statusOf = (error: unknown): number => {
  if (error instanceof InvalidTokenError) return 401
  if (error instanceof IdentityUnavailableError) return 503
  if (error instanceof BadInputError) return 400
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : 500
  return typeof status === 'number' ? status : 500
}

const isOurs = (error: unknown): boolean =>
  error instanceof InvalidTokenError ||
  error instanceof IdentityUnavailableError ||
  error instanceof BadInputError

/** The shape of a GraphQL error also for what never reached GraphQL. */
const answerError = (
  error: unknown,
  status: number,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply => {
  const plain = {
    message: texts[status] ?? 'The request cannot be answered.',
    extensions: { code: 'BAD_REQUEST' },
  }
  const masked = isOurs(error) || status >= 500 ? maskError({ message: '' }, error) : plain
  const language = languageOf(request.headers['accept-language'])
  if (status === 401) void reply.header('www-authenticate', 'Bearer error="invalid_token"')
  return reply.status(status).send({ errors: [localised(masked, language, request.id)] })
}

/** The listener with bounded bodies, headers and times (1,500 idle connections were all kept by a default server). */
export const createHttp = ({ cors: { origins }, limits }: HttpSettings): FastifyInstance => {
  const http = Fastify({
    logger: false,
    bodyLimit: limits.bodyBytes,
    requestTimeout: 15_000,
    connectionTimeout: 30_000,
    keepAliveTimeout: 65_000,
    forceCloseConnections: 'idle',
    genReqId: (request) => requestIdOf(request.headers['x-request-id']),
    http: { headersTimeout: 10_000, maxHeaderSize: 16_384 },
  })
  http.server.maxConnections = 5_000
  http.setErrorHandler((error, request, reply) =>
    answerError(error, statusOf(error), request, reply),
  )
  http.setNotFoundHandler((request, reply) => answerError(null, 404, request, reply))
  void http.register(cors, {
    origin: [...origins],
    methods: ['GET', 'POST'],
    credentials: false,
    maxAge: 600,
  })
  return http
}
