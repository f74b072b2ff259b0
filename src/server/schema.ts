import { readdirSync, readFileSync } from 'node:fs'
import { makeExecutableSchema } from '@graphql-tools/schema'
import type { GraphQLSchema } from 'graphql'
import { enforceAccess } from '../access/enforce.ts'
import { purposeOf, resolvers } from '../resolvers/index.ts'

const folder = new URL('../../schema/', import.meta.url)

/** The contract as it stands in `schema/`. */
const readTypeDefs = (): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.graphql'))
    .sort()
    .map((name) => readFileSync(new URL(name, folder), 'utf8'))

/** The executable schema with its access rules in place. */
export const createSchema = (): GraphQLSchema =>
  enforceAccess(
    makeExecutableSchema({
      typeDefs: readTypeDefs(),
      resolvers,
      resolverValidationOptions: { requireResolversToMatchSchema: 'error' },
    }),
    purposeOf,
  )
