import {
  getNullableType,
  type GraphQLField,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import { reference } from '../../../src/lib/reference.ts'
import { fraction } from './random.ts'
import type { Time } from './virtual-time.ts'

/** What one run of a query meets. All of it follows from the seed and the place in the answer. */
export interface World {
  readonly seed: number
  readonly time: Time
  /** How often something goes wrong, and how often an answer takes time. */
  readonly failing: number
  readonly waiting: number
}

type Path = GraphQLResolveInfo['path']

const place = (path: Path | undefined): string =>
  path === undefined ? '' : `${place(path.prev)}.${path.key}`

interface Thing {
  readonly id: string
  readonly kind: string
  readonly place: string
  readonly world: World
  readonly [field: string]: unknown
}

const luck = (world: World, at: string, what: string): number =>
  fraction(`${world.seed}|${at}|${what}`)

/** The value at once or in a while. */
const maybeLater = <T>(world: World, at: string, act: () => T): T | Promise<T> =>
  luck(world, at, 'waits') < world.waiting ? world.time.later(luck(world, at, 'delay'), act) : act()

const leafValue = (name: string, world: World, at: string): unknown => {
  const number = Math.floor(luck(world, at, 'leaf') * 1_000)
  if (name === 'Int') return number
  if (name === 'Float') return number / 8
  if (name === 'Boolean') return number % 2 === 0
  if (name === 'Odd') return number * 2 + 1
  return `${name} ${number}`
}

const wrongValues = [
  {},
  'wrong',
  Number.NaN,
  2 ** 40,
  true,
  [],
  Symbol('wrong'),
  () => 'called',
  { __typename: 'String' },
  { __typename: 'Nobody' },
  { kind: 'Person' },
]

/** Something else than the type asks for, now and then; otherwise a value that fits. */
const valueOf = (
  type: GraphQLOutputType,
  schema: GraphQLSchema,
  world: World,
  at: string,
): unknown => {
  const fate = luck(world, at, 'fate') / world.failing
  if (fate < 0.25) return isNonNullType(type) ? null : undefined
  if (fate < 0.4) return new Error(`an error at ${at}`)
  if (fate < 0.7) return wrongValues[Math.floor(luck(world, at, 'wrong') * wrongValues.length)]
  if (fate < 1) throw new Error(`thrown at ${at}`)
  const inner = getNullableType(type)
  if (!isNonNullType(type) && luck(world, at, 'null') < 0.05) return null
  if (isListType(inner)) return listValue(inner.ofType, schema, world, at)
  if (isEnumType(inner)) return inner.getValues()[Math.floor(luck(world, at, 'enum') * 3)]?.value
  if (isLeafType(inner)) return leafValue(inner.name, world, at)
  return createThing(inner, schema, world, at)
}

const listValue = (
  type: GraphQLOutputType,
  schema: GraphQLSchema,
  world: World,
  at: string,
): unknown => {
  const items = Array.from({ length: Math.floor(luck(world, at, 'length') * 4) }, (_, index) => {
    const here = `${at}.${index}`
    return maybeLater(world, here, () => valueOf(type, schema, world, here))
  })
  const form = luck(world, at, 'form')
  if (form < 0.1) return new Set(items)
  return form < 0.2 ? items.values() : items
}

const createThing = (
  type: GraphQLOutputType,
  schema: GraphQLSchema,
  world: World,
  at: string,
): unknown => {
  const types = isAbstractType(type) ? schema.getPossibleTypes(type) : [type]
  const kind = types[Math.floor(luck(world, at, 'kind') * types.length)]
  if (!isObjectType(kind)) throw new Error('Not an object type')
  const thing: Record<string, unknown> =
    luck(world, at, 'prototype') < 0.5 ? {} : (Object.create(null) as Record<string, unknown>)
  Object.assign(thing, { id: at, kind: kind.name, place: at, world })
  if (luck(world, at, 'named') < 0.7) thing['__typename'] = kind.name
  for (const field of Object.values(kind.getFields()))
    if (isDefault(field)) thing[field.name] = propertyOf(field, schema, world, at)
  return thing
}

const defaults = ['ok', 'colour', 'odd', 'colours', 'height', 'owner', 'tricks', 'name']
const isDefault = ({ name }: GraphQLField<unknown, unknown>): boolean => defaults.includes(name)

/** What a field without a resolver finds: a function, or the value itself. */
const propertyOf = (
  field: GraphQLField<unknown, unknown>,
  schema: GraphQLSchema,
  world: World,
  at: string,
): unknown => {
  const isFunction = luck(world, at, field.name) < 0.6 || !isLeafType(getNullableType(field.type))
  if (isFunction)
    return (args: unknown, _: unknown, info: GraphQLResolveInfo) =>
      answer(field, args, info, schema, world)
  try {
    return valueOf(field.type, schema, world, `${at}#${field.name}`)
  } catch (error) {
    return error
  }
}

const answer = (
  { type }: GraphQLField<unknown, unknown>,
  args: unknown,
  { path, fieldName, parentType, returnType, variableValues }: GraphQLResolveInfo,
  schema: GraphQLSchema,
  world: World,
): unknown => {
  const at = place(path)
  const isText = getNullableType(type).toString() === 'String'
  return maybeLater(world, at, () => {
    const value = valueOf(type, schema, world, at)
    return isText && typeof value === 'string'
      ? `${value} ${JSON.stringify([args, fieldName, parentType, returnType, variableValues])}`
      : value
  })
}

const worldOf = (source: unknown, context: unknown): World =>
  (source as Thing | undefined)?.world ?? (context as World)

const givesType = (schema: GraphQLSchema): void => {
  const animal = schema.getType('Animal')
  if (!isAbstractType(animal)) throw new Error('No animals')
  animal.resolveType = (value: unknown, context: unknown) => {
    const { kind, place: at = 'nowhere' } = value as Partial<Thing>
    const world = context as World
    return maybeLater(world, `${at}?type`, () => {
      const fate = luck(world, at, 'type') / world.failing
      if (fate < 0.1) throw new Error(`no type at ${at}`)
      if (fate < 0.2) return undefined
      return fate < 0.3 ? 'Query' : kind
    })
  }
  for (const name of ['Person', 'Dog', 'Cat']) {
    const type = schema.getType(name)
    if (!isObjectType(type)) throw new Error(`No ${name}`)
    type.isTypeOf = (value: unknown, context: unknown) => {
      const { kind, place: at = 'nowhere' } = (value ?? {}) as Partial<Thing>
      return maybeLater(context as World, `${at}?${name}`, () => kind === name)
    }
  }
}

const isReference = ({ name }: GraphQLField<unknown, unknown>): boolean =>
  name === 'friend' || name === 'person'

/** The entity of a key; some are at hand, some take time, some fail. */
const linkOf = (field: GraphQLField<unknown, unknown>, schema: GraphQLSchema) => {
  const entity = (world: World, key: string): unknown =>
    valueOf(field.type, schema, world, `${field.name}-${Math.floor(fraction(key) * 50)}`)
  const settle = (world: World, key: string): unknown => {
    try {
      return entity(world, key)
    } catch (error) {
      return error
    }
  }
  return reference({
    key: (parent: Thing | undefined) => parent?.id ?? 'root',
    load: (world: World) => ({
      load: (key) => maybeLater(world, `load ${key}`, () => entity(world, key)),
      loadMany: (keys: readonly string[]) =>
        maybeLater(world, `many ${keys.join()}`, () => keys.map((key) => settle(world, key))),
      peek: (key) => (fraction(`peek ${key}`) < 0.3 ? settle(world, key) : undefined),
    }),
  })
}

/** Gives every field something to answer. */
export const behave = (schema: GraphQLSchema, withReferences: boolean): GraphQLSchema => {
  givesType(schema)
  const odd = schema.getType('Odd')
  if (!isLeafType(odd)) throw new Error('No odd numbers')
  odd.serialize = (value: unknown) => {
    if (typeof value !== 'number' || value % 2 === 0) throw new TypeError('not odd')
    return value % 50 === 1 ? null : { odd: value }
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue
    for (const field of Object.values(type.getFields())) {
      if (isDefault(field) && type.name !== 'Query') continue
      field.resolve =
        withReferences && isReference(field)
          ? (linkOf(field, schema) as NonNullable<typeof field.resolve>)
          : (source: unknown, args: unknown, context: unknown, info: GraphQLResolveInfo) =>
              answer(field, args, info, schema, worldOf(source, context))
    }
  }
  return schema
}
