import type { GraphQLError, GraphQLResolveInfo } from 'graphql'

export type Key = string | number
type Path = GraphQLResolveInfo['path']

/** An object or a list of the answer while it is being built, with its place in the answer. */
export interface Frame {
  readonly prev: Frame | null
  readonly key: Key
  /** The type whose field this is; undefined for an item of a list. */
  readonly typename: string | undefined
  /** Whether null may stand in this place. */
  readonly nullable: boolean
  container: Container
  /** How many of its parts have not arrived. */
  pending: number
  /** Whether `prev` counts this one among what has not arrived. */
  waiting: boolean
  /** Null stands here because of an error that has been told: what goes wrong inside is not told any more. */
  nulled: boolean
  /** An error that makes this null as soon as the parts begun before it have arrived. */
  doom: GraphQLError | null
}

/** An ordinary object, or an array: what it holds is written once, at keys that no prototype has a setter for. */
export type Container = Record<Key, unknown>

export const createFrame = (
  prev: Frame | null,
  key: Key,
  typename: string | undefined,
  nullable: boolean,
  container: Container,
): Frame => ({
  prev,
  key,
  typename,
  nullable,
  container,
  pending: 0,
  waiting: false,
  nulled: false,
  doom: null,
})

/** Whether nobody will see what becomes of this frame. */
export const isNulled = (frame: Frame): boolean => {
  for (let at: Frame | null = frame; at !== null; at = at.prev) if (at.nulled) return true
  return false
}

/** `prev` goes on without this frame, which will tell when it is complete. */
export const hold = (frame: Frame): void => {
  if (frame.waiting) return
  frame.waiting = true
  if (frame.prev !== null) frame.prev.pending += 1
}

/** The response path of a part of a frame. */
export const pathTo = (frame: Frame, key: Key): Key[] => {
  const path = [key]
  for (let at = frame; at.prev !== null; at = at.prev) path.push(at.key)
  return path.reverse()
}

/** The same as resolvers get it. */
export const linkedPath = (frame: Frame, key: Key, typename: string | undefined): Path => ({
  prev: frame.prev === null ? undefined : linkedPath(frame.prev, frame.key, frame.typename),
  key,
  typename,
})

/** Ordinary objects that have room for a dozen fields from the start: `{}` has it for four, then grows in steps. */
const Row = function () {} as unknown as new () => Container
Row.prototype = Object.prototype

export const createRow = (): Container => new Row()
