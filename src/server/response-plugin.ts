import type { ApolloServerPlugin, GraphQLResponse } from '@apollo/server'
import type { GraphQLFormattedError } from 'graphql'
import type { Context } from '../resolvers/context.ts'
import { localised } from './errors.ts'

const withLanguage = (errors: readonly GraphQLFormattedError[], { language, requestId }: Context) =>
  errors.map((error) => localised(error, language, requestId))

const addSources = (response: GraphQLResponse, { outcomes }: Context): void => {
  if (response.body.kind !== 'single') return
  const rows = outcomes.rows()
  const result = response.body.singleResult
  if (rows.length > 0) result.extensions = { ...result.extensions, sources: rows }
}

/** Says, on every answer, which systems were asked and how that went; errors get the reader's language. */
export const responsePlugin: ApolloServerPlugin<Context> = {
  requestDidStart: () =>
    Promise.resolve({
      willSendResponse({ response, contextValue }) {
        addSources(response, contextValue)
        if (response.body.kind === 'single' && response.body.singleResult.errors)
          response.body.singleResult.errors = withLanguage(
            response.body.singleResult.errors,
            contextValue,
          )
        response.http.headers.set(
          'cache-control',
          contextValue.actor === null ? 'no-store' : 'private, no-store',
        )
        response.http.headers.set('x-request-id', contextValue.requestId)
        return Promise.resolve()
      },
    }),
}
