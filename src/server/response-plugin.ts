import type { ApolloServerPlugin, GraphQLResponse } from '@apollo/server'
import type { GraphQLFormattedError } from 'graphql'
import type { Context } from '../resolvers/context.ts'
import { localised } from './error-texts.ts'

const withLanguage = (errors: readonly GraphQLFormattedError[], { language, requestId }: Context) =>
  errors.map((error) => localised(error, language, requestId))

/** A refused document may hold hundreds of mistakes; the first few are enough to mend it. */
const maxDocumentErrors = 5

const addSources = (response: GraphQLResponse, { outcomes }: Context): void => {
  if (response.body.kind !== 'single') return
  const sources = outcomes.rows()
  const freshness = outcomes.freshness()
  const result = response.body.singleResult
  if (sources.length > 0) result.extensions = { ...result.extensions, sources }
  if (freshness.length > 0) result.extensions = { ...result.extensions, freshness }
}

const tellErrors = (response: GraphQLResponse, context: Context): void => {
  if (response.body.kind !== 'single') return
  const { singleResult: result } = response.body
  if (result.errors === undefined) return
  const most = 'data' in result ? result.errors.length : maxDocumentErrors
  result.errors = withLanguage(result.errors.slice(0, most), context)
}

/** What is public is an answer, whatever else was asked for without a token. */
const isAllWithheld = ({ body }: GraphQLResponse, { actor }: Context): boolean =>
  actor === null &&
  body.kind === 'single' &&
  Object.values(body.singleResult.data ?? {}).every((value) => value === null) &&
  (body.singleResult.errors ?? []).some(
    ({ extensions }) => extensions?.['code'] === 'UNAUTHENTICATED',
  )

/** Software that knows of HTTP alone gets itself a token where the status says so (RFC 6750, 3). */
const askForToken = ({ http }: GraphQLResponse): void => {
  http.status = 401
  http.headers.set('www-authenticate', 'Bearer')
}

/** Says, on every answer, which systems were asked and how that went; errors get the reader's language. */
export const responsePlugin: ApolloServerPlugin<Context> = {
  requestDidStart: () =>
    Promise.resolve({
      willSendResponse({ response, contextValue }) {
        addSources(response, contextValue)
        tellErrors(response, contextValue)
        if (isAllWithheld(response, contextValue)) askForToken(response)
        response.http.headers.set(
          'cache-control',
          contextValue.actor === null ? 'no-store' : 'private, no-store',
        )
        return Promise.resolve()
      },
    }),
}
