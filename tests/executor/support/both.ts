import {
  type DocumentNode,
  execute,
  type ExecutionResult,
  getOperationAST,
  getVariableValues,
  type GraphQLSchema,
} from 'graphql'
import { createExecutor } from '../../../src/executor/index.ts'
import { isPromise } from '../../../src/lib/maybe-promise.ts'
import type { World } from './behaviour.ts'
import { createTime } from './virtual-time.ts'

export interface Outcome {
  readonly isSync: boolean
  /** The answer's JSON: the order of keys counts. */
  readonly data: string
  readonly errors: readonly string[]
  readonly result: ExecutionResult
}

const describeError = (error: NonNullable<ExecutionResult['errors']>[number]): string =>
  JSON.stringify([
    error.message,
    error.path,
    error.locations,
    error.nodes?.map(({ kind }) => kind),
    error.originalError?.message,
    error.extensions,
  ])

const outcomeOf = async (result: ReturnType<typeof execute>, world: World): Promise<Outcome> => {
  const settled = isPromise(result) ? await world.time.pass(result) : result
  return {
    isSync: !isPromise(result),
    data: JSON.stringify(settled.data),
    errors: (settled.errors ?? []).map(describeError),
    result: settled,
  }
}

/** Runs one operation by graphql-js and by the compiled executor, each in a world of its own that behaves alike. */
export const createBoth = (schema: GraphQLSchema) => {
  const executor = createExecutor(schema)
  return async (
    document: DocumentNode,
    variables: Readonly<Record<string, unknown>>,
    world: Omit<World, 'time'>,
  ) => {
    const compiled = executor.compile(document)
    const operation = getOperationAST(document)
    if (compiled === null || !operation) throw new Error('Not compiled')
    const { coerced, errors } = getVariableValues(
      schema,
      operation.variableDefinitions ?? [],
      variables,
    )
    const worlds = [0, 1].map(() => ({ ...world, time: createTime() })) as [World, World]
    const [ours, theirs] = worlds
    const expected = await outcomeOf(
      execute({ schema, document, variableValues: variables, contextValue: theirs }),
      theirs,
    )
    if (coerced === undefined) return { refused: errors, expected, actual: null }
    const run = executor.run(compiled, { contextValue: ours, variableValues: coerced })
    return { refused: null, expected, actual: await outcomeOf(run, ours) }
  }
}
