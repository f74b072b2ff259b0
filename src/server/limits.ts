import type { ApolloServerPlugin } from '@apollo/server'
import { GraphQLError, type OperationDefinitionNode } from 'graphql'
import { z } from 'zod'
import type { Context } from '../resolvers/context.ts'
import { checkOperationSize } from './operation-size.ts'

/** What one operation may ask for. */
export const limitSettings = z.strictObject({
  depth: z.int().positive().default(12),
  aliases: z.int().positive().default(30),
  rootFields: z.int().positive().default(20),
  /** Fields after fragments are spread: 20 nested fragments of two make a million (measured: 10.7 s, 22 MB). */
  selections: z.int().positive().default(10_000),
  /** Objects in the longest answer there may be: nested pages of 100 once took the process down (measured: 4 GB). */
  objects: z.int().positive().default(10_000),
  /** The longest page of a list. */
  page: z.int().positive().max(1_000).default(100),
  tokens: z.int().positive().default(2_000),
  bodyBytes: z.int().positive().default(100_000),
})
export type LimitSettings = z.infer<typeof limitSettings>

const noSuchRoot = (): GraphQLError =>
  new GraphQLError('Only queries are answered here.', {
    extensions: { code: 'BAD_REQUEST', http: { status: 400 } },
  })

/** Refuses an operation that asks for too much, before anything runs. Each document is walked once. */
export const operationLimits = (limits: LimitSettings): ApolloServerPlugin<Context> => {
  const passed = new WeakSet<OperationDefinitionNode>()
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation({ operation, document, schema }) {
          if (operation === undefined || passed.has(operation)) return Promise.resolve()
          if (!schema.getRootType(operation.operation)) throw noSuchRoot()
          checkOperationSize(schema, document, operation, limits)
          passed.add(operation)
          return Promise.resolve()
        },
      }),
  }
}
