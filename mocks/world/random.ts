/**
 * 32 well-mixed bits of a few integers: the only source of chance in the world. `salt` keeps two questions about the
 * same thing apart.
 */
export type Chance = (salt: number, a?: number, b?: number, c?: number, d?: number) => number

const stir = (state: number, value: number): number => {
  const mixed = Math.imul(state ^ Math.imul(value, 0xcc9e2d51), 0x1b873593)
  return Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b)
}

const settle = (state: number): number => {
  const half = Math.imul(state ^ (state >>> 16), 0xc2b2ae35)
  return (half ^ (half >>> 13)) >>> 0
}

export const createChance = (seed: number): Chance => {
  const start = stir(0x9e3779b9, seed)
  return (salt, a = 0, b = 0, c = 0, d = 0) =>
    settle(stir(stir(stir(stir(stir(start, salt + 1), a + 1), b + 1), c + 1), d + 1))
}

/** `list[index]`, for an index that is known to be inside. */
export const itemAt = <T>(list: ArrayLike<T>, index: number): T => {
  const item = list[index]
  if (item === undefined) throw new RangeError(`no item ${index} of ${list.length}`)
  return item
}

export const pick = <T>(list: readonly T[], bits: number): T => itemAt(list, bits % list.length)

/** True for `perMillion` of a million values of `bits`. */
export const isOneOf = (bits: number, perMillion: number): boolean => bits % 1_000_000 < perMillion

/** Picks by weight, in O(log n). */
export const createWeighted = <T>(
  rows: readonly (readonly [T, number])[],
): ((bits: number) => T) => {
  const ends: number[] = []
  let total = 0
  for (const [, weight] of rows) ends.push((total += weight))
  return (bits) => itemAt(rows, upperBound(ends, (bits / 2 ** 32) * total))[0]
}

/** How many items of the ascending list are ≤ `value`. */
export const upperBound = (ascending: ArrayLike<number>, value: number): number => {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (itemAt(ascending, middle) <= value) low = middle + 1
    else high = middle
  }
  return low
}

export const modulo = (value: number, size: number): number => ((value % size) + size) % size
