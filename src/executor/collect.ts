import {
  type FieldNode,
  type FragmentDefinitionNode,
  getDirectiveValues,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  type InlineFragmentNode,
  isAbstractType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  typeFromAST,
} from 'graphql'
import type { Operation, Variables } from './types.ts'

/** The fields that share a response key, in the order of the document. */
export type Fields = Map<string, FieldNode[]>

const isIncluded = (variables: Variables, node: SelectionNode): boolean =>
  getDirectiveValues(GraphQLSkipDirective, node, variables)?.['if'] !== true &&
  getDirectiveValues(GraphQLIncludeDirective, node, variables)?.['if'] !== false

const applies = (
  schema: GraphQLSchema,
  { typeCondition }: FragmentDefinitionNode | InlineFragmentNode,
  type: GraphQLObjectType,
): boolean => {
  if (!typeCondition) return true
  const condition = typeFromAST(schema, typeCondition)
  return condition === type || (isAbstractType(condition) && schema.isSubType(condition, type))
}

const add = (fields: Fields, node: FieldNode): void => {
  const key = node.alias?.value ?? node.name.value
  const same = fields.get(key)
  if (same === undefined) fields.set(key, [node])
  else same.push(node)
}

/**
 * CollectFields of the specification for one object type. Throws where graphql-js throws: at `@skip(if: $absent)`.
 */
export const collectFields = (
  { schema, fragments }: Operation,
  variables: Variables,
  type: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
): Fields => {
  const fields: Fields = new Map()
  const spread = new Set<string>()
  const walk = (set: SelectionSetNode): void => {
    for (const node of set.selections) {
      if (node.kind === Kind.FRAGMENT_SPREAD && spread.has(node.name.value)) continue
      if (!isIncluded(variables, node)) continue
      if (node.kind === Kind.FIELD) add(fields, node)
      else if (node.kind === Kind.INLINE_FRAGMENT) {
        if (applies(schema, node, type)) walk(node.selectionSet)
      } else {
        spread.add(node.name.value)
        const fragment = fragments[node.name.value]
        if (fragment && applies(schema, fragment, type)) walk(fragment.selectionSet)
      }
    }
  }
  sets.forEach(walk)
  return fields
}
