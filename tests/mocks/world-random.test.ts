import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  createAffine,
  createPermutation,
  greatestCommonDivisor,
  modularInverse,
} from '../../mocks/world/permutation.ts'
import { createChance, createWeighted } from '../../mocks/world/random.ts'

const chance = createChance(7)
const sizes = fc.integer({ min: 1, max: 1_000_000_000 })

describe('a keyed permutation', () => {
  test('leads back to where it started, for any size and key', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), fc.nat(), (size, key, seed) => {
        const shuffle = createPermutation(size, key, chance)
        const value = seed % size
        expect(shuffle.back(shuffle.forward(value))).toBe(value)
        expect(shuffle.forward(shuffle.back(value))).toBe(value)
        expect(shuffle.forward(value)).toBeLessThan(size)
      }),
    )
  })

  test('hits every number once', () => {
    const shuffle = createPermutation(1000, 3, chance)
    expect(new Set(Array.from({ length: 1000 }, (_, value) => shuffle.forward(value))).size).toBe(
      1000,
    )
  })

  test('of another key is another one', () => {
    const walk = (key: number) => {
      const shuffle = createPermutation(1_000_000, key, chance)
      return Array.from({ length: 20 }, (_, value) => shuffle.forward(value))
    }
    expect(walk(1)).not.toEqual(walk(2))
  })
})

describe('an affine walk', () => {
  test('leads back to where it started', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6_000_000 }),
        fc.nat(),
        fc.nat(),
        (size, bits, seed) => {
          const walk = createAffine(size, bits)
          expect(walk.back(walk.forward(seed % size))).toBe(seed % size)
        },
      ),
    )
  })

  test('repeats itself after exactly its size', () => {
    const walk = createAffine(997, 12345)
    expect(new Set(Array.from({ length: 997 }, (_, value) => walk.forward(value))).size).toBe(997)
    expect(walk.forward(997 + 5)).toBe(walk.forward(5))
  })
})

test('a modular inverse multiplies to one', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 6_000_000 }), fc.integer({ min: 1 }), (size, bits) => {
      const value = bits % size
      fc.pre(value > 0 && greatestCommonDivisor(value, size) === 1)
      expect((value * modularInverse(value, size)) % size).toBe(1)
    }),
  )
})

test('chance is the same for the same question and spreads evenly', () => {
  expect(createChance(7)(1, 2, 3)).toBe(chance(1, 2, 3))
  expect(createChance(8)(1, 2, 3)).not.toBe(chance(1, 2, 3))
  const tens = Array.from({ length: 10 }, () => 0)
  for (let question = 0; question < 10_000; question++) {
    const drawer = chance(5, question) % 10
    tens[drawer] = (tens[drawer] ?? 0) + 1
  }
  for (const count of tens) expect(Math.abs(count - 1000)).toBeLessThan(150)
})

test('a weighted choice never takes what weighs nothing', () => {
  const choose = createWeighted([
    ['a', 1],
    ['b', 0],
    ['c', 3],
  ])
  const taken = Array.from({ length: 4000 }, (_, question) => choose(chance(6, question)))
  expect(taken).not.toContain('b')
  expect(taken.filter((item) => item === 'a').length).toBeGreaterThan(850)
  expect(taken.filter((item) => item === 'a').length).toBeLessThan(1150)
})
