import { deflateRawSync, inflateRawSync } from 'node:zlib'

/** Makes a text shorter, and the same again. One byte a character on both sides. */
export interface Squeeze {
  shorten(text: string): string
  restore(shortened: string): string
}

const asItIs: Squeeze = { shorten: (text) => text, restore: (text) => text }

/**
 * A record of 450 bytes becomes 140 in 26 µs, in 60 where malloc gives blocks of zlib's size back at once (decision 7). The next level of
 * effort saves ten bytes more for half as much again.
 */
const effort = { level: 1, memLevel: 3, windowBits: 11 } as const

/** By what texts have in common with one that resembles them. Without it a text is left as it is: it is too short by itself. */
export const createSqueeze = (likeness: string | null): Squeeze => {
  if (likeness === null) return asItIs
  const options = { ...effort, dictionary: Buffer.from(likeness, 'latin1') }
  return {
    shorten: (text) => deflateRawSync(Buffer.from(text, 'latin1'), options).toString('latin1'),
    restore: (text) => inflateRawSync(Buffer.from(text, 'latin1'), options).toString('latin1'),
  }
}
