/** Bytes that V8 uses, roughly; a test compares them with the heap. */
const objectBytes = 24
const slotBytes = 8
const numberBytes = 12
const stringBytes = 16
/** One where all fit in Latin-1, two otherwise, as in most Vietnamese names: looking would cost more than it tells. */
const characterBytes = 1.5

/**
 * Freezes plain data through and through, since many readers share it, and estimates its bytes in memory on the same walk.
 */
export const freezeAndWeigh = (value: unknown): number => {
  if (typeof value === 'string') return stringBytes + characterBytes * value.length
  if (typeof value === 'number') return numberBytes
  if (typeof value !== 'object' || value === null) return 0
  let bytes = objectBytes
  if (Array.isArray(value))
    for (const part of value as unknown[]) bytes += slotBytes + freezeAndWeigh(part)
  else {
    const parts = value as Readonly<Record<string, unknown>>
    for (const key in parts) bytes += slotBytes + freezeAndWeigh(parts[key])
  }
  Object.freeze(value)
  return bytes
}
