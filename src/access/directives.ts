import {
  getDirectiveValues,
  getNamedType,
  type GraphQLNamedType,
  type GraphQLSchema,
  type GraphQLType,
  isObjectType,
  isUnionType,
} from 'graphql'

interface Node {
  readonly astNode?: Parameters<typeof getDirectiveValues>[1] | null | undefined
}

const valueOf = (schema: GraphQLSchema, name: string, argument: string, node: Node): unknown => {
  const directive = schema.getDirective(name)
  return directive && node.astNode
    ? getDirectiveValues(directive, node.astNode)?.[argument]
    : undefined
}

/** The rule that `@access` names; undefined where there is none. */
export const accessRule = (schema: GraphQLSchema, node: Node): unknown =>
  valueOf(schema, 'access', 'rule', node)

/** The level that `@personal` names; undefined where there is none. */
export const personalLevel = (schema: GraphQLSchema, node: Node): unknown =>
  valueOf(schema, 'personal', 'level', node)

const membersOf = (type: GraphQLNamedType): readonly GraphQLNamedType[] =>
  isUnionType(type) ? type.getTypes() : [type]

/** Whether a type describes a person, by itself or as a member of a union. */
export const isPersonal = (schema: GraphQLSchema, type: GraphQLType): boolean =>
  membersOf(getNamedType(type)).some(
    (member) => isObjectType(member) && personalLevel(schema, member) !== undefined,
  )
