import {
  type DocumentNode,
  type GraphQLSchema,
  Kind,
  NoSchemaIntrospectionCustomRule,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql'
import type { LimitSettings } from '../limits.ts'
import { createMeasure } from '../operation-size.ts'

export interface CheckSettings {
  readonly introspection: boolean
  readonly limits: LimitSettings
}

/** What is wrong with a document; empty where it may run. */
export type DocumentCheck = (text: string) => readonly string[]

/** A document may hold hundreds of mistakes; the first few are enough to mend it. */
const mostProblems = 3

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown')

const problemOf = (act: () => unknown): readonly string[] => {
  try {
    act()
    return []
  } catch (error) {
    return [messageOf(error)]
  }
}

const operationsOf = ({ definitions }: DocumentNode): readonly OperationDefinitionNode[] =>
  definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION)

/** Holds a document to be registered to what every request is held to: the schema, introspection, the limits. */
export const createDocumentCheck = (
  schema: GraphQLSchema,
  { introspection, limits }: CheckSettings,
): DocumentCheck => {
  const measure = createMeasure(schema, limits)
  const rules = [...specifiedRules, ...(introspection ? [] : [NoSchemaIntrospectionCustomRule])]

  const operationProblems = (document: DocumentNode): readonly string[] =>
    operationsOf(document).flatMap((node) =>
      schema.getRootType(node.operation)
        ? problemOf(() => measure(document, node))
        : [`no ${node.operation} is answered here`],
    )

  return (text) => {
    let document: DocumentNode
    try {
      document = parse(text, { maxTokens: limits.tokens })
    } catch (error) {
      return [messageOf(error)]
    }
    const mistakes = validate(schema, document, rules).map(({ message }) => message)
    return (mistakes.length > 0 ? mistakes : operationProblems(document)).slice(0, mostProblems)
  }
}
