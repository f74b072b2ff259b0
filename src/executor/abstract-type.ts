import {
  defaultTypeResolver,
  GraphQLError,
  type GraphQLAbstractType,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isObjectType,
} from 'graphql'
import { inspect } from 'graphql/jsutils/inspect.js'
import type { FieldFacts } from './info.ts'

/** The type that a value of a union or interface says it has; a promise where somebody has to look. */
export const typeNameOf = (
  type: GraphQLAbstractType,
  value: unknown,
  context: unknown,
  info: () => GraphQLResolveInfo,
): unknown => {
  const resolveType = type.resolveType ?? defaultTypeResolver
  if (
    resolveType === defaultTypeResolver &&
    typeof value === 'object' &&
    value !== null &&
    '__typename' in value &&
    typeof value.__typename === 'string'
  )
    return value.__typename
  return resolveType(value, context, info(), type)
}

/** Checks such a name, in graphql-js's own words. */
export const objectTypeNamed = (
  name: unknown,
  type: GraphQLAbstractType,
  schema: GraphQLSchema,
  { parentType, fieldName, fieldNodes }: FieldFacts,
  value: unknown,
): GraphQLObjectType => {
  const must = `Abstract type "${type.name}" must resolve to an Object type at runtime for field "${parentType.name}.${fieldName}"`
  if (name == null)
    throw new GraphQLError(
      `${must}. Either the "${type.name}" type should provide a "resolveType" function or each possible type should provide an "isTypeOf" function.`,
      { nodes: fieldNodes },
    )
  if (isObjectType(name))
    throw new GraphQLError(
      'Support for returning GraphQLObjectType from resolveType was removed in graphql-js@16.0.0 please return type name instead.',
    )
  if (typeof name !== 'string')
    throw new GraphQLError(`${must} with value ${inspect(value)}, received "${inspect(name)}".`)
  const found = schema.getType(name)
  if (found === undefined)
    throw new GraphQLError(
      `Abstract type "${type.name}" was resolved to a type "${name}" that does not exist inside the schema.`,
      { nodes: fieldNodes },
    )
  if (!isObjectType(found))
    throw new GraphQLError(
      `Abstract type "${type.name}" was resolved to a non-object type "${name}".`,
      { nodes: fieldNodes },
    )
  if (!schema.isSubType(type, found))
    throw new GraphQLError(
      `Runtime Object type "${found.name}" is not a possible type for "${type.name}".`,
      { nodes: fieldNodes },
    )
  return found
}
