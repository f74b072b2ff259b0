import { createSecretKey, randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { keyedHash, seal, unseal } from '../../src/audit/keys/seal.ts'

const key = createSecretKey(randomBytes(32))
const otherKey = createSecretKey(randomBytes(32))
const text = '{"officer":"Nguyễn Văn Tú"}'

test('a sealed text opens with its key at its place, and nowhere else', () => {
  const sealed = seal(key, 'place', text)
  expect(unseal(key, 'place', sealed)).toBe(text)
  expect(unseal(otherKey, 'place', sealed)).toBeNull()
  expect(unseal(key, 'another place', sealed)).toBeNull()
  expect(unseal(key, '', sealed)).toBeNull()
})

test('nothing of a sealed text can be read', () => {
  expect(seal(key, 'place', text).toString('latin1')).not.toContain('officer')
})

test('a text that is empty is sealed like any other', () => {
  expect(unseal(key, 'place', seal(key, 'place', ''))).toBe('')
})

test('a sealed text of which one byte was changed does not open', () => {
  const sealed = seal(key, 'place', text)
  for (const index of sealed.keys()) {
    const changed = Uint8Array.from(sealed)
    changed[index] = (changed[index] ?? 0) ^ 1
    expect(unseal(key, 'place', changed)).toBeNull()
  }
})

test('a sealed text that was cut off anywhere does not open', () => {
  const sealed = seal(key, 'place', text)
  for (const end of sealed.keys()) {
    expect(unseal(key, 'place', sealed.subarray(0, end))).toBeNull()
    expect(unseal(key, 'place', sealed.subarray(end + 1))).toBeNull()
  }
})

test('no two of thousands of texts begin with the same twelve random bytes, which would give both away', () => {
  const beginnings = Array.from({ length: 2_000 }, () =>
    seal(key, 'place', text).toString('hex', 0, 12),
  )
  expect(new Set(beginnings).size).toBe(2_000)
  expect(unseal(key, 'place', seal(key, 'place', text))).toBe(text)
})

test('a person has the same name under one key, as RFC 4231 computes it, and another under another', () => {
  const jefe = createSecretKey(Buffer.from('Jefe'))
  expect(keyedHash(jefe, 'what do ya want for nothing?').toString('hex')).toBe(
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  )
  expect(keyedHash(key, '001092012345')).not.toEqual(keyedHash(otherKey, '001092012345'))
})
