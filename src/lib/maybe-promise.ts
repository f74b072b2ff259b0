/** An answer that may be there already. What is there already should not wait for a promise. */
export type MaybePromise<T> = T | Promise<T>

/** What `next` makes of a value, at once where the value is there already. */
export const follow = <T, U>(
  value: MaybePromise<T>,
  next: (value: T) => MaybePromise<U>,
): MaybePromise<U> => (value instanceof Promise ? value.then(next) : next(value))

const isHere = <T>(value: MaybePromise<T>): value is T => !(value instanceof Promise)

/** All of them, at once where all are there already. */
export const together = <T>(values: readonly MaybePromise<T>[]): MaybePromise<readonly T[]> =>
  values.every(isHere) ? values : Promise.all(values)

/** Whether a value has to be waited for: any object with `then`, as graphql-js decides it. */
export const isPromise = (value: unknown): value is Promise<unknown> =>
  ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
  typeof (value as { readonly then?: unknown }).then === 'function'
