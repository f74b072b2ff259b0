import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify'
import type { ApolloServer } from '@apollo/server'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import type { Context } from '../resolvers/context.ts'
import { type ContextDeps, createContext } from './context.ts'
import { downloads } from './downloads.ts'
import { createGraphql, type GraphqlSettings } from './graphql.ts'
import { createHttp, type HttpSettings } from './http.ts'
import { requestLog } from './request-log.ts'

export type ServerSettings = GraphqlSettings & HttpSettings

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
  deps: ContextDeps,
): void => {
  const contexts = new WeakMap<FastifyRequest, Context>()
  const create = createContext(deps)
  http.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    preHandler: async (request) => {
      contexts.set(request, await create(request))
    },
    handler: fastifyApolloHandler(graphql, {
      context: (request) => {
        const context = contexts.get(request)
        return context ? Promise.resolve(context) : create(request)
      },
    }),
  })
}

/** GraphQL over HTTP at `/graphql`, and the files one may download. */
export const createServer = async (
  settings: ServerSettings,
  deps: ContextDeps & { readonly log: Logger },
  extensions: readonly Extension[] = [],
): Promise<Server> => {
  const http = createHttp(settings, deps.log)
  const graphql = createGraphql(settings, deps.log, [
    fastifyApolloDrainPlugin<Context>(http),
    requestLog(deps.log),
  ])
  await graphql.start()
  graphqlRoute(http, graphql, deps)
  downloads(http, deps.sources)
  for (const extend of extensions) extend(http)
  return { http, stop: () => graphql.stop() }
}
