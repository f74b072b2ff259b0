import { readdirSync, readFileSync } from 'node:fs'
import { makeExecutableSchema } from '@graphql-tools/schema'
import { type GraphQLSchema, isObjectType } from 'graphql'
import { enforceAccess } from '../access/enforce.ts'
import { purposeOf, resolvers } from '../resolvers/index.ts'

const folder = new URL('../../schema/', import.meta.url)

/** The contract as it stands in `schema/`. */
const readTypeDefs = (): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.graphql'))
    .sort()
    .map((name) => readFileSync(new URL(name, folder), 'utf8'))

/** graphql-tools binds each resolver to its type's map; a bound function is not the one that `reference` knows. */
const withOwnResolvers = (schema: GraphQLSchema): GraphQLSchema => {
  for (const [typeName, own] of Object.entries(resolvers)) {
    const type = schema.getType(typeName)
    if (!isObjectType(type)) continue
    const fields = type.getFields()
    for (const [name, resolve] of Object.entries(own as Readonly<Record<string, unknown>>)) {
      const field = fields[name]
      if (field && typeof resolve === 'function')
        field.resolve = resolve as NonNullable<typeof field.resolve>
    }
  }
  return schema
}

/** The executable schema with its access rules in place. */
export const createSchema = (): GraphQLSchema =>
  enforceAccess(
    withOwnResolvers(
      makeExecutableSchema({
        typeDefs: readTypeDefs(),
        resolvers,
        resolverValidationOptions: { requireResolversToMatchSchema: 'error' },
      }),
    ),
    purposeOf,
  )
