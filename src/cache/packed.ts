import { hash } from 'node:crypto'
import { freezeAndWeigh } from './freeze.ts'
import type { Kept } from './kept.ts'
import { createPacking, toBytes } from './packing.ts'
import { createSqueeze } from './squeeze.ts'

/** Records that nobody has asked for lately, each as one string: a fifth of what it takes decoded. */
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

const bytesOf = (name: string, text: string): number => overheadBytes + name.length + text.length

/** A key holds a name and more, at two bytes a letter: 200 bytes in place of 32. */
const nameOf = (key: string): string => hash('sha256', key, 'latin1')

/** Between three parts, of which only the last can hold it, since JSON escapes it: moments, tags, value. */
const mark = '\0'

const partsOf = (text: string): readonly [string, string, string] => {
  const first = text.indexOf(mark)
  const second = text.indexOf(mark, first + 1)
  return [text.slice(0, first), text.slice(first + 1, second), text.slice(second + 1)]
}

type Moments = [number, number, number, number, number]

/** Whole milliseconds, cut and not rounded: nothing lives longer for having been packed. */
const momentsOf = ({ life, fetchedAt, retryAt }: Kept<unknown>): Moments => [
  Math.floor(life.fallbackUntil),
  Math.floor(life.keepUntil),
  Math.floor(life.freshUntil),
  fetchedAt,
  Math.ceil(retryAt),
]

/**
 * The oldest are the first to go when there is no room.
 *
 * @param likeness an invented record, by what they have in common with which records are made shorter
 */
export const createPacked = <V>(maxBytes: number, likeness?: object): Packed<V> => {
  const packing = createPacking()
  const squeeze = createSqueeze(likeness === undefined ? null : packing.pack(likeness))
  const texts = new Map<string, string>()
  let bytes = 0

  const remove = (name: string, text: string): void => {
    texts.delete(name)
    bytes -= bytesOf(name, text)
  }

  const makeRoom = (): void => {
    for (const [name, text] of texts) {
      if (bytes <= maxBytes) return
      remove(name, text)
    }
  }

  const unpack = (text: string): Kept<V> => {
    const [head, tags, body] = partsOf(text)
    const [fallbackUntil, keepUntil, freshUntil, fetchedAt, retryAt] = JSON.parse(head) as Moments
    const value = packing.unpack(squeeze.restore(body)) as V | null
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
    for (const [name, text] of texts) if (isGone(text)) remove(name, text)
  }

  return {
    put(key, kept) {
      const parts = [
        JSON.stringify(momentsOf(kept)),
        packing.pack(kept.tags),
        squeeze.shorten(packing.pack(kept.value)),
      ]
      const [name, text] = [nameOf(key), parts.join(mark)]
      const old = texts.get(name)
      if (old !== undefined) remove(name, old)
      texts.set(name, text)
      bytes += bytesOf(name, text)
      makeRoom()
    },
    take(key) {
      const name = nameOf(key)
      const text = texts.get(name)
      if (text === undefined) return undefined
      remove(name, text)
      return unpack(text)
    },
    delete(key) {
      if (texts.size === 0) return
      const name = nameOf(key)
      const text = texts.get(name)
      if (text !== undefined) remove(name, text)
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
