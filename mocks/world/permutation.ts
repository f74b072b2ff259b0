import type { Chance } from './random.ts'
import { modulo } from './random.ts'

export interface Permutation {
  readonly size: number
  forward(value: number): number
  back(value: number): number
}

const rounds = 4

/**
 * A keyed permutation of 0 … size − 1 that can be walked both ways without a table: a Feistel network over the next
 * even power of two, repeated until it lands inside (cycle-walking).
 */
export const createPermutation = (size: number, key: number, chance: Chance): Permutation => {
  const halfBits = Math.max(1, Math.ceil(Math.log2(size) / 2))
  const mask = 2 ** halfBits - 1
  const scramble = (round: number, half: number) => chance(0, key, round, half) & mask

  const encrypt = (value: number): number => {
    let left = Math.floor(value / (mask + 1))
    let right = value & mask
    for (let round = 0; round < rounds; round++) {
      const next = left ^ scramble(round, right)
      left = right
      right = next
    }
    return left * (mask + 1) + right
  }

  const decrypt = (value: number): number => {
    let left = Math.floor(value / (mask + 1))
    let right = value & mask
    for (let round = rounds - 1; round >= 0; round--) {
      const previous = right ^ scramble(round, left)
      right = left
      left = previous
    }
    return left * (mask + 1) + right
  }

  const walk = (step: (value: number) => number, value: number): number => {
    let reached = step(value)
    while (reached >= size) reached = step(reached)
    return reached
  }

  return {
    size,
    forward: (value) => walk(encrypt, value),
    back: (value) => walk(decrypt, value),
  }
}

export const greatestCommonDivisor = (a: number, b: number): number =>
  b === 0 ? a : greatestCommonDivisor(b, a % b)

/** x with (value · x) mod size = 1; both below 2^26, so that products stay exact. */
export const modularInverse = (value: number, size: number): number => {
  let [previous, current] = [size, modulo(value, size)]
  let [previousFactor, factor] = [0, 1]
  while (current > 1) {
    const quotient = Math.floor(previous / current)
    ;[previous, current] = [current, previous - quotient * current]
    ;[previousFactor, factor] = [factor, previousFactor - quotient * factor]
  }
  return modulo(factor, size)
}

/** i → (i · factor + shift) mod size, a cheap permutation that spreads neighbours far apart. */
export const createAffine = (size: number, bits: number): Permutation => {
  let factor = Math.max(1, Math.floor(size * 0.618) - (bits % 7))
  while (greatestCommonDivisor(factor, size) !== 1) factor++
  const shift = bits % size
  const inverse = size === 1 ? 0 : modularInverse(factor, size)
  return {
    size,
    forward: (value) => ((value % size) * factor + shift) % size,
    back: (value) => (modulo(value - shift, size) * inverse) % size,
  }
}
