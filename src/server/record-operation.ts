import type { ApolloServerPlugin } from '@apollo/server'
import type { Context } from '../resolvers/context.ts'

/** The record of a look names the document it was made by. */
export const recordOperation: ApolloServerPlugin<Context> = {
  requestDidStart: () =>
    Promise.resolve({
      didResolveSource({ queryHash, contextValue }) {
        contextValue.ledger.operation = queryHash
        return Promise.resolve()
      },
    }),
}
