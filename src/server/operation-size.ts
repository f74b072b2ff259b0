import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  getNullableType,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  isCompositeType,
  isListType,
  isUnionType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql'
import { maxPersons } from '../access/rules.ts'
import { createFieldCosts, type FieldCost, type PersonInput } from './field-cost.ts'
import {
  createCount,
  type OperationLimits,
  type OperationSize,
  tooComplex,
} from './operation-count.ts'

/**
 * Where the walk stands: `path` is the name of this place in the answer, `times` how often it may be answered,
 * `listSize` how long the lists in it may be.
 */
interface Place {
  readonly type: GraphQLCompositeType
  readonly path: string
  readonly depth: number
  readonly times: number
  readonly listSize: number
}

type Field = GraphQLField<unknown, unknown>

/** Lists that are not paged are short: fees, papers, former units. */
const shortList = 3

const fieldOf = (type: GraphQLCompositeType, { name }: FieldNode): Field | undefined =>
  isUnionType(type) ? undefined : type.getFields()[name.value]

const given = (node: FieldNode, argument: string): ValueNode | undefined =>
  node.arguments?.find(({ name }) => name.value === argument)?.value

/** A variable may hold anything up to the longest page, and so counts as that: a document is judged once for all. */
const pageSizeIn = (node: FieldNode, { args }: Field, longest: number): number => {
  const argument = args.find(({ name }) => name === 'first')
  if (argument === undefined) return shortList
  const value = given(node, 'first')
  if (value === undefined) return Number(argument.defaultValue ?? longest)
  return value.kind === Kind.INT ? Math.min(Math.max(Number(value.value), 1), longest) : longest
}

/** A list with one answer for each thing asked for; null where it is none. */
const answersIn = (node: FieldNode, { listArgument }: FieldCost): number | null => {
  const value = listArgument === null ? undefined : given(node, listArgument)
  if (value === undefined) return null
  return value.kind === Kind.LIST ? value.values.length : maxPersons
}

const timesOf = (node: FieldNode, { type }: Field, cost: FieldCost, place: Place): number =>
  isListType(getNullableType(type))
    ? place.times * (answersIn(node, cost) ?? place.listSize)
    : place.times

/** A variable in the place of a whole filter may name a person; a filter that is written out says whether it does. */
const namesPerson = (node: FieldNode, { argument, field }: PersonInput): boolean => {
  const value = given(node, argument)
  if (value?.kind !== Kind.OBJECT) return value?.kind === Kind.VARIABLE
  return value.fields.some(
    ({ name, value: { kind } }) => name.value === field && kind !== Kind.NULL,
  )
}

const fragmentsOf = ({ definitions }: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> =>
  new Map(
    definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
    ),
  )

type Costs = (field: Field) => FieldCost

const createWalk = (
  schema: GraphQLSchema,
  costs: Costs,
  document: DocumentNode,
  limits: OperationLimits,
) => {
  const fragments = fragmentsOf(document)
  const count = createCount(limits)

  /** A field with arguments asks for persons or rows of its own; any other is about the object it stands in. */
  const weigh = (node: FieldNode, field: Field, cost: FieldCost, place: Place, path: string) => {
    const own = place.depth === 1 || field.args.length > 0
    if (cost.isPerson)
      count.persons(own ? path : place.path, own ? timesOf(node, field, cost, place) : place.times)
    else if (own) count.question(path, place.times)
    else if (cost.source !== null) count.question(`${place.path} ${cost.source}`, place.times)
    if (cost.naming.some((input) => namesPerson(node, input))) count.named(path, place.times)
  }

  const walkField = (node: FieldNode, place: Place): void => {
    if (place.depth === 1) count.add('rootFields')
    count.add('selections')
    if (node.alias) count.add('aliases')
    const field = fieldOf(place.type, node)
    if (field === undefined) return
    const path = `${place.path}.${node.alias?.value ?? node.name.value}`
    const cost = costs(field)
    weigh(node, field, cost, place, path)
    const type = getNamedType(field.type)
    if (!isCompositeType(type)) return
    const times = timesOf(node, field, cost, place)
    count.objects(times)
    const listSize = pageSizeIn(node, field, limits.page)
    walk(node.selectionSet, { type, path, depth: place.depth + 1, times, listSize })
  }

  const walkSelection = (node: SelectionNode, place: Place): void => {
    if (node.kind === Kind.FIELD) {
      walkField(node, place)
      return
    }
    const fragment = node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value) : node
    const condition = fragment?.typeCondition && schema.getType(fragment.typeCondition.name.value)
    walk(fragment?.selectionSet, isCompositeType(condition) ? { ...place, type: condition } : place)
  }

  const walk = (set: SelectionSetNode | undefined, place: Place): void => {
    if (set !== undefined && place.depth > limits.depth) throw tooComplex('depth', limits.depth)
    for (const selection of set?.selections ?? []) walkSelection(selection, place)
  }
  return { walk, size: count.size }
}

export type MeasureOperation = (
  document: DocumentNode,
  operation: OperationDefinitionNode,
) => OperationSize

/**
 * Measures an operation in one pass, and throws `QUERY_TOO_COMPLEX` where it asks for too much. Counts what would be
 * executed, with fragments spread and lists as long as they may become: four nested pages of 100 ask for a hundred
 * million objects in a few words. Nothing is known here of who asks, nor of any value. Introspection counts by its
 * fields at the top only: who may introspect is a setting of its own. The document must have been validated.
 */
export const createMeasure = (schema: GraphQLSchema, limits: OperationLimits): MeasureOperation => {
  const costs = createFieldCosts(schema)
  return (document, operation) => {
    const { walk, size } = createWalk(schema, costs, document, limits)
    const type = schema.getRootType(operation.operation)
    const top = { path: '', depth: 1, times: 1, listSize: shortList }
    if (type) walk(operation.selectionSet, { ...top, type })
    return size()
  }
}
