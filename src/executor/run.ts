import { type GraphQLError, locatedError } from 'graphql'
import { isPromise } from '../lib/maybe-promise.ts'
import { type Frame, hold, isNulled, type Key, pathTo } from './frame.ts'
import type { AnyReference } from '../lib/reference.ts'
import type { Batch, Position, Run } from './types.ts'

/*
 * How an answer comes together. A frame counts what has not arrived; the last arrival completes it and counts as an
 * arrival in the frame around it. Nothing is joined by promises, so a record at hand costs none.
 */

const located = (raw: unknown, frame: Frame, key: Key, position: Position): GraphQLError =>
  locatedError(raw, position.nodes, pathTo(frame, key))

/** An error is told unless null stands already around it. */
const report = (run: Run, frame: Frame, error: GraphQLError): void => {
  if (!isNulled(frame)) run.errors.push(error)
}

/** While a frame is being filled: null in its place, or the error is the frame's own. */
export const recover = (
  run: Run,
  raw: unknown,
  frame: Frame,
  key: Key,
  position: Position,
): null => {
  const error = located(raw, frame, key, position)
  if (!position.nullable) throw error
  report(run, frame, error)
  return null
}

const finish = (run: Run): void => {
  run.isFinished = true
  run.finish?.()
}

/** Nothing can stand in this frame's place: null does, or the frame around it fails as well. */
const fail = (run: Run, frame: Frame, error: GraphQLError): void => {
  if (!frame.waiting) return
  frame.waiting = false
  const cause = frame.doom ?? error
  if (frame.prev !== null && !frame.nullable) {
    fail(run, frame.prev, cause)
    return
  }
  report(run, frame, cause)
  frame.nulled = true
  if (frame.prev === null) {
    run.isNull = true
    finish(run)
  } else {
    frame.prev.container[frame.key] = null
    release(run, frame.prev)
  }
}

const completeFrame = (run: Run, frame: Frame): void => {
  if (frame.doom !== null) {
    fail(run, frame, frame.doom)
  } else if (frame.waiting) {
    frame.waiting = false
    if (frame.prev === null) finish(run)
    else release(run, frame.prev)
  }
}

/** One part of the frame has arrived. */
const release = (run: Run, frame: Frame): void => {
  frame.pending -= 1
  if (frame.pending === 0) completeFrame(run, frame)
}

const refuse = (run: Run, raw: unknown, frame: Frame, key: Key, position: Position): void => {
  const error = located(raw, frame, key, position)
  if (!position.nullable) {
    fail(run, frame, error)
    return
  }
  report(run, frame, error)
  frame.container[key] = null
  release(run, frame)
}

const arrive = (run: Run, value: unknown, frame: Frame, key: Key, position: Position): void => {
  if (isNulled(frame)) return
  try {
    frame.container[key] = position.complete(run, value, frame, key)
  } catch (raw) {
    refuse(run, raw, frame, key, position)
    return
  }
  release(run, frame)
}

/** References found by arrivals of the same moment are fetched together, as DataLoader would. */
const planFlush = (run: Run): void => {
  if (!run.hasQueued || run.isFlushPlanned) return
  run.isFlushPlanned = true
  process.nextTick(() => {
    run.isFlushPlanned = false
    flush(run)
  })
}

const wait = (
  run: Run,
  promise: PromiseLike<unknown>,
  frame: Frame,
  key: Key,
  position: Position,
): void => {
  // A foreign thenable may call back at once, in the middle of the frame's own work.
  void Promise.resolve(promise).then(
    (value) => {
      arrive(run, value, frame, key, position)
      planFlush(run)
    },
    (raw: unknown) => refuse(run, raw, frame, key, position),
  )
}

/** Puts a resolver's value, or what becomes of it, at `key` of the frame. */
export const put = (run: Run, value: unknown, frame: Frame, key: Key, position: Position): void => {
  if (isPromise(value)) {
    wait(run, value, frame, key, position)
    frame.pending += 1
    // Keys stand in the order of the document, not of arrival.
    frame.container[key] = undefined
  } else {
    frame.container[key] = position.complete(run, value, frame, key)
  }
}

/**
 * Completes a frame whose type is not known yet. What `complete` returns stands in the frame's place; it may leave
 * parts of the frame pending.
 */
export const suspend = <T>(
  run: Run,
  promise: PromiseLike<T>,
  frame: Frame,
  position: Position,
  complete: (value: T) => unknown,
): unknown => {
  const { prev, key } = frame
  if (prev === null) throw new Error('The root type is always known')
  const refused = (raw: unknown): void => fail(run, frame, located(raw, prev, key, position))
  frame.pending += 1
  hold(frame)
  void Promise.resolve(promise).then((value) => {
    if (isNulled(frame)) return
    try {
      prev.container[key] = complete(value)
    } catch (raw) {
      refused(raw)
      return
    }
    release(run, frame)
    planFlush(run)
  }, refused)
  return undefined
}

const batchOf = (run: Run, reference: AnyReference): Batch => {
  let batch = run.batches.get(reference)
  if (batch === undefined) {
    batch = { loader: reference.load(run.context), keys: [], slots: [] }
    run.batches.set(reference, batch)
  }
  return batch
}

/** The entity at hand, or undefined once it stands in the queue. */
export const refer = (
  run: Run,
  reference: AnyReference,
  entity: unknown,
  frame: Frame,
  key: Key,
  position: Position,
): unknown => {
  const batch = batchOf(run, reference)
  const atHand = batch.loader.peek?.(entity)
  if (atHand !== undefined) return atHand
  batch.keys.push(entity)
  batch.slots.push({ frame, key, position })
  run.hasQueued = true
  frame.pending += 1
  frame.container[key] = undefined
  return undefined
}

const take = (batch: Batch): Batch => {
  const { loader, keys, slots } = batch
  batch.keys = []
  batch.slots = []
  if (!slots.some(({ frame }) => isNulled(frame))) return { loader, keys, slots }
  const isWanted = (_: unknown, at: number): boolean => {
    const slot = slots[at]
    return slot !== undefined && !isNulled(slot.frame)
  }
  return { loader, keys: keys.filter(isWanted), slots: slots.filter(isWanted) }
}

const deliver = (run: Run, { slots }: Batch, values: readonly unknown[]): void => {
  slots.forEach(({ frame, key, position }, at) => {
    const value = values[at]
    if (isPromise(value)) wait(run, value, frame, key, position)
    else arrive(run, value, frame, key, position)
  })
}

const refuseAll = (run: Run, { slots }: Batch, raw: unknown): void => {
  for (const { frame, key, position } of slots) refuse(run, raw, frame, key, position)
}

const fetch = (run: Run, batch: Batch): void => {
  try {
    const values = batch.loader.loadMany(batch.keys)
    if (!isPromise(values)) {
      deliver(run, batch, values)
      return
    }
    void values.then(
      (arrived) => {
        deliver(run, batch, arrived)
        planFlush(run)
      },
      (raw: unknown) => refuseAll(run, batch, raw),
    )
  } catch (raw) {
    refuseAll(run, batch, raw)
  }
}

/** Fetches what is queued, one call a reference, and what the answers at hand ask for in turn. */
export const flush = (run: Run): void => {
  while (run.hasQueued) {
    run.hasQueued = false
    for (const queued of [...run.batches.values()]) {
      if (queued.slots.length === 0) continue
      const batch = take(queued)
      if (batch.slots.length > 0) fetch(run, batch)
    }
  }
}
