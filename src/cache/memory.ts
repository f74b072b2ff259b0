import { LRUCache } from 'lru-cache'
import type { Kept } from './kept.ts'
import { createPacked } from './packed.ts'

/** The records of one kind in this process, bounded by their bytes. */
export interface Memory<V> {
  get(key: string): Kept<V> | undefined
  put(key: string, kept: Kept<V>): void
  /** Forgets what bears one of the tags; with null, everything. */
  forget(tags: ReadonlySet<string> | null): void
  /** Lets go of what ended: a person's record is not to lie about because nothing newer needs its room. */
  sweep(): void
  bytes(): number
  entries(): number
}

/** Of a place in the map, its key and the record around its value. */
const overheadBytes = 400

const mebibyte = 2 ** 20

/**
 * A memory of the usual size keeps all decoded. A larger one keeps so only what is used lately, and the rest packed: reading
 * such a record costs twenty to forty microseconds, putting it there forty to seventy, and five times as many find room.
 */
const decodedBytes = (bytes: number): number => (bytes <= 24 * mebibyte ? bytes : 8 * mebibyte)

export const createMemory = <V>(
  maxBytes: number,
  now: () => number,
  likeness?: object,
): Memory<V> => {
  // A share of a memory is no whole number, and into less than a byte nothing need be packed.
  const bytes = Math.max(1, Math.floor(maxBytes))
  const most = decodedBytes(bytes)
  const packed = createPacked<V>(bytes - most, likeness)

  const pack = (key: string, kept: Kept<V>): void => {
    if (bytes > most && kept.life.fallbackUntil > now()) packed.put(key, kept)
  }

  const decoded = new LRUCache<string, Kept<V>>({
    maxSize: most,
    sizeCalculation: ({ bytes }) => Math.ceil(bytes) + overheadBytes,
    dispose(kept, key, reason) {
      if (reason === 'evict') pack(key, kept)
    },
  })

  const put = (key: string, kept: Kept<V>): void => {
    packed.delete(key)
    decoded.set(key, kept)
    // One that is larger than the whole of the decoded part.
    if (!decoded.has(key)) pack(key, kept)
  }

  /** Drops are rare and records many: a walk over all costs less than an index that every record would have to carry. */
  const deleteIf = (isGone: (kept: Kept<V>) => boolean): void => {
    const gone: string[] = []
    decoded.forEach((kept, key) => {
      if (isGone(kept)) gone.push(key)
    })
    for (const key of gone) decoded.delete(key)
  }

  return {
    get(key) {
      const kept = decoded.get(key)
      if (kept !== undefined || packed.entries() === 0) return kept
      const found = packed.take(key)
      if (found !== undefined) put(key, found)
      return found
    },
    put,
    forget(tags) {
      packed.forget(tags)
      if (tags === null) decoded.clear()
      else deleteIf((kept) => kept.tags.some((tag) => tags.has(tag)))
    },
    sweep() {
      const moment = now()
      packed.sweep(moment)
      deleteIf(({ life }) => life.fallbackUntil <= moment)
    },
    bytes: () => decoded.calculatedSize + packed.bytes(),
    entries: () => decoded.size + packed.entries(),
  }
}
