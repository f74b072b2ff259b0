import pLimit from 'p-limit'

export type Limiter = <T>(run: () => Promise<T>) => Promise<T>

/** Lets at most `maxConcurrent` run at once; the rest wait in order. */
export const createLimiter = (maxConcurrent: number): Limiter => {
  const limit = pLimit(maxConcurrent)
  return (run) => limit(run)
}
