import type { ApolloServerPlugin } from '@apollo/server'
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import { z } from 'zod'
import type { Context } from '../resolvers/context.ts'

/** What one operation may ask for. Introspection is not counted: who may introspect is a setting of its own. */
export const limitSettings = z.strictObject({
  depth: z.int().positive().default(12),
  aliases: z.int().positive().default(30),
  rootFields: z.int().positive().default(20),
  /** Fields after fragments are spread: 20 nested fragments of two make a million (measured: 10.7 s, 22 MB). */
  selections: z.int().positive().default(10_000),
  tokens: z.int().positive().default(2_000),
  bodyBytes: z.int().positive().default(100_000),
})
export type LimitSettings = z.infer<typeof limitSettings>

type Counted = 'depth' | 'aliases' | 'rootFields' | 'selections'

const tooComplex = (limit: Counted, most: number): GraphQLError =>
  new GraphQLError(`The operation asks for more than is allowed: at most ${most} ${limit}.`, {
    extensions: { code: 'QUERY_TOO_COMPLEX', limit, most, http: { status: 400 } },
  })

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>

const fragmentsOf = ({ definitions }: DocumentNode): Fragments =>
  new Map(
    definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
    ),
  )

/** Walks what would be executed, fragments spread, and throws at the first limit passed. */
const createWalk = (fragments: Fragments, limits: LimitSettings) => {
  const counts = { aliases: 0, selections: 0 }
  const count = (limit: 'aliases' | 'selections'): void => {
    counts[limit] += 1
    if (counts[limit] > limits[limit]) throw tooComplex(limit, limits[limit])
  }
  const walk = (set: SelectionSetNode | undefined, depth: number): void => {
    if (set === undefined) return
    if (depth > limits.depth) throw tooComplex('depth', limits.depth)
    for (const selection of set.selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD)
        walk(fragments.get(selection.name.value)?.selectionSet, depth)
      else if (selection.kind === Kind.INLINE_FRAGMENT) walk(selection.selectionSet, depth)
      else if (!selection.name.value.startsWith('__')) {
        if (selection.alias) count('aliases')
        count('selections')
        walk(selection.selectionSet, depth + 1)
      }
    }
  }
  return walk
}

const check = (
  operation: OperationDefinitionNode,
  document: DocumentNode,
  limits: LimitSettings,
): void => {
  if (operation.selectionSet.selections.length > limits.rootFields)
    throw tooComplex('rootFields', limits.rootFields)
  createWalk(fragmentsOf(document), limits)(operation.selectionSet, 1)
}

/** Refuses an operation that asks for too much, in one pass and before anything runs. Each document is walked once. */
export const operationLimits = (limits: LimitSettings): ApolloServerPlugin<Context> => {
  const passed = new WeakSet<OperationDefinitionNode>()
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation({ operation, document }) {
          if (operation !== undefined && !passed.has(operation)) {
            check(operation, document, limits)
            passed.add(operation)
          }
          return Promise.resolve()
        },
      }),
  }
}
