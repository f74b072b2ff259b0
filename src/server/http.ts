import cors from '@fastify/cors'
import Fastify, { type FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { requestIdOf } from './context.ts'
import { strictJson } from './json-body.ts'
import type { LimitSettings } from './limits.ts'
import { commonHeaders, createRequestErrors } from './request-errors.ts'
import { tlsOptions, type TlsSettings } from './tls.ts'

export interface HttpSettings {
  readonly cors: { readonly origins: readonly string[] }
  readonly limits: LimitSettings
  /** Without it the listener speaks plain HTTP. */
  readonly tls?: TlsSettings | undefined
}

/** A connection that is kept after its last answer would hold up the end of the process for as long as it is kept. */
const endConnections = (http: FastifyInstance): void => {
  let isClosing = false
  http.addHook('preClose', (done) => {
    isClosing = true
    done()
  })
  http.addHook('onSend', async (_, reply) => {
    if (isClosing) void reply.header('connection', 'close')
  })
}

/** Node looks for late requests every 30 s by default, so that 10 s would be 40. */
const bounds = { headersTimeout: 10_000, connectionsCheckingInterval: 2_000, maxHeaderSize: 16_384 }

/** The listener with bounded bodies, headers and times (1,500 idle connections were all kept by a default server). */
export const createHttp = (
  { cors: { origins }, limits, tls }: HttpSettings,
  log: Logger,
): FastifyInstance => {
  const { refuse, notFound } = createRequestErrors(log)
  const http = Fastify({
    logger: false,
    bodyLimit: limits.bodyBytes,
    requestTimeout: 15_000,
    connectionTimeout: 30_000,
    keepAliveTimeout: 65_000,
    forceCloseConnections: 'idle',
    genReqId: (request) => requestIdOf(request.headers['x-request-id']),
    ...(tls ? { https: { ...bounds, ...tlsOptions(tls) } } : { http: bounds }),
    frameworkErrors: (error, request, reply) => void refuse(error, request, reply),
  })
  http.server.maxConnections = 5_000
  strictJson(http)
  http.setErrorHandler(refuse)
  http.setNotFoundHandler(notFound)
  http.addHook('onRequest', async (request, reply) => {
    void reply.headers(commonHeaders(request))
  })
  endConnections(http)
  void http.register(cors, {
    origin: [...origins],
    methods: ['GET', 'POST'],
    credentials: false,
    maxAge: 600,
  })
  return http
}
