import {
  type DocumentNode,
  getDirectiveValues,
  getNamedType,
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
export const concernsPerson = (
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
