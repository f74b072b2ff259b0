import {
  type FieldNode,
  type GraphQLObjectType,
  type SelectionSetNode,
  TypeNameMetaFieldDef,
} from 'graphql'
import { collectFields } from './collect.ts'
import type { Fill } from './complete.ts'
import { type FieldPlan, isList, stepOf } from './field.ts'
import { createFrame } from './frame.ts'
import type { Operation, Step, Variables } from './types.ts'

const selectionSets = (nodes: readonly FieldNode[]): readonly SelectionSetNode[] =>
  nodes.flatMap(({ selectionSet }) => (selectionSet ? [selectionSet] : []))

const fillWith =
  (steps: readonly Step[]): Fill =>
  (run, frame, source) => {
    try {
      for (const step of steps) step(run, frame, source)
    } catch (error) {
      if (frame.pending === 0) throw error
      // As graphql-js does: what was begun before the error comes in first, and may tell errors of its own.
      frame.doom = error as NonNullable<typeof frame.doom>
    }
    return frame.container
  }

const stepsOf = (
  operation: Operation,
  variables: Variables,
  type: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
  isRepeated: boolean,
): readonly Step[] =>
  [...collectFields(operation, variables, type, sets)].flatMap(([key, fieldNodes]) => {
    const [node] = fieldNodes
    const name = node?.name.value ?? ''
    const field = name === '__typename' ? TypeNameMetaFieldDef : type.getFields()[name]
    if (node === undefined || field === undefined) return []
    const plan: FieldPlan = {
      field,
      node,
      isRepeated,
      facts: { fieldName: field.name, fieldNodes, returnType: field.type, parentType: type, key },
      fillOf: fillsOf(operation, selectionSets(fieldNodes), isRepeated || isList(field.type)),
    }
    return [stepOf(plan)]
  })

/** How selections fill an object, worked out for each object type when the first such object is met. */
export const fillsOf = (
  operation: Operation,
  sets: readonly SelectionSetNode[],
  isRepeated = false,
): FieldPlan['fillOf'] => {
  const fills = new Map<GraphQLObjectType, Fill>()
  return (type, variables) => {
    let fill = fills.get(type)
    if (fill === undefined) {
      fill = fillWith(stepsOf(operation, variables, type, sets, isRepeated))
      fills.set(type, fill)
    }
    return fill
  }
}

export const rootFrame = () => createFrame(null, '', undefined, true, {})
