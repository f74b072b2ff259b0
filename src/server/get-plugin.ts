import type { ApolloServerPlugin } from '@apollo/server'
import {
  type DocumentNode,
  getDirectiveValues,
  GraphQLError,
  type GraphQLSchema,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import type { Context } from '../resolvers/context.ts'

/** Whether a document selects anything marked `@personal`, by any route. */
const selectsPersonal = (schema: GraphQLSchema, document: DocumentNode): boolean => {
  const directive = schema.getDirective('personal')
  const info = new TypeInfo(schema)
  let found = false
  visit(
    document,
    visitWithTypeInfo(info, {
      Field() {
        const node = info.getFieldDef()?.astNode
        if (directive && node && getDirectiveValues(directive, node)) found = true
      },
    }),
  )
  return found
}

/** A GET would leave the person's number in the URL logs of every proxy on the way. */
export const noPersonalGet: ApolloServerPlugin<Context> = {
  requestDidStart: ({ request }) =>
    Promise.resolve({
      didResolveOperation({ schema, document }) {
        if (request.http?.method === 'GET' && selectsPersonal(schema, document))
          throw new GraphQLError('Personal data is answered to POST only.', {
            extensions: { code: 'OPERATION_NOT_ALLOWED', http: { status: 403 } },
          })
        return Promise.resolve()
      },
    }),
}
