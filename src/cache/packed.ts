import { hash } from 'node:crypto'
import { freezeAndWeigh } from './freeze.ts'
import type { Kept } from './kept.ts'
import { createPacking } from './packing.ts'
import { createSegments } from './segments.ts'
import { createSqueeze } from './squeeze.ts'

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

/** A block: hash of the key, five moments, length of the tags, tags, value. */
const nameBytes = 16
const momentsAt = nameBytes
const tagsLengthAt = momentsAt + 5 * 8
const tagsAt = tagsLengthAt + 4

/** A key holds a name and more: 100 to 200 bytes. */
const nameOf = (key: string): Buffer => hash('sha256', key, 'buffer').subarray(0, nameBytes)

/** What a block is found by: as much of its name as a number holds. Where two agree in it, the later one stays. */
const idOf = (bytes: Buffer, start: number): number => bytes.readUIntBE(start, 6)

/** Whole milliseconds: what ends is cut, what may be tried again is put off. Nothing lives longer for having been packed. */
const writeMoments = (head: Buffer, { life, fetchedAt, retryAt }: Kept<unknown>): void => {
  const { fallbackUntil, keepUntil, freshUntil } = life
  const moments = [fallbackUntil, keepUntil, freshUntil].map(Math.floor)
  for (const [place, moment] of [...moments, fetchedAt, Math.ceil(retryAt)].entries())
    head.writeDoubleLE(moment, momentsAt + 8 * place)
}

const endOf = (bytes: Buffer, start: number): number => bytes.readDoubleLE(start + momentsAt)

const tagsOf = (bytes: Buffer, start: number): Buffer => {
  const length = bytes.readUInt32LE(start + tagsLengthAt)
  return bytes.subarray(start + tagsAt, start + tagsAt + length)
}

const createBlocks = <V>(likeness: object | undefined) => {
  const packing = createPacking()
  const squeeze = createSqueeze(likeness === undefined ? null : packing.pack(likeness))
  return {
    write(name: Buffer, kept: Kept<V>): Buffer {
      const head = Buffer.alloc(tagsAt)
      name.copy(head)
      writeMoments(head, kept)
      const tags = packing.pack(kept.tags)
      head.writeUInt32LE(tags.length, tagsLengthAt)
      return Buffer.concat([head, tags, squeeze.shorten(packing.pack(kept.value))])
    },
    read(block: Buffer): Kept<V> {
      const momentOf = (place: number): number => block.readDoubleLE(momentsAt + 8 * place)
      const tags = tagsOf(block, 0)
      const value = packing.unpack(
        squeeze.restore(block.subarray(tagsAt + tags.length)),
      ) as V | null
      return {
        value,
        life: { fallbackUntil: momentOf(0), keepUntil: momentOf(1), freshUntil: momentOf(2) },
        fetchedAt: momentOf(3),
        retryAt: momentOf(4),
        tags: packing.unpack(tags) as readonly string[],
        bytes: freezeAndWeigh(value),
      }
    },
  }
}

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

  /** What is under the key's own number, and not only under one that begins like it. */
  const find = (key: string): { readonly id: number; readonly block: Buffer } | undefined => {
    const name = nameOf(key)
    const id = idOf(name, 0)
    const place = places.get(id)
    if (place === undefined) return undefined
    const block = segments.read(place)
    return block.subarray(0, nameBytes).equals(name) ? { id, block } : undefined
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
