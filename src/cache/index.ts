import { LRUCache } from 'lru-cache'

/** How long records of one kind are kept. An absence has its own, shorter life. Times in milliseconds. */
export interface CachePolicy {
  readonly freshMs: number
  readonly absentMs: number
  readonly maxEntries: number
}

/** The records of one kind. A value of `null` is a known absence; errors are never kept. */
export interface CacheSpace<V extends object> {
  /**
   * Answers from memory and asks `fetchMissing` only for the keys it lacks. A key that `fetchMissing` leaves out is
   * absent. Callers that need the same missing key at the same time share one fetch.
   */
  readMany<K extends string>(
    keys: readonly K[],
    fetchMissing: (keys: readonly K[]) => Promise<ReadonlyMap<K, V | null>>,
  ): Promise<ReadonlyMap<K, V | null>>
}

export interface Cache {
  space<V extends object>(name: string, policy: CachePolicy): CacheSpace<V>
}

const absent = Symbol('absent')

const createSpace = <V extends object>(policy: CachePolicy): CacheSpace<V> => {
  const kept = new LRUCache<string, V | typeof absent>({ max: policy.maxEntries })
  const flying = new Map<string, Promise<ReadonlyMap<string, V | null>>>()

  const keep = (key: string, value: V | null): void => {
    const ttl = value === null ? policy.absentMs : policy.freshMs
    if (ttl > 0) kept.set(key, value ?? absent, { ttl })
  }

  return {
    async readMany(keys, fetchMissing) {
      const found = new Map<(typeof keys)[number], V | null>()
      const missing: (typeof keys)[number][] = []
      const joined = new Map<(typeof keys)[number], Promise<ReadonlyMap<string, V | null>>>()
      for (const key of new Set(keys)) {
        const value = kept.get(key)
        const flight = flying.get(key)
        if (value !== undefined) found.set(key, value === absent ? null : value)
        else if (flight !== undefined) joined.set(key, flight)
        else missing.push(key)
      }
      if (missing.length > 0) {
        const flight = fetchMissing(missing).then((fetched) => {
          for (const key of missing) keep(key, fetched.get(key) ?? null)
          return fetched
        })
        for (const key of missing) {
          flying.set(key, flight)
          joined.set(key, flight)
        }
        const land = () => missing.forEach((key) => flying.delete(key))
        flight.then(land, land)
      }
      for (const [key, flight] of joined) found.set(key, (await flight).get(key) ?? null)
      return found
    },
  }
}

/** Memory of this process only; a restart forgets it. */
export const createCache = (): Cache => ({ space: (_name, policy) => createSpace(policy) })
