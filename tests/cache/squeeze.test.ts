import { describe, expect, test } from 'vitest'
import { createPacked } from '../../src/cache/packed.ts'
import { createSqueeze } from '../../src/cache/squeeze.ts'

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
const life = { freshUntil: 60_000, keepUntil: 60_000, fallbackUntil: 60_000 }
const keptOf = (value: object | null) => ({
  value,
  life,
  fetchedAt: 1_764_250_387_000,
  tags: ['citizen:001092000111'],
  bytes: 1,
  retryAt: 0,
})
const person = { ...likeness, fullName: 'Trần Văn Ví Dụ', personalId: '001092000111\0' }

describe('a record like the invented one', () => {
  test('comes back as it was, and so does an absence', () => {
    const packed = createPacked<object>(1e6, likeness)
    packed.put('one', keptOf(person))
    packed.put('nobody', keptOf(null))
    expect(packed.take('one')?.value).toEqual(person)
    expect(packed.take('nobody')?.value).toBeNull()
    expect(packed.entries()).toBe(0)
  })

  test('takes less room than by itself, its place and the hash of its key included', () => {
    const bytesOf = (like?: object): number => {
      const packed = createPacked<object>(1e6, like)
      packed.put('one', keptOf(person))
      return packed.bytes()
    }
    expect(bytesOf(likeness)).toBeLessThan(bytesOf() * 0.6)
  })

  test('is found by its tag, whatever its bytes are', () => {
    const packed = createPacked<object>(1e6, likeness)
    packed.put('one', keptOf(person))
    packed.forget(new Set(['citizen:001092000999']))
    expect(packed.entries()).toBe(1)
    packed.forget(new Set(['citizen:001092000111']))
    expect(packed.entries()).toBe(0)
  })
})

test('any text of single bytes comes back as it was, though it resembles nothing', () => {
  const all = String.fromCharCode(...Array.from({ length: 256 }, (_, code) => code))
  const squeeze = createSqueeze('nothing of the kind')
  for (const text of ['', all, all.repeat(50)])
    expect(squeeze.restore(squeeze.shorten(text))).toBe(text)
})
