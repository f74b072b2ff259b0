import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseVnd } from '../../src/domain/money.ts'

test.each([
  ['a number is an amount', 120000, 120000],
  ['nothing to pay is an amount', 0, 0],
  ['minus zero is zero', -0, 0],
  ['digits are an amount', '120000', 120000],
  ['dots separate thousands', '1.120.000', 1120000],
  ['commas separate thousands', '120,000', 120000],
  ['spaces separate thousands', '120 000', 120000],
  ['a currency sign may follow', '120,000 đ', 120000],
  ['the dong sign may follow', '120.000₫', 120000],
  ['VND may follow', '120000 VND', 120000],
  ['đồng in NFD may follow', '120.000 đồng'.normalize('NFD'), 120000],
  ['spaces around it are accepted', ' 8000 ', 8000],
  ['the largest exact integer is an amount', '9007199254740991', 9007199254740991],
  ['one more is not exact', '9007199254740992', null],
  ['a fraction is refused', 1.5, null],
  ['a written fraction is refused', '1.5', null],
  ['decimals are refused', '120000.00', null],
  ['a group of two is refused', '12.00', null],
  ['two kinds of marks are refused', '1.120,000', null],
  ['a negative number is refused', -1, null],
  ['a written negative number is refused', '-120000', null],
  ['not a number is refused', Number.NaN, null],
  ['infinity is refused', Number.POSITIVE_INFINITY, null],
  ['an exponent is refused', '1e5', null],
  ['words are refused', 'Miễn phí', null],
  ['a sign alone is refused', 'đ', null],
  ['nothing is refused', '', null],
])('%s', (_, raw, expected) => {
  expect(parseVnd(raw)).toBe(expected)
})

test('an amount written with thousands separated is read back', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (amount) => {
      expect(parseVnd(amount.toLocaleString('en-US'))).toBe(amount)
      expect(parseVnd(amount.toLocaleString('de-DE'))).toBe(amount)
      expect(parseVnd(String(amount))).toBe(amount)
    }),
  )
})

test('no text at all makes it throw or gives anything but an amount', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.double()), (raw) => {
      const amount = parseVnd(raw)
      expect(amount === null || (Number.isSafeInteger(amount) && amount >= 0)).toBe(true)
    }),
  )
})
