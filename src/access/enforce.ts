import {
  defaultFieldResolver,
  getNamedType,
  getNullableType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLOutputType,
  type GraphQLSchema,
  isInputObjectType,
  isListType,
  isObjectType,
  isUnionType,
} from 'graphql'
import type { AccessDenied, DenialReason } from '../domain/citizen.ts'
import { type Guard, guarded } from '../lib/guard.ts'
import type { Purpose } from './actor.ts'
import { accessRule } from './directives.ts'
import { AccessError } from './errors.ts'
import { checkPersonalFields } from './lint.ts'
import type { FieldClass } from './policy/types.ts'
import {
  isFieldClass,
  isRuleName,
  maxPersons,
  type Reader,
  type RuleName,
  rules,
  withObject,
} from './rules.ts'
import { give, type Shown } from './shown.ts'

/** The purpose an object carries itself: a dossier is its own, whatever the headers say. Absent: it carries none. */
export type PurposeOf = Readonly<Record<string, (parent: never) => Purpose | null>>

type Field = GraphQLField<unknown, Reader>
type Args = Readonly<Record<string, unknown>>

const denial = (reason: DenialReason): AccessDenied => ({ __typename: 'AccessDenied', reason })

const saysDenialItself = (type: GraphQLOutputType): boolean => {
  const named = getNamedType(type)
  return isUnionType(named) && named.getTypes().some((member) => member.name === 'AccessDenied')
}

const elementCount = (args: Args): number =>
  Object.values(args).reduce<number>(
    (sum, value) => sum + (Array.isArray(value) ? value.length : 0),
    0,
  )

/**
 * A refused person is a member of the result union, one per person asked for; any other refused field is an error, and
 * so is a list of more persons than anybody may ask for.
 */
const refuse = (field: Field, args: Args, reason: DenialReason): unknown => {
  if (!saysDenialItself(field.type)) throw new AccessError(reason)
  if (!isListType(getNullableType(field.type))) return denial(reason)
  const length = elementCount(args)
  if (length > maxPersons) throw new AccessError(reason)
  return Array.from({ length }, () => denial(reason))
}

const fieldGuard =
  (
    field: Field,
    rule: RuleName,
    purposeOf: ((parent: never) => Purpose | null) | undefined,
  ): Guard<Reader> =>
  (parent, args, { actor, grant, purpose: stated }) => {
    const purpose = purposeOf ? purposeOf(parent as never) : stated
    const reason = rules[rule]({ actor, grant, purpose })
    return reason === null ? undefined : { value: refuse(field, args, reason) }
  }

type InputRule = readonly [argument: string, field: string, rule: RuleName]

const inputRules = (schema: GraphQLSchema, argument: GraphQLArgument): readonly InputRule[] => {
  const type = getNamedType(argument.type)
  if (!isInputObjectType(type)) return []
  return Object.values(type.getFields()).flatMap((field) => {
    const rule = accessRule(schema, field)
    return isRuleName(rule) ? [[argument.name, field.name, rule] as const] : []
  })
}

const isGiven = (args: Args, argument: string, field: string): boolean => {
  const value = args[argument]
  return (
    typeof value === 'object' &&
    value !== null &&
    (value as Readonly<Record<string, unknown>>)[field] != null
  )
}

const inputGuard =
  (inputs: readonly InputRule[]): Guard<Reader> =>
  (_, args, reader) => {
    for (const [argument, name, rule] of inputs) {
      const reason = isGiven(args, argument, name) ? rules[rule](reader) : null
      if (reason !== null) throw new AccessError(reason)
    }
    return undefined
  }

const guard = (field: Field, by: Guard<Reader>): void => {
  field.resolve = guarded(by, field.resolve ?? defaultFieldResolver)
}

/** A field of a person: its value stands in the record, and is given only where its class was granted with it. */
const showFrom = (field: Field, rule: FieldClass | null): void => {
  const { name } = field
  field.resolve ??= (shown) => (shown as Shown<Readonly<Record<string, unknown>>>).record[name]
  if (rule !== null)
    guard(field, (shown) => {
      give(shown as Shown<unknown>, name, rule)
      return undefined
    })
}

/**
 * Applies the schema's `@access` directives in place: the rule is checked before the field's resolver runs, on every
 * route to the field, since the field itself carries it. Checked after the cache: a kept record is never more visible
 * than a fresh one.
 *
 * @throws SchemaAccessError where a field holds a person and nobody has decided who may read it
 */
export const enforceAccess = (schema: GraphQLSchema, purposeOf: PurposeOf): GraphQLSchema => {
  checkPersonalFields(schema)
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue
    const fields: readonly Field[] = Object.values(type.getFields())
    const isShown = fields.some((field) => isFieldClass(accessRule(schema, field)))
    for (const field of fields) {
      const inputs = field.args.flatMap((argument) => inputRules(schema, argument))
      if (inputs.length > 0) guard(field, inputGuard(inputs))
      const rule = accessRule(schema, field)
      if (isRuleName(rule)) guard(field, fieldGuard(field, rule, purposeOf[type.name]))
      else if (isFieldClass(rule)) showFrom(field, rule)
      else if (isShown && rule === withObject) showFrom(field, null)
    }
  }
  return schema
}
