import { hash } from 'node:crypto'
import { freezeAndWeigh } from './freeze.ts'
import type { Kept } from './kept.ts'
import { createPacking } from './packing.ts'
import { createSqueeze } from './squeeze.ts'

/** What a block holds, in this order: hash of the key, five moments, length of the tags, tags, value. */
const nameBytes = 16
const momentsAt = nameBytes
const tagsLengthAt = momentsAt + 5 * 8
const tagsAt = tagsLengthAt + 4

/** A key holds a name and more: 100 to 200 bytes. */
export const nameOf = (key: string): Buffer => hash('sha256', key, 'buffer').subarray(0, nameBytes)

/** What a block is found by: as much of its name as a number holds. Where two agree in it, the later one stays. */
export const idOf = (bytes: Buffer, start: number): number => bytes.readUIntBE(start, 6)

/** Whole milliseconds: what ends is cut, what may be tried again is put off. Nothing lives longer for having been packed. */
const writeMoments = (head: Buffer, { life, fetchedAt, retryAt }: Kept<unknown>): void => {
  const { fallbackUntil, keepUntil, freshUntil } = life
  const moments = [fallbackUntil, keepUntil, freshUntil].map(Math.floor)
  for (const [place, moment] of [...moments, fetchedAt, Math.ceil(retryAt)].entries())
    head.writeDoubleLE(moment, momentsAt + 8 * place)
}

/** When it may no more be served, whatever fails. */
export const endOf = (bytes: Buffer, start: number): number => bytes.readDoubleLE(start + momentsAt)

export const tagsOf = (bytes: Buffer, start: number): Buffer => {
  const length = bytes.readUInt32LE(start + tagsLengthAt)
  return bytes.subarray(start + tagsAt, start + tagsAt + length)
}

/** Whether a block is the key's own, and not only of one whose name begins like it. */
export const hasName = (block: Buffer, name: Buffer): boolean =>
  block.subarray(0, nameBytes).equals(name)

export const createBlocks = <V>(likeness: object | undefined) => {
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
