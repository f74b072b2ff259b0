import {
  assertValidSchema,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLError,
  type GraphQLSchema,
  Kind,
  visit,
} from 'graphql'
import type { MaybePromise } from '../lib/maybe-promise.ts'
import type { Fill } from './complete.ts'
import { type Frame, hold } from './frame.ts'
import { fillsOf, rootFrame } from './plan.ts'
import { flush } from './run.ts'
import { supportedOperation } from './supported.ts'
import type { Operation, Run, Variables } from './types.ts'
import { fieldCount } from './weight.ts'

export interface RunArguments {
  readonly rootValue?: unknown
  readonly contextValue?: unknown
  /** As `getVariableValues` of graphql-js returns them. */
  readonly variableValues: Variables
}

/** An operation made ready to run any number of times. */
export interface CompiledOperation extends Operation {
  readonly fillFor: (variables: Variables) => Fill
  /** The most fields that its plans may come to hold together. */
  readonly mostFields: number
}

export interface Executor {
  readonly schema: GraphQLSchema
  /** Null for what is left to graphql-js as a whole: see `supportedOperation`. The document must have been validated. */
  compile(document: DocumentNode, operationName?: string | null): CompiledOperation | null
  /** Never rejects or throws for what a resolver does. Returns the result itself where nothing had to be waited for. */
  run(compiled: CompiledOperation, args: RunArguments): MaybePromise<ExecutionResult>
}

/** A document with more combinations of conditions than this compiles some of them again. */
const mostVariants = 32

const conditionsIn = (document: DocumentNode): readonly string[] => {
  const names = new Set<string>()
  visit(document, {
    Directive(node) {
      if (node.name.value !== 'skip' && node.name.value !== 'include') return
      for (const { value } of node.arguments ?? [])
        if (value.kind === Kind.VARIABLE) names.add(value.name.value)
    },
  })
  return [...names]
}

const signOf = (variables: Variables, name: string): string =>
  Object.hasOwn(variables, name) ? String(variables[name]) : '-'

/** Which fields are selected depends on `@skip` and `@include`: one plan for each combination met. */
const variantsOf = (operation: Operation, conditions: readonly string[]) => {
  const variants = new Map<string, ReturnType<typeof fillsOf>>()
  return (variables: Variables): Fill => {
    const signs = conditions.map((name) => signOf(variables, name)).join()
    let fills = variants.get(signs)
    if (fills === undefined) {
      const [oldest] = variants.keys()
      if (variants.size === mostVariants && oldest !== undefined) variants.delete(oldest)
      fills = fillsOf(operation, [operation.operation.selectionSet])
      variants.set(signs, fills)
    }
    const type = operation.schema.getQueryType()
    if (!type) throw new Error('Schema is not configured to execute query operation.')
    return fills(type, variables)
  }
}

const startRun = (operation: CompiledOperation, args: RunArguments): Run => ({
  operation,
  rootValue: args.rootValue,
  context: args.contextValue,
  variables: args.variableValues,
  errors: [],
  args: new Map(),
  batches: new Map(),
  hasQueued: false,
  isFlushPlanned: false,
  isNull: false,
  finish: null,
  isFinished: false,
})

const fillRoot = (run: Run, root: Frame, compiled: CompiledOperation): void => {
  try {
    compiled.fillFor(run.variables)(run, root, run.rootValue)
    if (root.pending > 0) hold(root)
    else run.isFinished = true
  } catch (error) {
    run.errors.push(error as GraphQLError)
    root.nulled = true
    run.isNull = true
    run.isFinished = true
  }
}

const run = (compiled: CompiledOperation, args: RunArguments): MaybePromise<ExecutionResult> => {
  const current = startRun(compiled, args)
  const root = rootFrame()
  const result = (): ExecutionResult => {
    const data = current.isNull ? null : root.container
    return current.errors.length === 0 ? { data } : { errors: current.errors, data }
  }
  fillRoot(current, root, compiled)
  if (!current.isFinished) flush(current)
  if (current.isFinished) return result()
  return new Promise((resolve) => {
    current.finish = () => resolve(result())
  })
}

/** Runs queries by plans made once per document, with the results of graphql-js's `execute`. */
export const createExecutor = (schema: GraphQLSchema): Executor => {
  assertValidSchema(schema)
  return {
    schema,
    compile(document, operationName) {
      const supported = supportedOperation(document, operationName)
      if (supported === null || !schema.getQueryType()) return null
      const operation = { schema, ...supported }
      const conditions = conditionsIn(document)
      const mostFields = fieldCount(operation) * Math.min(mostVariants, 2 ** conditions.length)
      return { ...operation, fillFor: variantsOf(operation, conditions), mostFields }
    },
    run,
  }
}
