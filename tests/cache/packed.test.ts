import { describe, expect, test } from 'vitest'
import { createPacked } from '../../src/cache/packed.ts'

const address = { communeCode: '00004', detail: 'Số 12 đường Ví Dụ', country: 'VN' }
const likeness = {
  personalId: '001092000000',
  fullName: 'Nguyễn Văn Thị',
  gender: 'FEMALE',
  maritalStatus: 'NEVER_MARRIED',
  permanentAddress: address,
  currentAddress: address,
  homeTown: address,
}
const lifeUntil = (until: number) => ({ freshUntil: 1_000, keepUntil: 2_000, fallbackUntil: until })
const keptOf = (value: object | null, until = 60_000) => ({
  value,
  life: lifeUntil(until),
  fetchedAt: 1_764_250_387_000,
  tags: ['citizen:001092000111', 'source:population'],
  bytes: 1,
  retryAt: 0,
})
const person = { ...likeness, fullName: 'Trần Văn Ví Dụ', personalId: '001092000111\0' }

describe('a packed record', () => {
  test.each([
    ['like the invented one', likeness],
    ['like nothing', undefined],
  ])('%s comes back as it was, and so does an absence', (_, like) => {
    const packed = createPacked<object>(1e6, like)
    packed.put('one', keptOf(person))
    packed.put('nobody', keptOf(null))
    const [taken, nobody] = [packed.take('one'), packed.take('nobody')]
    expect({ ...taken, bytes: 1 }).toEqual(keptOf(person))
    expect({ ...nobody, bytes: 1 }).toEqual(keptOf(null))
    expect(packed.entries()).toBe(0)
    expect(packed.take('one')).toBeUndefined()
  })

  test('is never served longer for having been packed', () => {
    const packed = createPacked<object>(1e6)
    packed.put('one', { ...keptOf(person, 59_999.9), retryAt: 10.1 })
    const taken = packed.take('one')
    expect(taken?.life).toEqual(lifeUntil(59_999))
    expect(taken?.retryAt).toBe(11)
  })

  test('like the invented one takes less room than by itself', () => {
    const bytesOf = (like?: object): number => {
      const packed = createPacked<object>(1e8, like)
      for (let index = 0; index < 20_000; index += 1)
        packed.put(`key ${index}`, keptOf({ ...person, personalId: `0010920${index}` }))
      return packed.bytes()
    }
    expect(bytesOf(likeness)).toBeLessThan(bytesOf() * 0.6)
  })

  test('is found by its tag, and by that of its source', () => {
    const packed = createPacked<object>(1e6, likeness)
    packed.put('one', keptOf(person))
    packed.put('two', { ...keptOf(person), tags: ['citizen:2', 'source:population'] })
    packed.forget(new Set(['citizen:001092000999']))
    expect(packed.entries()).toBe(2)
    packed.forget(new Set(['citizen:001092000111']))
    expect([packed.take('one'), packed.entries()]).toEqual([undefined, 1])
    packed.forget(new Set(['source:population', 'source:other']))
    expect(packed.entries()).toBe(0)
  })

  test('that only speaks of a tag does not bear it', () => {
    const packed = createPacked<object>(1e6)
    packed.put('one', keptOf({ note: ['citizen:7'] }))
    packed.forget(new Set(['citizen:7']))
    expect(packed.entries()).toBe(1)
  })

  test('goes when it has ended, and not before', () => {
    const packed = createPacked<object>(1e6)
    packed.put('soon', keptOf(person, 10_000))
    packed.put('later', keptOf(person, 10_001))
    packed.sweep(9_999)
    expect(packed.entries()).toBe(2)
    packed.sweep(10_000)
    expect([packed.take('soon'), packed.entries()]).toEqual([undefined, 1])
  })

  test('makes room for later ones, the oldest first, within the bound', () => {
    const packed = createPacked<object>(1e6)
    for (let index = 0; index < 5_000; index += 1) packed.put(`key ${index}`, keptOf(person))
    expect(packed.bytes()).toBeLessThanOrEqual(1e6)
    expect(packed.entries()).toBeGreaterThan(1_000)
    expect(packed.take('key 4999')).toBeDefined()
    expect(packed.take(`key ${5_000 - packed.entries() - 2}`)).toBeUndefined()
  })

  test('put again takes the place of the first', () => {
    const packed = createPacked<object>(1e6)
    packed.put('one', keptOf(person))
    packed.put('one', keptOf({ changed: true }))
    expect(packed.entries()).toBe(1)
    expect(packed.take('one')?.value).toEqual({ changed: true })
    packed.put('one', keptOf(person))
    packed.delete('one')
    packed.delete('another')
    expect(packed.entries()).toBe(0)
  })

  test('put again is young again', () => {
    const packed = createPacked<object>(1e6)
    packed.put('first', keptOf(person))
    for (let index = 0; packed.bytes() < 7e5; index += 1)
      packed.put(`early ${index}`, keptOf(person))
    packed.put('first', keptOf(person))
    for (let entries = 0; entries < packed.entries();) {
      entries = packed.entries()
      packed.put(`late ${entries}`, keptOf(person))
    }
    expect(packed.take('early 0')).toBeUndefined()
    expect(packed.take('first')).toBeDefined()
  })

  test('is found by the whole of its name, not by what two names begin with', () => {
    const packed = createPacked<object>(1e6)
    // SHA-256 of the two agree in their first 48 bits.
    packed.put('key 2806666', keptOf(person))
    expect(packed.take('key 13729460')).toBeUndefined()
    packed.delete('key 13729460')
    expect(packed.take('key 2806666')?.value).toEqual(person)
  })
})
