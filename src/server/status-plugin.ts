import type { ApolloServerPlugin, GraphQLResponse } from '@apollo/server'
import type { Context } from '../resolvers/context.ts'
import { wantsPlainJson } from './media-type.ts'

/** What is wrong with the document or its variables. Refusals keep their status: they are no fault of the text. */
const documentFaults: readonly unknown[] = [
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
]

const isDocumentFault = ({ body, http }: GraphQLResponse): boolean =>
  http.status === 400 &&
  body.kind === 'single' &&
  (body.singleResult.errors ?? []).every(({ extensions }) =>
    documentFaults.includes(extensions?.['code']),
  )

/** GraphQL over HTTP: a request that was understood is answered with 200 where `application/json` is asked for. */
export const statusByMediaType: ApolloServerPlugin<Context> = {
  requestDidStart: ({ request }) =>
    Promise.resolve({
      willSendResponse({ response }) {
        const accept = request.http?.headers.get('accept')
        if (isDocumentFault(response) && wantsPlainJson(accept)) response.http.status = 200
        return Promise.resolve()
      },
    }),
}
