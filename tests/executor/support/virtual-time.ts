import { setImmediate } from 'node:timers/promises'

interface Event {
  readonly at: number
  readonly happen: () => void
}

/**
 * A clock of its own: promises settle one at a time in the order of their moments, each after everything that the one
 * before it set off. Two executors that ask for the same things so see the same order.
 */
export const createTime = () => {
  const events: Event[] = []
  let now = 0
  const later = <T>(delay: number, act: () => T): Promise<T> => {
    const { promise, resolve } = Promise.withResolvers<undefined>()
    events.push({ at: now + delay, happen: () => resolve(undefined) })
    return promise.then(act)
  }
  const step = (): void => {
    let first = 0
    events.forEach(({ at }, place) => {
      if (at < (events[first]?.at ?? Infinity)) first = place
    })
    const [event] = events.splice(first, 1)
    if (event === undefined) throw new Error('Nobody will ever answer')
    now = event.at
    event.happen()
  }
  /** Lets time pass until the promise is settled. */
  const pass = async <T>(promise: Promise<T>): Promise<T> => {
    const state = { isSettled: false }
    const settle = (): void => {
      state.isSettled = true
    }
    promise.then(settle, settle)
    await setImmediate()
    while (!state.isSettled) {
      step()
      await setImmediate()
    }
    return promise
  }
  return { later, pass }
}
export type Time = ReturnType<typeof createTime>
