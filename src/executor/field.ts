import {
  defaultFieldResolver,
  type FieldNode,
  getNullableType,
  type GraphQLField,
  type GraphQLFieldResolver,
  GraphQLBoolean,
  GraphQLID,
  type GraphQLOutputType,
  GraphQLString,
  isListType,
  isNonNullType,
  TypeNameMetaFieldDef,
} from 'graphql'
import { withoutGuards } from '../lib/guard.ts'
import { type AnyReference, Immediate, referenceOf } from '../lib/reference.ts'
import { argumentsOf } from './arguments.ts'
import { completionOf, type Target } from './complete.ts'
import type { Frame } from './frame.ts'
import { ResolveInfo } from './info.ts'
import { put, recover, refer } from './run.ts'
import type { Args, Position, Run, Step } from './types.ts'

type Field = GraphQLField<unknown, unknown>
type Answer = (run: Run, frame: Frame, source: unknown, args: Args) => void
/** One field of the answer. */
export interface FieldPlan extends Target {
  readonly field: Field
  readonly node: FieldNode
  /** Whether the field can stand in several places of one answer: its references are then fetched together. */
  readonly isRepeated: boolean
}

const isObjectLike = (value: unknown): value is Record<string, unknown> =>
  (typeof value === 'object' && value !== null) || typeof value === 'function'

/** What such a scalar's `serialize` leaves as it is. */
const unchanged = (type: GraphQLOutputType): string | null => {
  const inner = getNullableType(type)
  if (inner === GraphQLString || inner === GraphQLID) return 'string'
  return inner === GraphQLBoolean ? 'boolean' : null
}

/** A property of the object, read where the field has no resolver: most fields, so the short way is taken first. */
const property = ({ field, facts }: FieldPlan, position: Position): Step => {
  const { name } = field
  const { key } = facts
  const asIs = unchanged(field.type)
  return (run, frame, source) => {
    try {
      const value = isObjectLike(source) ? source[name] : undefined
      if (typeof value === asIs) frame.container[key] = value
      else if (typeof value === 'function') {
        const info = new ResolveInfo(facts, run, frame)
        put(run, defaultFieldResolver(source, {}, run.context, info), frame, key, position)
      } else put(run, value, frame, key, position)
    } catch (raw) {
      frame.container[key] = recover(run, raw, frame, key, position)
    }
  }
}

const called =
  (
    resolve: GraphQLFieldResolver<unknown, unknown>,
    { facts }: FieldPlan,
    position: Position,
  ): Answer =>
  (run, frame, source, args) =>
    put(
      run,
      resolve(source, args, run.context, new ResolveInfo(facts, run, frame)),
      frame,
      facts.key,
      position,
    )

/** The guards of a field, then what stands behind them. */
const resolver = (plan: FieldPlan, position: Position): Step => {
  const { field, facts, node } = plan
  const { key } = facts
  const { guards, resolve } = withoutGuards(field.resolve ?? defaultFieldResolver)
  const argsFor = argumentsOf(field, node)
  const link = referenceOf(resolve)
  const answer = link ? referred(link, plan, position) : called(resolve, plan, position)
  return (run, frame, source) => {
    try {
      const args = argsFor(run)
      for (const guard of guards) {
        const instead = guard(source, args, run.context)
        if (instead === undefined) continue
        put(run, instead.value, frame, key, position)
        return
      }
      answer(run, frame, source, args)
    } catch (raw) {
      frame.container[key] = recover(run, raw, frame, key, position)
    }
  }
}

const referred = (
  link: AnyReference,
  { facts, isRepeated }: FieldPlan,
  position: Position,
): Answer => {
  const { key } = facts
  return (run, frame, source, args) => {
    const entity = link.key(source, args, run.context)
    if (entity instanceof Immediate) put(run, entity.value, frame, key, position)
    else if (isRepeated) {
      const atHand = refer(run, link, entity, frame, key, position)
      if (atHand !== undefined) put(run, atHand, frame, key, position)
    } else put(run, link.load(run.context).load(entity), frame, key, position)
  }
}

export const isList = (type: GraphQLOutputType): boolean => isListType(getNullableType(type))

/** Executes one field, and sees to its errors. */
export const stepOf = (plan: FieldPlan): Step => {
  const { facts, field } = plan
  const { key, parentType, fieldNodes: nodes } = facts
  if (field === TypeNameMetaFieldDef)
    return (_, frame) => {
      frame.container[key] = parentType.name
    }
  const position: Position = {
    nodes,
    nullable: !isNonNullType(field.type),
    complete: completionOf(field.type, plan),
  }
  return field.resolve === undefined && field.args.length === 0
    ? property(plan, position)
    : resolver(plan, position)
}
