import type { Life } from './policy.ts'

/** What one entry of the shared tier says, all of it inside the seal: an old ciphertext cannot be passed off as young. */
export interface Entry {
  readonly schemaVersion: number
  /** When the source was asked, by the wall clock. */
  readonly fetchedAt: number
  readonly life: Life
  /** The versions of the entry's tags as they stood before the source was asked. */
  readonly versions: readonly number[]
  /** Null: a known absence. */
  readonly value: object | null
}

const layout = 1
const headBytes = 1 + 4 + 4 * 8 + 2

/** A head of fixed size, eight bytes a tag, then JSON. */
export const encodeEntry = (entry: Entry): Buffer => {
  const json = JSON.stringify(entry.value)
  const start = headBytes + 8 * entry.versions.length
  const bytes = Buffer.allocUnsafe(start + Buffer.byteLength(json))
  let at = bytes.writeUInt8(layout, 0)
  at = bytes.writeUInt32BE(entry.schemaVersion, at)
  at = bytes.writeDoubleBE(entry.fetchedAt, at)
  at = bytes.writeDoubleBE(entry.life.freshUntil, at)
  at = bytes.writeDoubleBE(entry.life.keepUntil, at)
  at = bytes.writeDoubleBE(entry.life.fallbackUntil, at)
  at = bytes.writeUInt16BE(entry.versions.length, at)
  for (const version of entry.versions) at = bytes.writeDoubleBE(version, at)
  bytes.write(json, at)
  return bytes
}

const decode = (bytes: Buffer): Entry => {
  const count = bytes.readUInt16BE(headBytes - 2)
  const start = headBytes + 8 * count
  return {
    schemaVersion: bytes.readUInt32BE(1),
    fetchedAt: bytes.readDoubleBE(5),
    life: {
      freshUntil: bytes.readDoubleBE(13),
      keepUntil: bytes.readDoubleBE(21),
      fallbackUntil: bytes.readDoubleBE(29),
    },
    versions: Array.from({ length: count }, (_, place) =>
      bytes.readDoubleBE(headBytes + 8 * place),
    ),
    value: JSON.parse(bytes.toString('utf8', start)) as object | null,
  }
}

/** Null where the bytes are none of ours. They came out of the seal, so that their shape is what some version wrote. */
export const decodeEntry = (bytes: Buffer): Entry | null => {
  if (bytes[0] !== layout) return null
  try {
    return decode(bytes)
  } catch {
    return null
  }
}
