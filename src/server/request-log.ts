import type { ApolloServerPlugin } from '@apollo/server'
import type { Logger } from 'pino'
import type { Context } from '../resolvers/context.ts'

/**
 * One line per operation, from an allow-list: no document, no variable, no message. The operation's name is the
 * client's text and so is left out as well.
 */
export const requestLog = (log: Logger): ApolloServerPlugin<Context> => ({
  requestDidStart: () => {
    const startedAt = performance.now()
    return Promise.resolve({
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
