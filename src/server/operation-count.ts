import { GraphQLError } from 'graphql'
import { weights } from './field-cost.ts'

/** The most that one operation may ask for. */
export interface OperationLimits {
  readonly depth: number
  readonly aliases: number
  readonly rootFields: number
  readonly selections: number
  readonly objects: number
  readonly persons: number
  readonly cost: number
  /** The longest page of a list, which is no count of its own. */
  readonly page: number
}

type Limit = Exclude<keyof OperationLimits, 'page'>

/** What an operation asks for at most. */
export interface OperationSize {
  readonly objects: number
  readonly persons: number
  readonly cost: number
}

export const tooComplex = (limit: Limit, most: number): GraphQLError =>
  new GraphQLError(`The operation asks for more than is allowed: at most ${most} ${limit}.`, {
    extensions: { code: 'QUERY_TOO_COMPLEX', limit, most, http: { status: 400 } },
  })

/** Adds up, and throws `QUERY_TOO_COMPLEX` at the first sum that is over its limit. */
export const createCount = (limits: OperationLimits) => {
  const sums = { aliases: 0, rootFields: 0, selections: 0, objects: 0, persons: 0, cost: 0 }
  const met = new Set<string>()
  const add = (limit: keyof typeof sums, by = 1): void => {
    sums[limit] += by
    if (sums[limit] > limits[limit]) throw tooComplex(limit, limits[limit])
  }
  /** Whether this is the first of its name: fields of one object merge, and so do their costs. */
  const isNew = (key: string): boolean => {
    if (met.has(key)) return false
    met.add(key)
    return true
  }
  return {
    add,
    objects(times: number): void {
      add('objects', times)
      add('cost', times * weights.object)
    },
    persons(key: string, times: number): void {
      if (!isNew(`person ${key}`)) return
      add('persons', times)
      add('cost', times * weights.person)
    },
    /** A person named in a filter: who they are is the subject budget's to count, what they cost is counted here. */
    named(key: string, times: number): void {
      if (isNew(`named ${key}`)) add('cost', times * weights.person)
    },
    question(key: string, times: number): void {
      if (isNew(`question ${key}`)) add('cost', times * weights.question)
    },
    size: (): OperationSize => ({ objects: sums.objects, persons: sums.persons, cost: sums.cost }),
  }
}

export type Count = ReturnType<typeof createCount>
