import { describe, expect, test } from 'vitest'
import { createPacking } from '../../src/cache/packing.ts'

const roundTrip = (value: unknown): unknown => {
  const packing = createPacking()
  return packing.unpack(packing.pack(value))
}

describe('packed data', () => {
  test.each([
    [null],
    ['Nguyễn Thị Mẫu'],
    [''],
    [-1.5e-7],
    [[]],
    [{}],
    [[[], {}, null, [1, [2]]]],
    [{ a: { b: { a: 1 } }, list: [{ b: 1 }, { b: 'hai' }] }],
    [{ 2: 'two', 1: 'one', name: 'mixed' }],
    ['a \0 mark, "quotes", \u2028 and 😀'],
  ])('comes back as it was: %j', (value) => {
    expect(roundTrip(value)).toEqual(value)
  })

  test('is read by JSON’s rules where a field has no value or a dangerous name', () => {
    expect(roundTrip({ a: undefined, b: 1 })).toStrictEqual({ b: 1 })
    const odd = JSON.parse('{"__proto__":{"isAdmin":true}}') as Record<string, unknown>
    const read = roundTrip(odd) as Record<string, unknown>
    expect(Object.hasOwn(read, '__proto__')).toBe(true)
    expect(read['isAdmin']).toBeUndefined()
  })

  test('keeps working when no two records have the same fields', () => {
    const packing = createPacking()
    for (let n = 0; n < 200; n++) {
      const value = { [`field ${n}`]: [{ n }] }
      expect(packing.unpack(packing.pack(value))).toEqual(value)
    }
  })
})
