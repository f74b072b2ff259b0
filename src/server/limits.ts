import {
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValidationRule,
} from 'graphql'
import { z } from 'zod'

/** What one operation may ask for. Introspection fields are not counted: who may introspect is another setting. */
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

interface Counts {
  aliases: number
  selections: number
}

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>

const tooComplex = (limit: string, most: number, node: OperationDefinitionNode): GraphQLError =>
  new GraphQLError(`The operation has more than ${most} ${limit}.`, {
    nodes: node,
    extensions: { code: 'QUERY_TOO_COMPLEX', limit, most },
  })

class LimitExceeded extends Error {
  readonly limit: 'depth' | 'aliases' | 'selections'
  constructor(limit: 'depth' | 'aliases' | 'selections') {
    super(limit)
    this.limit = limit
  }
}

/** Walks what would be executed, fragments spread, and stops at the first limit passed. */
const createWalk = (limits: LimitSettings, fragments: Fragments, counts: Counts) => {
  const spreading = new Set<string>()
  const walk = (set: SelectionSetNode | undefined, depth: number): void => {
    if (set === undefined) return
    if (depth > limits.depth) throw new LimitExceeded('depth')
    for (const selection of set.selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) spread(selection.name.value, depth)
      else if (selection.kind === Kind.INLINE_FRAGMENT) walk(selection.selectionSet, depth)
      else if (!selection.name.value.startsWith('__')) {
        if (selection.alias && ++counts.aliases > limits.aliases) throw new LimitExceeded('aliases')
        if (++counts.selections > limits.selections) throw new LimitExceeded('selections')
        walk(selection.selectionSet, depth + 1)
      }
    }
  }
  const spread = (name: string, depth: number): void => {
    if (spreading.has(name)) return // a cycle is another rule's to report
    spreading.add(name)
    walk(fragments.get(name)?.selectionSet, depth)
    spreading.delete(name)
  }
  return walk
}

const check = (operation: OperationDefinitionNode, fragments: Fragments, limits: LimitSettings): GraphQLError | null => {
  if (operation.selectionSet.selections.length > limits.rootFields)
    return tooComplex('rootFields', limits.rootFields, operation)
  try {
    createWalk(limits, fragments, { aliases: 0, selections: 0 })(operation.selectionSet, 1)
    return null
  } catch (error) {
    if (!(error instanceof LimitExceeded)) throw error
    return tooComplex(error.limit, limits[error.limit], operation)
  }
}

/** Refuses an operation that asks for too much, in one pass and before anything runs. */
export const operationLimits =
  (limits: LimitSettings): ValidationRule =>
  (context) => ({
    Document(document) {
      const fragments = new Map(
        document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [])),
      )
      for (const node of document.definitions) {
        const error = node.kind === Kind.OPERATION_DEFINITION ? check(node, fragments, limits) : null
        if (error) context.reportError(error)
      }
    },
  })
