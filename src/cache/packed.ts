import { freezeAndWeigh } from './freeze.ts'
import type { Kept } from './kept.ts'
import { createPacking, toBytes } from './packing.ts'

/** Records that nobody has asked for lately, each as one string: a third of what it takes decoded. */
export interface Packed<V> {
  put(key: string, kept: Kept<V>): void
  /** Takes a record out, decoded. */
  take(key: string): Kept<V> | undefined
  forget(tags: ReadonlySet<string> | null): void
  delete(key: string): void
  /** Lets go of what ended. */
  sweep(now: number): void
  bytes(): number
  entries(): number
}

/** Of a place in the map and the heads of two strings; a test compares it with the heap. */
const overheadBytes = 112

const bytesOf = (key: string, text: string): number => overheadBytes + key.length + text.length

/** Three parts, none of which can hold the mark between them, since JSON escapes it: moments, tags, value. */
const mark = '\0'

type Moments = [number, number, number, number, number]

/** Whole milliseconds, cut and not rounded: nothing lives longer for having been packed. */
const momentsOf = ({ life, fetchedAt, retryAt }: Kept<unknown>): Moments => [
  Math.floor(life.fallbackUntil),
  Math.floor(life.keepUntil),
  Math.floor(life.freshUntil),
  fetchedAt,
  Math.ceil(retryAt),
]

/** The oldest are the first to go when there is no room. */
export const createPacked = <V>(maxBytes: number): Packed<V> => {
  const packing = createPacking()
  const texts = new Map<string, string>()
  let bytes = 0

  const remove = (key: string, text: string): void => {
    texts.delete(key)
    bytes -= bytesOf(key, text)
  }

  const makeRoom = (): void => {
    for (const [key, text] of texts) {
      if (bytes <= maxBytes) return
      remove(key, text)
    }
  }

  const unpack = (text: string): Kept<V> => {
    const [head = '', tags = '', body = ''] = text.split(mark)
    const [fallbackUntil, keepUntil, freshUntil, fetchedAt, retryAt] = JSON.parse(head) as Moments
    const value = packing.unpack(body) as V | null
    return {
      value,
      life: { freshUntil, keepUntil, fallbackUntil },
      fetchedAt,
      retryAt,
      tags: packing.unpack(tags) as readonly string[],
      bytes: freezeAndWeigh(value),
    }
  }

  const deleteIf = (isGone: (text: string) => boolean): void => {
    for (const [key, text] of texts) if (isGone(text)) remove(key, text)
  }

  return {
    put(key, kept) {
      const parts = [
        JSON.stringify(momentsOf(kept)),
        packing.pack(kept.tags),
        packing.pack(kept.value),
      ]
      const text = parts.join(mark)
      const old = texts.get(key)
      if (old !== undefined) remove(key, old)
      texts.set(key, text)
      bytes += bytesOf(key, text)
      makeRoom()
    },
    take(key) {
      const text = texts.get(key)
      if (text === undefined) return undefined
      remove(key, text)
      return unpack(text)
    },
    delete(key) {
      const text = texts.get(key)
      if (text !== undefined) remove(key, text)
    },
    forget(tags) {
      if (tags === null) deleteIf(() => true)
      // Looked for in the whole text: a value that happens to read like a tag is fetched once more.
      const written = [...(tags ?? [])].map((tag) => toBytes(JSON.stringify(tag)))
      deleteIf((text) => written.some((tag) => text.includes(tag)))
    },
    sweep: (now) => deleteIf((text) => Number.parseInt(text.slice(1), 10) <= now),
    bytes: () => bytes,
    entries: () => texts.size,
  }
}
