import { LRUCache } from 'lru-cache'
import type { Life } from './policy.ts'

/** A record at hand: decoded, frozen, ageing by the monotonic clock. */
export interface Kept<V> {
  /** Null: a known absence. */
  readonly value: V | null
  readonly life: Life
  /** By the wall clock. */
  readonly fetchedAt: number
  /** Names of its tags, as the shared tier knows them. */
  readonly tags: readonly string[]
  readonly bytes: number
  /** After a refresh that failed: when the next may be tried. */
  retryAt: number
}

/** The records of one kind in this process, bounded by their bytes. */
export interface Memory<V> {
  get(key: string): Kept<V> | undefined
  put(key: string, kept: Kept<V>): void
  /** Forgets what bears one of the tags; with null, everything. */
  forget(tags: ReadonlySet<string> | null): void
  bytes(): number
  entries(): number
}

/** Of a place in the map, its key and the record around its value. */
const overheadBytes = 400

export const createMemory = <V>(maxBytes: number): Memory<V> => {
  const kept = new LRUCache<string, Kept<V>>({
    maxSize: Math.max(1, Math.floor(maxBytes)),
    sizeCalculation: ({ bytes }) => Math.ceil(bytes) + overheadBytes,
  })
  return {
    get: (key) => kept.get(key),
    put: (key, one) => void kept.set(key, one),
    forget(tags) {
      if (tags === null) kept.clear()
      // Drops are rare and records many: a walk over all costs less than an index that every record would have to carry.
      for (const [key, one] of [...kept.entries()])
        if (one.tags.some((tag) => tags?.has(tag))) kept.delete(key)
    },
    bytes: () => kept.calculatedSize,
    entries: () => kept.size,
  }
}
