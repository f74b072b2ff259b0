import { type FieldNode, getArgumentValues, type GraphQLField, Kind, visit, BREAK } from 'graphql'
import type { Args, Run } from './types.ts'

/** Throws graphql-js's own error where an argument is no good. */
export type ArgumentsOf = (run: Run) => Args

const namesVariable = (node: FieldNode): boolean => {
  let found = false
  const find = (): typeof BREAK => {
    found = true
    return BREAK
  }
  for (const argument of node.arguments ?? []) visit(argument, { [Kind.VARIABLE]: find })
  return found
}

const constantOf = (field: GraphQLField<unknown, unknown>, node: FieldNode): Args | null => {
  if (namesVariable(node)) return null
  try {
    const args = getArgumentValues(field, node)
    const isPlain = Object.values(args).every((value) => Object(value) !== value)
    return isPlain ? args : null
  } catch {
    return null
  }
}

/** Most fields take none. Nobody can write into it. */
const none: Args = Object.freeze({})

/**
 * The arguments of a field: plain ones are coerced when compiling, others once in each run. Every call gets an object
 * of its own; only within one run do calls share what is inside it.
 */
export const argumentsOf = (
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
): ArgumentsOf => {
  if (field.args.length === 0) return () => none
  const constant = constantOf(field, node)
  if (constant !== null) return () => ({ ...constant })
  const own = {}
  return (run) => {
    let args = run.args.get(own)
    if (args === undefined) {
      args = getArgumentValues(field, node, run.variables)
      run.args.set(own, args)
    }
    return { ...args }
  }
}
