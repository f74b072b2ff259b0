import {
  defaultFieldResolver,
  type FieldNode,
  getNullableType,
  type GraphQLField,
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
/** Finds the value of a field and puts it where it belongs; what it throws is the field's error. */
type Act = (run: Run, frame: Frame, source: unknown) => void

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
const property = ({ field, facts }: FieldPlan, position: Position): Act => {
  const { name } = field
  const { key } = facts
  const asIs = unchanged(field.type)
  return (run, frame, source) => {
    const value = isObjectLike(source) ? source[name] : undefined
    if (typeof value === asIs) frame.container[key] = value
    else if (typeof value === 'function') {
      const info = new ResolveInfo(facts, run, frame)
      put(run, defaultFieldResolver(source, {}, run.context, info), frame, key, position)
    } else put(run, value, frame, key, position)
  }
}

const resolver = (plan: FieldPlan, position: Position): Act => {
  const { field, facts, node } = plan
  const { guards, resolve } = withoutGuards(field.resolve ?? defaultFieldResolver)
  const argsFor = argumentsOf(field, node)
  const link = referenceOf(resolve)
  const answer = link
    ? referred(link, plan, position)
    : (run: Run, frame: Frame, source: unknown, args: Args): void =>
        put(
          run,
          resolve(source, args, run.context, new ResolveInfo(facts, run, frame)),
          frame,
          facts.key,
          position,
        )
  return (run, frame, source) => {
    const args = argsFor(run)
    for (const guard of guards) {
      const instead = guard(source, args, run.context)
      if (instead !== undefined) {
        put(run, instead.value, frame, facts.key, position)
        return
      }
    }
    answer(run, frame, source, args)
  }
}

const referred = (link: AnyReference, { facts, isRepeated }: FieldPlan, position: Position) => {
  const { key } = facts
  return (run: Run, frame: Frame, source: unknown, args: Args): void => {
    const entity = link.key(source, args, run.context)
    if (entity instanceof Immediate) put(run, entity.value, frame, key, position)
    else if (isRepeated) {
      const atHand = refer(run, link, entity, frame, key, position)
      if (atHand !== undefined) put(run, atHand, frame, key, position)
    } else put(run, link.load(run.context).load(entity), frame, key, position)
  }
}

const actOf = (plan: FieldPlan, position: Position): Act =>
  plan.field.resolve === undefined && plan.field.args.length === 0
    ? property(plan, position)
    : resolver(plan, position)

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
  const act = actOf(plan, position)
  return (run, frame, source) => {
    try {
      act(run, frame, source)
    } catch (raw) {
      frame.container[key] = recover(run, raw, frame, key, position)
    }
  }
}
