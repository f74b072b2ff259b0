import { ApolloServer, type ApolloServerPlugin } from '@apollo/server'
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled'
import type { Logger } from 'pino'
import type { Context } from '../resolvers/context.ts'
import { maskError } from './errors.ts'
import { noPersonalGet } from './get-plugin.ts'
import { type LimitSettings, operationLimits } from './limits.ts'
import { responsePlugin } from './response-plugin.ts'
import { createSchema } from './schema.ts'

export interface GraphqlSettings {
  readonly introspection: boolean
  readonly limits: LimitSettings
}

/** The cache-control plugin wraps every resolver; the reporting ones would call out. None is wanted. */
const withoutDefaults: ApolloServerPlugin<Context>[] = [
  ApolloServerPluginCacheControlDisabled(),
  ApolloServerPluginInlineTraceDisabled(),
  ApolloServerPluginLandingPageDisabled(),
  ApolloServerPluginSchemaReportingDisabled(),
  ApolloServerPluginUsageReportingDisabled(),
]

/** Apollo Server with its unsafe defaults closed: the reasons are in decision 10. */
export const createGraphql = (
  { introspection, limits }: GraphqlSettings,
  log: Logger,
  plugins: readonly ApolloServerPlugin<Context>[],
) =>
  new ApolloServer<Context>({
    schema: createSchema(),
    introspection,
    nodeEnv: 'production',
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: !introspection,
    allowBatchedHttpRequests: false,
    csrfPrevention: true,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxLexicalTokens: limits.tokens },
    maxRecursiveSelections: limits.selections,
    formatError: maskError,
    logger: {
      debug: () => undefined,
      info: () => undefined,
      warn: () => undefined,
      error: () => log.error('graphql'),
    },
    plugins: [
      ...withoutDefaults,
      operationLimits(limits),
      noPersonalGet,
      responsePlugin,
      ...plugins,
    ],
  })
