/** SHA-256. */
const hashLength = 32
const placeLength = 2
const length = hashLength + placeLength

/** One person of a record, and which of its looks was at them. */
export interface Person {
  /** Keyed hash of their number. */
  readonly subject: Uint8Array
  readonly place: number
}

/** A hash and its place for each: whose look is whose is chained with the record. A record of the first form holds one hash alone. */
export const packPersons = (persons: readonly Person[]): Buffer | null => {
  if (persons.length === 0) return null
  const packed = Buffer.alloc(persons.length * length)
  for (const [at, { subject, place }] of persons.entries()) {
    packed.set(subject, at * length)
    packed.writeUInt16BE(place, at * length + hashLength)
  }
  return packed
}

/** Whether the look of that place was at the person of one of these names. */
export const isAt = (packed: Uint8Array, names: readonly Uint8Array[], place: number): boolean => {
  const bytes = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength)
  if (bytes.length === hashLength) return place === 0 && names.some((name) => bytes.equals(name))
  for (let start = 0; start < bytes.length; start += length)
    if (bytes.readUInt16BE(start + hashLength) === place) {
      const own = bytes.subarray(start, start + hashLength)
      if (names.some((name) => own.equals(name))) return true
    }
  return false
}
