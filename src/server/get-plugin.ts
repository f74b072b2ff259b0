import type { ApolloServerPlugin } from '@apollo/server'
import {
  type DocumentNode,
  getDirectiveValues,
  getNamedType,
  GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  isInputType,
  Kind,
  type NamedTypeNode,
  typeFromAST,
  TypeInfo,
  type TypeNode,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import type { Context } from '../resolvers/context.ts'

type Variables = Readonly<Record<string, unknown>>

/** The scalars by which a person is asked for. */
const personNumbers: readonly string[] = ['PersonalId', 'OldCardNumber']

const innermost = (node: TypeNode): NamedTypeNode =>
  node.kind === Kind.NAMED_TYPE ? node : innermost(node.type)

const takesNumber = (type: GraphQLInputType): boolean =>
  personNumbers.includes(getNamedType(type).name)

const holdsNumber = (type: GraphQLInputType, value: unknown): boolean => {
  if (value === null || value === undefined) return false
  if (Array.isArray(value)) return value.some((item) => holdsNumber(type, item))
  const named = getNamedType(type)
  if (!isInputObjectType(named)) return takesNumber(named)
  const given = new Map(Object.entries(value))
  return Object.values(named.getFields()).some((field) =>
    holdsNumber(field.type, given.get(field.name)),
  )
}

/** Whether a document asks for anything marked `@personal`, or by a person's number, by any route. */
const concernsPerson = (
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Variables,
): boolean => {
  const personal = schema.getDirective('personal')
  const info = new TypeInfo(schema)
  let found = false
  const value = () => {
    const type = info.getInputType()
    if (type && takesNumber(type)) found = true
  }
  const visitor = visitWithTypeInfo(info, {
    Field() {
      const node = info.getFieldDef()?.astNode
      if (personal && node && getDirectiveValues(personal, node)) found = true
    },
    Argument: value,
    ObjectField: value,
    VariableDefinition({ type: node, variable }) {
      const type = typeFromAST(schema, innermost(node))
      if (isInputType(type) && holdsNumber(type, variables[variable.name.value])) found = true
    },
  })
  visit(document, visitor)
  return found
}

/** A GET would leave the person's number in the URL logs of every proxy on the way. */
export const noPersonalGet: ApolloServerPlugin<Context> = {
  requestDidStart: ({ request }) =>
    Promise.resolve({
      didResolveOperation({ schema, document }) {
        if (
          request.http?.method === 'GET' &&
          concernsPerson(schema, document, request.variables ?? {})
        )
          throw new GraphQLError('Personal data is answered to POST only.', {
            extensions: { code: 'OPERATION_NOT_ALLOWED', http: { status: 403 } },
          })
        return Promise.resolve()
      },
    }),
}
