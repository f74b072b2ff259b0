import {
  getNamedType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import { createRandom, type Random } from './random.ts'

export interface Generated {
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
}

interface Variable {
  readonly type: string
  readonly values: readonly unknown[]
}

/** Undefined: the variable is not given. */
const variableKinds: Readonly<Record<string, Variable>> = {
  yes: { type: 'Boolean!', values: [true, false] },
  maybe: { type: 'Boolean = true', values: [true, false, undefined, undefined, null] },
  text: { type: 'String', values: ['text', '', undefined, null] },
  word: { type: 'String = "word"', values: ['given', undefined, undefined, null] },
  number: { type: 'Int', values: [1, undefined, null] },
  greeting: { type: 'Greeting!', values: [{ text: 'hi' }, { text: 'ho', times: null, inner: {} }] },
  inner: { type: 'Inner', values: [{ on: false, colours: ['RED'] }, undefined, null] },
  colour: { type: 'Colour!', values: ['GREEN', 'BLUE'] },
  either: { type: 'Either!', values: [{ id: '7' }, { name: 'n' }] },
}

const argumentTexts: Readonly<Record<string, readonly string[]>> = {
  prefix: ['"p"', 'null', '$text', '$word'],
  many: ['3', '$number', 'null'],
  input: ['$greeting', '{ text: "a", inner: { on: true } }', '{ text: "b", inner: $inner }'],
  colours: ['[RED, $colour]', '[]', 'BLUE', 'null'],
  word: ['"w"', '$word'],
  by: ['$either', '{ id: "1" }', '{ name: "n" }'],
}

/** Writes a query of the schema; the same seed writes the same one. */
export const generateQuery = (schema: GraphQLSchema, seed: number): Generated => {
  const random = createRandom(seed)
  const used = new Set<string>()
  const argumentsByField = new Map<string, string>()
  const fragments: { name: string; type: GraphQLNamedType; text: string }[] = []
  let budget = 60

  const use = (text: string): string => {
    for (const [, name] of text.matchAll(/\$(\w+)/g)) used.add(name as string)
    return text
  }

  const directive = (): string => {
    if (!random.chance(0.15)) return ''
    const name = random.pick(['skip', 'include'])
    return ` @${name}(if: ${use(random.pick(['true', 'false', '$yes', '$yes', '$maybe', '$maybe']))})`
  }

  const isNeeded = (type: GraphQLInputType): boolean => isNonNullType(type)

  const newArguments = ({ args }: GraphQLField<unknown, unknown>): string => {
    const given = args.filter(({ type }) => isNeeded(type) || random.chance(0.6))
    const texts = given.map(({ name }) => `${name}: ${random.pick(argumentTexts[name] ?? [])}`)
    return texts.length === 0 ? '' : `(${texts.join(', ')})`
  }

  const argumentsOf = (field: GraphQLField<unknown, unknown>, key: string): string => {
    const known = argumentsByField.get(key) ?? newArguments(field)
    argumentsByField.set(key, known)
    return use(known)
  }

  const fieldText = (field: GraphQLField<unknown, unknown>, depth: number): string => {
    const alias = random.chance(0.15) ? `${field.name}${random.below(3)}` : ''
    const key = alias === '' ? field.name : alias
    const head = `${alias === '' ? '' : `${alias}: `}${field.name}${argumentsOf(field, key)}${directive()}`
    const type = getNamedType(field.type)
    return isCompositeType(type) ? `${head} ${selection(type, depth + 1)}` : head
  }

  const narrower = (type: GraphQLNamedType): GraphQLNamedType => {
    const types = isAbstractType(type) ? [...schema.getPossibleTypes(type), type] : [type]
    const interfaces = isObjectType(type) ? type.getInterfaces() : []
    return random.pick([...types, ...interfaces])
  }

  const spread = (type: GraphQLNamedType): string | null => {
    const fitting = fragments.filter((fragment) => overlaps(fragment.type, type))
    if (fitting.length === 0) return null
    return `...${random.pick(fitting).name}${directive()}`
  }

  const overlaps = (one: GraphQLNamedType, other: GraphQLNamedType): boolean =>
    objectsOf(one).some((type) => objectsOf(other).includes(type))

  const objectsOf = (type: GraphQLNamedType): readonly GraphQLNamedType[] =>
    isAbstractType(type) ? schema.getPossibleTypes(type) : [type]

  const selectionText = (type: GraphQLNamedType, depth: number): string => {
    const kind = random.below(10)
    if (kind === 0) return '__typename'
    if (kind === 1) return spread(type) ?? '__typename'
    const fields = isObjectType(type) || isInterfaceType(type) ? type.getFields() : {}
    const all = Object.values(fields).filter(
      (field) => depth < 5 || !isCompositeType(getNamedType(field.type)),
    )
    if (kind === 2 || all.length === 0) {
      const on = narrower(type)
      const condition = on === type && random.chance(0.5) ? '' : ` on ${on.name}`
      return depth > 6 ? '__typename' : `...${condition}${directive()} ${selection(on, depth + 1)}`
    }
    return fieldText(random.pick(all), depth)
  }

  const selection = (type: GraphQLNamedType, depth: number): string => {
    const count = 1 + random.below(Math.max(1, 5 - Math.floor(depth / 2)))
    const texts = Array.from({ length: count }, () => {
      budget -= 1
      return budget < 0 ? '__typename' : selectionText(type, depth)
    })
    return `{ ${texts.join(' ')} }`
  }

  for (const name of ['C', 'B', 'A']) {
    const type = schema.getType(
      random.pick(['Person', 'Dog', 'Node', 'Animal', 'Anything', 'Query']),
    )
    if (type !== undefined && isCompositeType(type))
      fragments.push({ name, type, text: `fragment ${name} on ${type.name} ${selection(type, 3)}` })
    budget = 60
  }
  const query = schema.getQueryType()
  if (!query) throw new Error('No query type')
  const body = selection(query, 0)
  return write(body, fragments, used, random)
}

const spreadsIn = (text: string): readonly string[] =>
  [...text.matchAll(/\.\.\.([ABC])\b/g)].map(([, name]) => name as string)

/** Only what is used may stand in a document. */
const write = (
  body: string,
  fragments: readonly { name: string; text: string }[],
  used: ReadonlySet<string>,
  random: Random,
): Generated => {
  const needed = new Set<string>()
  const need = (text: string): void => {
    for (const name of spreadsIn(text)) {
      if (needed.has(name)) continue
      needed.add(name)
      need(fragments.find((fragment) => fragment.name === name)?.text ?? '')
    }
  }
  need(body)
  const texts = [body, ...fragments.filter(({ name }) => needed.has(name)).map(({ text }) => text)]
  const names = [...used].filter((name) =>
    texts.some((text) => new RegExp(`\\$${name}\\b`).test(text)),
  )
  const declared = names.map((name) => `$${name}: ${variableKinds[name]?.type ?? ''}`).join(', ')
  const variables = Object.fromEntries(
    names
      .map((name) => [name, random.pick(variableKinds[name]?.values ?? [])] as const)
      .filter(([, value]) => value !== undefined),
  )
  const [first, ...others] = texts
  return {
    query: [`query ${declared === '' ? '' : `(${declared})`} ${first}`, ...others].join('\n'),
    variables,
  }
}
