import type { ApolloServerPlugin } from '@apollo/server'
import { GraphQLError } from 'graphql'
import type { Context } from '../resolvers/context.ts'
import { concernsPerson } from './concerns-person.ts'

/** A GET would leave the person's number in the URL logs of every proxy on the way. */
export const noPersonalGet: ApolloServerPlugin<Context> = {
  requestDidStart: ({ request }) =>
    Promise.resolve({
      didResolveOperation({ schema, document }) {
        if (
          request.http?.method === 'GET' &&
          concernsPerson(schema, document, request.variables ?? {})
        )
          throw new GraphQLError('Personal data is answered to POST only.', {
            extensions: { code: 'OPERATION_NOT_ALLOWED', http: { status: 403 } },
          })
        return Promise.resolve()
      },
    }),
}
