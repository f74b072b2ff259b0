import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify'
import type { ApolloServer } from '@apollo/server'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import type { z } from 'zod'
import type { Context } from '../resolvers/context.ts'
import { type ContextDeps, createContext } from './context.ts'
import { downloads } from './downloads.ts'
import { createGraphql, type GraphqlSettings } from './graphql.ts'
import { createHttp, type HttpSettings } from './http.ts'
import { createSchema } from './schema.ts'
import {
  createTrustedDocuments,
  type TrustedDocuments,
  type TrustedDocumentSettings,
} from './trusted-documents/index.ts'
import { createReadyAnswers, type readyAnswerSettings, type ReadyAnswers } from './ready-answers.ts'
import { recordOperation } from './record-operation.ts'
import { requestLog } from './request-log.ts'
import { usageRoutes } from './usage/index.ts'
import type { UsageSettings } from './usage/settings.ts'

export interface ServerSettings extends GraphqlSettings, HttpSettings {
  readonly readyAnswers: z.infer<typeof readyAnswerSettings>
  readonly trustedDocuments: TrustedDocumentSettings
  readonly usage: UsageSettings
}

export interface ServerDeps extends Omit<ContextDeps, 'maxPage'> {
  readonly log: Logger
  /** Tells that records were dropped, so that nothing made of them is served any more. */
  readonly onDrop: (listener: () => void) => void
}

export interface Server {
  readonly http: FastifyInstance
  /** Answers what is under way, then closes the listener. */
  stop(): Promise<void>
}

/** Further routes of a demonstration, such as an IDE page. */
export type Extension = (http: FastifyInstance) => void

/** A bad token is refused before GraphQL looks at the request, so the context is made in a hook of the route. */
const graphqlRoute = (
  http: FastifyInstance,
  graphql: ApolloServer<Context>,
  ready: ReadyAnswers,
  documents: TrustedDocuments,
  deps: ServerDeps & ContextDeps,
): void => {
  const contexts = new WeakMap<FastifyRequest, Context>()
  const create = createContext(deps)
  http.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    preHandler: async (request, reply) => {
      // Before any kept answer: what a list no longer holds is not answered from memory either.
      const hasToken = request.headers.authorization !== undefined
      if (!hasToken) documents.admit(request, null)
      if (ready.answer(request, reply)) {
        deps.log.info({ event: 'ready-answer', requestId: request.id })
        return
      }
      const context = await create(request)
      if (hasToken) documents.admit(request, context.actor?.clientId ?? null)
      contexts.set(request, context)
    },
    onResponse: (request, _, done) => {
      contexts.get(request)?.ledger.close(true)
      done()
    },
    onRequestAbort: (request, done) => {
      contexts.get(request)?.ledger.close(false)
      done()
    },
    onSend: (request, reply, payload, done) => {
      ready.keep(request, reply, contexts.get(request), payload)
      done(null, payload)
    },
    handler: fastifyApolloHandler(graphql, {
      context: (request) => {
        const context = contexts.get(request)
        return context ? Promise.resolve(context) : create(request)
      },
    }),
  })
}

/** GraphQL over HTTP at `/graphql`, what citizens ask at `/usage`, and the files one may download. */
export const createServer = async (
  settings: ServerSettings,
  deps: ServerDeps,
  extensions: readonly Extension[] = [],
): Promise<Server> => {
  const schema = createSchema()
  const documents = await createTrustedDocuments(settings.trustedDocuments, schema, settings)
  const http = createHttp(settings, deps.log)
  const ready = createReadyAnswers(settings.readyAnswers)
  deps.onDrop(() => ready.forget())
  const graphql = createGraphql(settings, schema, deps.log, [
    ready.plugin,
    fastifyApolloDrainPlugin<Context>(http),
    recordOperation,
    requestLog(deps.log),
  ])
  await graphql.start()
  const contextDeps = { ...deps, maxPage: settings.limits.page }
  graphqlRoute(http, graphql, ready, documents, contextDeps)
  usageRoutes(http, { ...contextDeps, settings: settings.usage })
  downloads(http, deps.sources)
  for (const extend of extensions) extend(http)
  const stop = async (): Promise<void> => {
    documents.close()
    await graphql.stop()
  }
  return { http, stop }
}
