import { readdirSync, readFileSync } from 'node:fs'
import {
  buildSchema,
  type GraphQLObjectType,
  GraphQLScalarType,
  type GraphQLSchema,
  isObjectType,
  isScalarType,
} from 'graphql'
import { enforceAccess } from '../access/enforce.ts'
import { purposeOf, resolvers } from '../resolvers/index.ts'

const folder = new URL('../../schema/', import.meta.url)

/** The contract as it stands in `schema/`. */
const readTypeDefs = (): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.graphql'))
    .sort()
    .map((name) => readFileSync(new URL(name, folder), 'utf8'))

const attachScalar = (
  type: GraphQLScalarType,
  { serialize, parseValue, parseLiteral }: GraphQLScalarType,
): void => {
  Object.assign(type, { serialize, parseValue, parseLiteral })
}

const attachFields = (type: GraphQLObjectType, own: Readonly<Record<string, unknown>>): void => {
  const fields = type.getFields()
  for (const [name, resolve] of Object.entries(own)) {
    const field = fields[name]
    if (field === undefined || typeof resolve !== 'function')
      throw new Error(`A resolver without a field: ${type.name}.${name}`)
    field.resolve = resolve as NonNullable<typeof field.resolve>
  }
}

/**
 * Each resolver as it is, not bound to anything: a bound function is not the one that `reference` knows. With graphql-js
 * alone, since @graphql-tools/schema loads 180 modules (5 MB) for what these lines do.
 */
const withResolvers = (schema: GraphQLSchema): GraphQLSchema => {
  for (const [typeName, own] of Object.entries(resolvers)) {
    const type = schema.getType(typeName)
    if (isScalarType(type) && own instanceof GraphQLScalarType) attachScalar(type, own)
    else if (isObjectType(type)) attachFields(type, own as Readonly<Record<string, unknown>>)
    else throw new Error(`A resolver without a type: ${typeName}`)
  }
  return schema
}

/** The executable schema with its access rules in place. */
export const createSchema = (): GraphQLSchema =>
  enforceAccess(withResolvers(buildSchema(readTypeDefs().join('\n'))), purposeOf)
