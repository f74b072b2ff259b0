import {
  type ApolloServerPlugin,
  type GraphQLRequestContext,
  type GraphQLResponse,
  HeaderMap,
} from '@apollo/server'
import {
  type ExecutionResult,
  type GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  getVariableValues,
} from 'graphql'
import type { Logger } from 'pino'
import { createExecutor } from '../executor/index.ts'
import { createPlanCache, type KnownDocument } from '../executor/plan-cache.ts'
import type { Context } from '../resolvers/context.ts'
import { maskError } from './errors.ts'
import { logInternalErrors } from './request-log.ts'

/** As Apollo Server hands it to `formatError`. */
const masked = (error: GraphQLError): GraphQLFormattedError => {
  const { code = 'INTERNAL_SERVER_ERROR', ...extensions } = error.extensions
  return maskError({ ...error.toJSON(), extensions: { ...extensions, code } }, error)
}

const toResponse = ({ data, errors }: ExecutionResult): GraphQLResponse => ({
  http: { headers: new HeaderMap() },
  body: {
    kind: 'single',
    singleResult: { ...(errors && { errors: errors.map(masked) }), data: data ?? null },
  },
})

type Coerced = Readonly<Record<string, unknown>> | undefined

const variablesOf = (
  schema: GraphQLSchema,
  { operation, request }: GraphQLRequestContext<Context>,
): Coerced =>
  getVariableValues(schema, operation?.variableDefinitions ?? [], request.variables ?? {}, {
    maxErrors: 1,
  }).coerced

/** Null where the request names no operation of its document. */
const knownDocument = (asked: GraphQLRequestContext<Context>): KnownDocument | null => {
  const { queryHash: hash, source: text, document, operation } = asked
  return hash && text && document && operation ? { hash, text, document } : null
}

/**
 * Answers what can be compiled in the place of graphql-js. Apollo Server then calls neither `formatError` nor
 * `didEncounterErrors`, so both are seen to here. Variables that are no good are left to the usual way, which refuses
 * them before anything runs.
 */
export const compiledExecution = (
  schema: GraphQLSchema,
  log: Logger,
): ApolloServerPlugin<Context> => {
  const executor = createExecutor(schema)
  const plans = createPlanCache(executor)
  return {
    requestDidStart: () =>
      Promise.resolve({
        async responseForOperation(asked) {
          const { contextValue } = asked
          const known = knownDocument(asked)
          const compiled = known && plans.get(known, asked.operationName)
          const variableValues = compiled && variablesOf(schema, asked)
          if (!compiled || !variableValues) return null
          const result = await executor.run(compiled, { contextValue, variableValues })
          if (result.errors) logInternalErrors(log, result.errors, contextValue.requestId)
          return toResponse(result)
        },
      }),
  }
}
