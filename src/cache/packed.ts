import { createBlocks, endOf, hasName, idOf, nameOf, tagsOf } from './block.ts'
import type { Kept } from './kept.ts'
import { createSegments } from './segments.ts'

/** Records that nobody has asked for lately, each as a block of bytes: a fifth of what it takes decoded. */
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

/** Of a place in the map: 30 to 90, as it grows and as places come and go. */
const overheadBytes = 60

/** Looking at one takes 0.1 µs. Of the time a hundredth goes there: with 100,000 records once a second, with a million every ten. */
const msPerRecord = 0.01

/**
 * The oldest are the first to go when there is no room.
 *
 * @param likeness an invented record, by what they have in common with which records are made shorter
 */
export const createPacked = <V>(maxBytes: number, likeness?: object): Packed<V> => {
  const blocks = createBlocks<V>(likeness)
  const places = new Map<number, number>()
  const segments = createSegments((block, place) => void places.set(idOf(block, 0), place))
  let nextSweep = -Infinity

  const bytes = (): number => segments.bytes() + places.size * overheadBytes

  const remove = (id: number): void => {
    const place = places.get(id)
    if (place === undefined) return
    places.delete(id)
    segments.remove([place])
  }

  const makeRoom = (): void => {
    // Asked first: to begin on the map V8 passes every place at its front that was deleted.
    if (bytes() <= maxBytes) return
    for (const id of places.keys()) {
      if (bytes() <= maxBytes) return
      remove(id)
    }
  }

  const removeWhere = (
    isGone: (bytes: Buffer, start: number) => boolean,
    isWanted?: (bytes: Buffer) => boolean,
  ): void => {
    const gone: number[] = []
    segments.walk((bytes, start) => {
      if (isGone(bytes, start)) gone.push(idOf(bytes, start))
    }, isWanted)
    const emptied = gone.flatMap((id) => places.get(id) ?? [])
    for (const id of gone) places.delete(id)
    segments.remove(emptied)
  }

  const clear = (): void => {
    places.clear()
    segments.clear()
  }

  const find = (key: string): { readonly id: number; readonly block: Buffer } | undefined => {
    const name = nameOf(key)
    const id = idOf(name, 0)
    const place = places.get(id)
    if (place === undefined) return undefined
    const block = segments.read(place)
    return hasName(block, name) ? { id, block } : undefined
  }

  return {
    put(key, kept) {
      const name = nameOf(key)
      const id = idOf(name, 0)
      const block = blocks.write(name, kept)
      remove(id)
      places.set(id, segments.add(block))
      makeRoom()
    },
    take(key) {
      const found = find(key)
      if (found === undefined) return undefined
      const kept = blocks.read(found.block)
      remove(found.id)
      return kept
    },
    delete(key) {
      const found = places.size === 0 ? undefined : find(key)
      if (found !== undefined) remove(found.id)
    },
    forget(tags) {
      if (tags === null) {
        clear()
        return
      }
      // As they stand among others. In a whole segment at once: most tags are of one record.
      const written = [...tags].map((tag) => Buffer.from(JSON.stringify(tag)))
      const isAmong = (bytes: Buffer): boolean => written.some((tag) => bytes.includes(tag))
      removeWhere((bytes, start) => isAmong(tagsOf(bytes, start)), isAmong)
    },
    sweep(now) {
      if (now < nextSweep) return
      nextSweep = now + places.size * msPerRecord
      removeWhere((bytes, start) => endOf(bytes, start) <= now)
    },
    bytes,
    entries: () => places.size,
  }
}
