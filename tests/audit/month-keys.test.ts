import { expect, test } from 'vitest'
import { createMonthKeys } from '../../src/audit/keys/month-keys.ts'
import { secretFor } from './setup.ts'

const keysOf = (...months: readonly string[]) => createMonthKeys(months.map(secretFor))

test('what is recorded in a month is recorded with its key, by the calendar of Viet Nam', () => {
  const keys = keysOf('2026-12', '2026-10', '2026-11')
  const november = Date.UTC(2026, 9, 31, 17)
  const monthAt = (moment: number) => keys.at(moment).month
  expect(monthAt(november - 1)).toBe('2026-10')
  expect(monthAt(november)).toBe('2026-11')
  expect(monthAt(november + 59_999)).toBe('2026-11')
  expect(monthAt(november - 1)).toBe('2026-10')
  expect(monthAt(Date.UTC(2026, 11, 31, 16, 59))).toBe('2026-12')
})

test('a month without a key takes the one before it, and a time before all keys the first', () => {
  const keys = keysOf('2026-03', '2026-10')
  expect(keys.at(Date.UTC(2026, 8, 15)).month).toBe('2026-03')
  expect(keys.at(Date.UTC(2028, 0, 15)).month).toBe('2026-10')
  expect(keys.at(Date.UTC(2020, 0, 15)).month).toBe('2026-03')
})

test('without any key nothing can be recorded', () => {
  expect(() => keysOf().at(Date.UTC(2026, 10, 15))).toThrow('there is no key to record with')
})

test('a key is found by its name, and one that was destroyed is not', () => {
  const keys = keysOf('2026-11', '2026-10')
  expect(keys.find('2026-10-test')?.month).toBe('2026-10')
  expect(keys.find('2026-09-test')).toBeNull()
  expect(keys.all().map(({ kid }) => kid)).toEqual(['2026-10-test', '2026-11-test'])
})

test('a secret gives the same three keys in every version: what is recorded must open for years', () => {
  const secret = Buffer.from(Array.from({ length: 32 }, (_, index) => index)).toString('base64')
  const [key] = createMonthKeys([{ kid: 'a', month: '2026-11', secret }]).all()
  const inHex = (name: 'seal' | 'subject' | 'budget') => key?.[name].export().toString('hex')
  // HKDF of RFC 5869, computed by other means.
  expect(inHex('seal')).toBe('11350903a76ace0d47d34e8a92095889250fbca77d2319fd50729d086c96c700')
  expect(inHex('subject')).toBe('dc3a6812b145a9f84031eead6119816d52d15706a8643b9f59e9c6d4e5fb16cb')
  expect(inHex('budget')).toBe('c0a3f1f99cc64387ecce7906a249f131db067c96910a4fe984d2b7703fb1244c')
})
