import type { ApolloServerPlugin } from '@apollo/server'
import type { GraphQLError } from 'graphql'
import type { Logger } from 'pino'
import type { Context } from '../resolvers/context.ts'
import { faultFields } from '../telemetry/log.ts'
import { causeOf, maskError } from './errors.ts'

const isInternal = (error: GraphQLError): boolean =>
  maskError(error.toJSON(), error).extensions?.['code'] === 'INTERNAL_SERVER_ERROR'

/** An error of our own making has a line of its own, since nobody else is told. */
export const logInternalErrors = (
  log: Logger,
  errors: readonly GraphQLError[],
  requestId: string,
): void => {
  for (const error of errors.filter(isInternal))
    log.error({ event: 'internal-error', requestId, ...faultFields(causeOf(error)) })
}

/**
 * One line per operation, from an allow-list: no document, no variable, no message. The operation's name is the
 * client's text and so is left out as well.
 */
export const requestLog = (log: Logger): ApolloServerPlugin<Context> => ({
  requestDidStart: () => {
    const startedAt = performance.now()
    return Promise.resolve({
      didEncounterErrors({ errors, contextValue: { requestId } }) {
        logInternalErrors(log, errors, requestId)
        return Promise.resolve()
      },
      willSendResponse({ contextValue: { requestId, actor, outcomes }, operation, response }) {
        const errors =
          response.body.kind === 'single' ? response.body.singleResult.errors : undefined
        log.info({
          event: 'operation',
          requestId,
          client: actor?.clientId,
          role: actor?.role,
          operation: operation?.operation,
          errors: errors?.map(({ extensions }) => extensions?.['code']),
          sources: outcomes.rows(),
          durationMs: Math.round(performance.now() - startedAt),
        })
        return Promise.resolve()
      },
    })
  },
})
