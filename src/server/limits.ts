import type { ApolloServerPlugin, GraphQLRequest, GraphQLResponse } from '@apollo/server'
import { GraphQLError, type GraphQLSchema, type OperationDefinitionNode } from 'graphql'
import { z } from 'zod'
import type { Context } from '../resolvers/context.ts'
import type { OperationSize } from './operation-count.ts'
import { createMeasure } from './operation-size.ts'

/** What one operation may ask for. */
export const limitSettings = z.strictObject({
  depth: z.int().positive().default(12),
  aliases: z.int().positive().default(30),
  rootFields: z.int().positive().default(20),
  /** Fields after fragments are spread: 20 nested fragments of two make a million (measured: 10.7 s, 22 MB). */
  selections: z.int().positive().default(10_000),
  /** Objects in the longest answer there may be: nested pages of 100 once took the process down (measured: 4 GB). */
  objects: z.int().positive().default(10_000),
  /** Persons that may be joined or listed, whatever the alias or fragment: one page of dossiers. */
  persons: z.int().positive().default(100),
  /** As much as 100 persons, 500 questions and 10,000 objects together: see docs/decisions/0013. */
  cost: z.int().positive().default(25_000),
  /** The longest page of a list. */
  page: z.int().positive().max(1_000).default(100),
  tokens: z.int().positive().default(2_000),
  bodyBytes: z.int().positive().default(100_000),
})
export type LimitSettings = z.infer<typeof limitSettings>

/** With the value `report` the answer tells what its operation costs. */
export const costHeader = 'lien-thong-cost'

const noSuchRoot = (): GraphQLError =>
  new GraphQLError('Only queries are answered here.', {
    extensions: { code: 'BAD_REQUEST', http: { status: 400 } },
  })

const isReportAsked = ({ http }: GraphQLRequest): boolean =>
  http?.headers.get(costHeader) === 'report'

const report = ({ body }: GraphQLResponse, size: OperationSize, limit: number): void => {
  if (body.kind !== 'single') return
  const { singleResult: result } = body
  result.extensions = { ...result.extensions, cost: { ...size, limit } }
}

/**
 * Refuses an operation that asks for too much, before anything runs. Each document is walked once. What is told of its
 * cost depends on nothing but the document, so that it says nothing of who was found.
 */
export const operationLimits = (
  schema: GraphQLSchema,
  limits: LimitSettings,
): ApolloServerPlugin<Context> => {
  const measure = createMeasure(schema, limits)
  const sizes = new WeakMap<OperationDefinitionNode, OperationSize>()
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation({ operation, document }) {
          if (operation === undefined || sizes.has(operation)) return Promise.resolve()
          if (!schema.getRootType(operation.operation)) throw noSuchRoot()
          sizes.set(operation, measure(document, operation))
          return Promise.resolve()
        },
        willSendResponse({ operation, request, response }) {
          const size = operation && sizes.get(operation)
          if (size && isReportAsked(request)) report(response, size, limits.cost)
          return Promise.resolve()
        },
      }),
  }
}
