import {
  getNullableType,
  GraphQLError,
  type GraphQLAbstractType,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import { inspect } from 'graphql/jsutils/inspect.js'
import { isPromise } from '../lib/maybe-promise.ts'
import { objectTypeNamed, typeNameOf } from './abstract-type.ts'
import { createFrame, createRow, type Container, type Frame, hold } from './frame.ts'
import { type FieldFacts, ResolveInfo } from './info.ts'
import { put, recover, suspend } from './run.ts'
import type { Complete, Position, Run, Variables } from './types.ts'

/** Fills a frame with the selected fields of an object. */
export type Fill = (run: Run, frame: Frame, source: unknown) => Container

/** The field whose value is completed. */
export interface Target {
  readonly facts: FieldFacts
  /** How the field's selections fill an object of this type. */
  readonly fillOf: (type: GraphQLObjectType, variables: Variables) => Fill
}

type FillWhole = (run: Run, value: unknown, frame: Frame, position: Position) => unknown

const nullIn = ({ facts }: Target, nullable: boolean): null => {
  if (nullable) return null
  const { parentType, fieldName } = facts
  throw new Error(`Cannot return null for non-nullable field ${parentType.name}.${fieldName}.`)
}

const serialized = (type: GraphQLLeafType, value: unknown): unknown => {
  const result: unknown = type.serialize(value)
  if (result == null)
    throw new Error(
      `Expected \`${inspect(type)}.serialize(${inspect(value)})\` to ` +
        `return non-nullable value, returned: ${inspect(result)}`,
    )
  return result
}

const leaf =
  (type: GraphQLLeafType, target: Target, nullable: boolean): Complete =>
  (_, value) => {
    if (value == null) return nullIn(target, nullable)
    if (value instanceof Error) throw value
    return serialized(type, value)
  }

/** What stands in the frame's place, complete or not. */
const partsOf = (parts: Container, frame: Frame): Container => {
  if (frame.pending > 0) hold(frame)
  return parts
}

/** Everything that has parts has a frame, and is null as a whole where a part of it may not be null and is. */
const composite = (
  target: Target,
  nullable: boolean,
  level: number,
  isList: boolean,
  fillWhole: FillWhole,
): Complete => {
  const { fieldNodes: nodes, parentType } = target.facts
  const typename = level === 0 ? parentType.name : undefined
  const whole: Complete = (run, value, prev, key) => {
    if (value == null) return nullIn(target, nullable)
    if (value instanceof Error) throw value
    const container = isList ? ([] as unknown as Container) : createRow()
    const frame = createFrame(prev, key, typename, nullable, container)
    try {
      return fillWhole(run, value, frame, position)
    } catch (raw) {
      const nothing = recover(run, raw, prev, key, position)
      frame.nulled = true
      return nothing
    }
  }
  const position: Position = { nodes, nullable, complete: whole }
  return whole
}

/** Resolvers of types get the `info` of the field, from within however many lists. */
const infoFor = ({ facts }: Target, level: number, run: Run, frame: Frame): ResolveInfo => {
  let at = frame
  for (let up = 0; up <= level && at.prev !== null; up += 1) at = at.prev
  return new ResolveInfo(facts, run, at)
}

/** `isTypeOf` is asked about every object of a type that has it, behind an abstract type or not. */
const objectOf = (type: GraphQLObjectType, target: Target, level: number): FillWhole => {
  const refuse = (value: unknown): never => {
    throw new GraphQLError(`Expected value of type "${type.name}" but got: ${inspect(value)}.`, {
      nodes: target.facts.fieldNodes,
    })
  }
  let known: Fill | undefined
  return (run, value, frame, position) => {
    // What is wrong with the selections is told before the object is looked at.
    const fill = (known ??= target.fillOf(type, run.variables))
    if (!type.isTypeOf) return partsOf(fill(run, frame, value), frame)
    const isOne: unknown = type.isTypeOf(value, run.context, infoFor(target, level, run, frame))
    const fillIf = (answer: unknown): Container =>
      answer ? fill(run, frame, value) : refuse(value)
    return isPromise(isOne)
      ? suspend(run, isOne, frame, position, fillIf)
      : partsOf(fillIf(isOne), frame)
  }
}

const abstractOf = (type: GraphQLAbstractType, target: Target, level: number): FillWhole => {
  const known = new Map<unknown, FillWhole>()
  const fillAs = (name: unknown, run: Run, value: unknown): FillWhole => {
    let fill = known.get(name)
    if (fill === undefined) {
      const { schema } = run.operation
      fill = objectOf(objectTypeNamed(name, type, schema, target.facts, value), target, level)
      known.set(name, fill)
    }
    return fill
  }
  return (run, value, frame, position) => {
    const info = (): ResolveInfo => infoFor(target, level, run, frame)
    const name = typeNameOf(type, value, run.context, info)
    return isPromise(name)
      ? suspend(run, name, frame, position, (found) =>
          fillAs(found, run, value)(run, value, frame, position),
        )
      : fillAs(name, run, value)(run, value, frame, position)
  }
}

const isIterable = (value: unknown): value is Iterable<unknown> =>
  typeof value === 'object' &&
  value !== null &&
  Symbol.iterator in value &&
  typeof value[Symbol.iterator] === 'function'

const listOf = (itemType: GraphQLOutputType, target: Target, level: number): FillWhole => {
  const { fieldNodes: nodes, parentType, fieldName } = target.facts
  const item: Position = {
    nodes,
    nullable: !isNonNullType(itemType),
    complete: completionOf(itemType, target, level + 1),
  }
  return (run, value, frame) => {
    if (!isIterable(value))
      throw new GraphQLError(
        `Expected Iterable, but did not find one for field "${parentType.name}.${fieldName}".`,
      )
    let index = 0
    for (const each of value) {
      try {
        put(run, each, frame, index, item)
      } catch (raw) {
        frame.container[index] = recover(run, raw, frame, index, item)
      }
      index += 1
    }
    return partsOf(frame.container, frame)
  }
}

/** CompleteValue of the specification for one type; `level` is the number of lists around it. */
export const completionOf = (type: GraphQLOutputType, target: Target, level = 0): Complete => {
  const nullable = !isNonNullType(type)
  const inner = getNullableType(type)
  if (isLeafType(inner)) return leaf(inner, target, nullable)
  if (isListType(inner))
    return composite(target, nullable, level, true, listOf(inner.ofType, target, level))
  const fill = isObjectType(inner)
    ? objectOf(inner, target, level)
    : abstractOf(inner, target, level)
  return composite(target, nullable, level, false, fill)
}
