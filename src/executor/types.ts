import type {
  FieldNode,
  FragmentDefinitionNode,
  GraphQLError,
  GraphQLSchema,
  OperationDefinitionNode,
} from 'graphql'
import type { AnyReference, ManyLoader } from '../lib/reference.ts'
import type { Frame, Key } from './frame.ts'

/** What stays the same for every run of an operation. */
export interface Operation {
  readonly schema: GraphQLSchema
  readonly operation: OperationDefinitionNode
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>
}

export type Variables = Readonly<Record<string, unknown>>
export type Args = Readonly<Record<string, unknown>>

export interface Slot {
  readonly frame: Frame
  readonly key: Key
  readonly position: Position
}

/** References of one kind that wait to be fetched in one step. */
export interface Batch {
  readonly loader: ManyLoader<unknown, unknown>
  keys: unknown[]
  slots: Slot[]
}

/** One run of an operation. */
export interface Run {
  readonly operation: Operation
  readonly rootValue: unknown
  readonly context: unknown
  readonly variables: Variables
  readonly errors: GraphQLError[]
  /** Arguments coerced so far, by the field that takes them. */
  readonly args: Map<object, Args>
  readonly batches: Map<AnyReference, Batch>
  /** Whether anything stands in `batches` that has not been asked for. */
  hasQueued: boolean
  isFlushPlanned: boolean
  isNull: boolean
  /** Told once, when everything has arrived; null while `run` itself is still at work. */
  finish: (() => void) | null
  isFinished: boolean
}

/** Turns a resolver's value into the part of the answer that stands at `key` of `frame`. */
export type Complete = (run: Run, value: unknown, frame: Frame, key: Key) => unknown

/** A place in the answer: a field, or an item of a list. */
export interface Position {
  readonly nodes: readonly FieldNode[]
  readonly nullable: boolean
  readonly complete: Complete
}

/** Resolves one field of an object and puts it into the frame. */
export type Step = (run: Run, frame: Frame, source: unknown) => void
