/** Bytes that V8 uses beside the content, roughly; see the test that compares them with the heap. */
const objectBytes = 24
const slotBytes = 8
const numberBytes = 12
const stringBytes = 16

const weighText = (text: string): number => {
  // One byte a character where all fit in Latin-1, two otherwise: Vietnamese text nearly always needs two.
  for (let at = 0; at < text.length; at++)
    if (text.charCodeAt(at) > 0xff) return stringBytes + 2 * text.length
  return stringBytes + text.length
}

/**
 * Freezes plain data through and through, since many readers share it, and estimates its bytes in memory on the same walk.
 * What is frozen already is weighed again but not walked twice by its owner.
 */
export const freezeAndWeigh = (value: unknown): number => {
  if (typeof value === 'string') return weighText(value)
  if (typeof value === 'number') return numberBytes
  if (typeof value !== 'object' || value === null) return 0
  let bytes = objectBytes
  for (const part of Array.isArray(value) ? (value as unknown[]) : Object.values(value))
    bytes += slotBytes + freezeAndWeigh(part)
  Object.freeze(value)
  return bytes
}
