import {
  getDirectiveValues,
  getNamedType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLSchema,
  isInputObjectType,
  isListType,
  getNullableType,
} from 'graphql'

/** What one of each adds to the cost of an operation: a look at a person outweighs a thousand rows nobody minds. */
export const weights = { person: 100, question: 10, object: 1 } as const

type Field = GraphQLField<unknown, unknown>

/** What the schema says of a field, as far as it costs something. */
export interface FieldCost {
  /** Leads to a person: read by an officer with a purpose only. */
  readonly isPerson: boolean
  /** The system that is asked for this field beside the one that gave the object. */
  readonly source: string | null
  /** The argument that lists what is asked for, one answer for each. */
  readonly listArgument: string | null
  /** Where among the arguments a person may be named, such as a filter's applicant. */
  readonly naming: readonly PersonInput[]
}

export interface PersonInput {
  readonly argument: string
  readonly field: string
}

type Node = Pick<Field | GraphQLInputField, 'astNode'>

const directive = (schema: GraphQLSchema, name: string, { astNode }: Node) => {
  const definition = schema.getDirective(name)
  return definition && astNode ? getDirectiveValues(definition, astNode) : undefined
}

const isOfPerson = (schema: GraphQLSchema, node: Node): boolean =>
  directive(schema, 'access', node)?.['rule'] === 'PERSON'

const personInputs = (
  schema: GraphQLSchema,
  { name: argument, type }: GraphQLArgument,
): readonly PersonInput[] => {
  const named = getNamedType(type)
  if (!isInputObjectType(named)) return []
  return Object.values(named.getFields())
    .filter((field) => isOfPerson(schema, field))
    .map(({ name: field }) => ({ argument, field }))
}

const costOf = (schema: GraphQLSchema, field: Field): FieldCost => {
  const source: unknown = directive(schema, 'source', field)?.['name']
  const list = isListType(getNullableType(field.type))
    ? field.args.find(({ type }) => isListType(getNullableType(type)))
    : undefined
  return {
    isPerson: isOfPerson(schema, field),
    source: typeof source === 'string' ? source : null,
    listArgument: list?.name ?? null,
    naming: field.args.flatMap((argument) => personInputs(schema, argument)),
  }
}

/** By the directives of the schema, never by a field's name; each field is looked at once. */
export const createFieldCosts = (schema: GraphQLSchema): ((field: Field) => FieldCost) => {
  const known = new WeakMap<Field, FieldCost>()
  return (field) => {
    const cost = known.get(field) ?? costOf(schema, field)
    known.set(field, cost)
    return cost
  }
}
