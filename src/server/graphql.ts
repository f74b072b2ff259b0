import { ApolloServer, type ApolloServerPlugin } from '@apollo/server'
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled'
import type { GraphQLSchema } from 'graphql'
import type { Logger } from 'pino'
import { z } from 'zod'
import type { Context } from '../resolvers/context.ts'
import { compiledExecution } from './compiled-plugin.ts'
import { maskError } from './errors.ts'
import { noPersonalGet } from './get-plugin.ts'
import { type LimitSettings, operationLimits } from './limits.ts'
import { responsePlugin } from './response-plugin.ts'
import { statusByMediaType } from './status-plugin.ts'

/** How queries are run: both give the same answers. `graphql-js` is there to compare with. */
export const executorSetting = z.enum(['compiled', 'graphql-js']).default('compiled')

export interface GraphqlSettings {
  readonly executor: z.infer<typeof executorSetting>
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
  { executor, introspection, limits }: GraphqlSettings,
  schema: GraphQLSchema,
  log: Logger,
  plugins: readonly ApolloServerPlugin<Context>[],
) =>
  new ApolloServer<Context>({
    schema,
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
    // Apollo Server's own adds a line break, for which the whole answer is copied once more.
    stringifyResult: (result) => JSON.stringify(result),
    logger: {
      debug: () => undefined,
      info: () => undefined,
      warn: () => undefined,
      error: () => log.error('graphql'),
    },
    plugins: [
      ...withoutDefaults,
      operationLimits(schema, limits),
      noPersonalGet,
      responsePlugin,
      statusByMediaType,
      ...(executor === 'compiled' ? [compiledExecution(schema, log)] : []),
      ...plugins,
    ],
  })
