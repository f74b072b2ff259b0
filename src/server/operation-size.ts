import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  getNullableType,
  type GraphQLCompositeType,
  GraphQLError,
  type GraphQLField,
  type GraphQLSchema,
  isCompositeType,
  isListType,
  isUnionType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'

/** The most that one operation may ask for. */
export interface OperationLimits {
  readonly depth: number
  readonly aliases: number
  readonly rootFields: number
  readonly selections: number
  readonly objects: number
  /** The longest page of a list, which is no count of its own. */
  readonly page: number
}

type Counted = Exclude<keyof OperationLimits, 'page'>

/** Where the walk stands: `times` is how often this place may be answered, `listSize` how long the lists in it may be. */
interface Place {
  readonly type: GraphQLCompositeType
  readonly depth: number
  readonly times: number
  readonly listSize: number
}

type Field = GraphQLField<unknown, unknown>

/** Lists that are not paged are short: fees, papers, former units. */
const shortList = 3

const tooComplex = (limit: Counted, most: number): GraphQLError =>
  new GraphQLError(`The operation asks for more than is allowed: at most ${most} ${limit}.`, {
    extensions: { code: 'QUERY_TOO_COMPLEX', limit, most, http: { status: 400 } },
  })

const fieldOf = (type: GraphQLCompositeType, { name }: FieldNode): Field | undefined =>
  isUnionType(type) ? undefined : type.getFields()[name.value]

/** A variable may hold anything up to the longest page, and so counts as that: a document is judged once for all. */
const listSizeIn = (node: FieldNode, { args }: Field, longest: number): number => {
  const argument = args.find(({ name }) => name === 'first')
  if (argument === undefined) return shortList
  const given = node.arguments?.find(({ name }) => name.value === 'first')?.value
  if (given === undefined) return Number(argument.defaultValue ?? longest)
  return given.kind === Kind.INT ? Math.min(Math.max(Number(given.value), 1), longest) : longest
}

const fragmentsOf = ({ definitions }: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> =>
  new Map(
    definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
    ),
  )

const createCount = (limits: OperationLimits) => {
  const counts = { depth: 0, aliases: 0, rootFields: 0, selections: 0, objects: 0 }
  return (limit: Counted, by = 1): void => {
    counts[limit] += by
    if (counts[limit] > limits[limit]) throw tooComplex(limit, limits[limit])
  }
}

const createWalk = (schema: GraphQLSchema, document: DocumentNode, limits: OperationLimits) => {
  const fragments = fragmentsOf(document)
  const count = createCount(limits)

  const walkField = (node: FieldNode, place: Place): void => {
    if (place.depth === 1) count('rootFields')
    const field = fieldOf(place.type, node)
    if (field === undefined) return
    if (node.alias) count('aliases')
    count('selections')
    const type = getNamedType(field.type)
    if (!isCompositeType(type)) return
    const isList = isListType(getNullableType(field.type))
    const times = place.times * (isList ? place.listSize : 1)
    count('objects', times)
    const listSize = listSizeIn(node, field, limits.page)
    walk(node.selectionSet, { type, depth: place.depth + 1, times, listSize })
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
  return walk
}

/**
 * Throws `QUERY_TOO_COMPLEX` where an operation asks for too much. Counts what would be executed, with fragments spread
 * and lists as long as they may become: four nested pages of 100 ask for a hundred million objects in a few words.
 * Introspection counts as a root field only: who may introspect is a setting of its own.
 */
export const checkOperationSize = (
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  limits: OperationLimits,
): void => {
  const type = schema.getRootType(operation.operation)
  if (!type) return
  const top = { type, depth: 1, times: 1, listSize: shortList }
  createWalk(schema, document, limits)(operation.selectionSet, top)
}
