import {
  defaultFieldResolver,
  getDirectiveValues,
  getNamedType,
  getNullableType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLOutputType,
  type GraphQLSchema,
  isInputObjectType,
  isListType,
  isObjectType,
  isUnionType,
} from 'graphql'
import type { AccessDenied, DenialReason } from '../domain/citizen.ts'
import { type Guard, guarded } from '../lib/guard.ts'
import type { Actor, Purpose } from './actor.ts'
import { AccessError } from './errors.ts'
import { isRuleName, maxPersons, type RuleName, rules } from './rules.ts'

/** What the rules need to know of a request. */
export interface Reader {
  readonly actor: Actor | null
  readonly purpose: Purpose | null
}

/** The purpose an object carries itself: a dossier is its own, whatever the headers say. Absent: it carries none. */
export type PurposeOf = Readonly<Record<string, (parent: never) => Purpose | null>>

type Field = GraphQLField<unknown, Reader>
type Args = Readonly<Record<string, unknown>>

const ruleOn = (schema: GraphQLSchema, node: Field | GraphQLInputField): RuleName | null => {
  const directive = schema.getDirective('access')
  if (!directive || !node.astNode) return null
  const rule = getDirectiveValues(directive, node.astNode)?.['rule']
  return isRuleName(rule) ? rule : null
}

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
  (parent, args, reader) => {
    const purpose = purposeOf ? purposeOf(parent as never) : reader.purpose
    const reason = rules[rule](reader.actor, purpose)
    return reason === null ? undefined : { value: refuse(field, args, reason) }
  }

type InputRule = readonly [argument: string, field: string, rule: RuleName]

const inputRules = (schema: GraphQLSchema, argument: GraphQLArgument): readonly InputRule[] => {
  const type = getNamedType(argument.type)
  if (!isInputObjectType(type)) return []
  return Object.values(type.getFields()).flatMap((field) => {
    const rule = ruleOn(schema, field)
    return rule === null ? [] : [[argument.name, field.name, rule] as const]
  })
}

const isGiven = (args: Args, argument: string, field: string): boolean => {
  const value = args[argument]
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.entries(value).some(([name, given]) => name === field && given != null)
  )
}

const inputGuard =
  (inputs: readonly InputRule[]): Guard<Reader> =>
  (_, args, reader) => {
    for (const [argument, name, rule] of inputs) {
      const reason = isGiven(args, argument, name)
        ? rules[rule](reader.actor, reader.purpose)
        : null
      if (reason !== null) throw new AccessError(reason)
    }
    return undefined
  }

const guard = (field: Field, by: Guard<Reader>): void => {
  field.resolve = guarded(by, field.resolve ?? defaultFieldResolver)
}

/**
 * Applies the schema's `@access` directives in place: the rule is checked before the field's resolver runs, on every
 * route to the field, since the field itself carries it. Checked after no cache: a kept record is never more visible
 * than a fresh one.
 */
export const enforceAccess = (schema: GraphQLSchema, purposeOf: PurposeOf): GraphQLSchema => {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue
    for (const field of Object.values(type.getFields()) as Field[]) {
      const inputs = field.args.flatMap((argument) => inputRules(schema, argument))
      if (inputs.length > 0) guard(field, inputGuard(inputs))
      const rule = ruleOn(schema, field)
      if (rule !== null) guard(field, fieldGuard(field, rule, purposeOf[type.name]))
    }
  }
  return schema
}
