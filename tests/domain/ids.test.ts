import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { OrganisationCode, PersonalId, ProcedureCode } from '../../src/domain/ids.ts'
import {
  birthYearOf,
  isIrregularProcedureCode,
  isWithinOrganisation,
  maskPersonalId,
  nationalProcedureCode,
  parseDossierCode,
  parseOldCardNumber,
  parseOrganisationCode,
  parsePersonalId,
  parseProcedureCode,
  parseUnitCode,
  sexOf,
} from '../../src/domain/ids.ts'

describe('personal id', () => {
  test.each([
    ['twelve digits are accepted', '001092000111', '001092000111'],
    ['spaces around it are accepted', ' 001092000111\n', '001092000111'],
    ['a prefix from 100 up is tolerated: country codes occur', '192199000111', '192199000111'],
    ['eleven digits are refused', '00109200011', null],
    ['thirteen digits are refused', '0010920001112', null],
    ['a space inside is refused', '001092 000111', null],
    ['a letter is refused', '00109200011A', null],
    ['Arabic-Indic digits are refused', '٠٠١٠٩٢٠٠٠١١١', null],
    ['only zeros is nobody', '000000000000', null],
    ['a dummy number is nobody', '000000000001', null],
    ['one digit repeated is nobody', '999999999999', null],
    ['nothing is nobody', '', null],
  ])('%s', (_, raw, expected) => {
    expect(parsePersonalId(raw)).toBe(expected)
  })

  test.each([
    ['001092000111', 1992, 'MALE'],
    ['001192000111', 1992, 'FEMALE'],
    ['001205000111', 2005, 'MALE'],
    ['001305000111', 2005, 'FEMALE'],
    ['001900000111', 2300, 'FEMALE'],
  ] as const)('%s states a birth in %i and the sex %s', (id, year, sex) => {
    expect(birthYearOf(id as PersonalId)).toBe(year)
    expect(sexOf(id as PersonalId)).toBe(sex)
  })

  test('a mask hides sex, birth year and half of the serial number', () => {
    expect(maskPersonalId('001092000111' as PersonalId)).toBe('001*****0111')
  })
})

describe('old card number', () => {
  test.each([
    ['nine digits are accepted', ' 012345678 ', '012345678'],
    ['twelve digits are another number', '001092000111', null],
    ['the dummy of the portal is nobody', '000000001', null],
    ['another dummy of the same kind is nobody', '000000123', null],
    ['only zeros is nobody', '000000000', null],
    ['one digit repeated is nobody', '111111111', null],
  ])('%s', (_, raw, expected) => {
    expect(parseOldCardNumber(raw)).toBe(expected)
  })
})

describe('procedure code', () => {
  test.each([
    ['a national code is regular', '1.001193', '1.001193', false],
    ['spaces around it are accepted', ' 2.000635 ', '2.000635', false],
    ['a local suffix is regular', '3.000181.000.00.00.H22', '3.000181.000.00.00.H22', false],
    ['an irregular code is kept', 'T-BPC-280421', 'T-BPC-280421', true],
    [
      'an irregular code with a suffix is kept',
      'TS_lop1.000.00.00.H22',
      'TS_lop1.000.00.00.H22',
      true,
    ],
    ['a code of another length is kept', '12.0011', '12.0011', true],
  ])('%s', (_, raw, code, irregular) => {
    expect(parseProcedureCode(raw)).toBe(code)
    expect(isIrregularProcedureCode(code as ProcedureCode)).toBe(irregular)
  })

  test.each([
    ['nothing', '  '],
    ['a control character', '1.00\u00001193'],
    ['a line break', '1.001193\r\nX-Header: 1'],
    ['half of a character', '1.001193\ud800'],
    ['a zero-width space', '1.001\u200b193'],
    ['more than 50 characters', `1.${'0'.repeat(49)}`],
  ])('%s is refused', (_, raw) => {
    expect(parseProcedureCode(raw)).toBeNull()
  })
})

describe('dossier code', () => {
  test.each([
    ['a six-digit date', 'H26.101-261118-0007', 'H26.101', '2026-11-18', '0007'],
    ['spaces around it', ' H26.101-261118-0007 ', 'H26.101', '2026-11-18', '0007'],
    [
      'an eight-digit date and a seven-digit number',
      'G09.20-20260609-0092637',
      'G09.20',
      '2026-06-09',
      '0092637',
    ],
    ['a five-digit number', 'H41.16.2-250701-12345', 'H41.16.2', '2025-07-01', '12345'],
    [
      'an organisation written bottom-up',
      '000.00.16.H05-200615-0001',
      'H05.16',
      '2020-06-15',
      '0001',
    ],
    ['the leap day of a leap year', 'H26.101-240229-0001', 'H26.101', '2024-02-29', '0001'],
  ])('%s is accepted', (_, raw, organisation, receivedOn, sequence) => {
    expect(parseDossierCode(raw)).toEqual({ code: raw.trim(), organisation, receivedOn, sequence })
  })

  test('small letters are the same code as capitals', () => {
    expect(parseDossierCode('h26.101-261118-0007')).toEqual(parseDossierCode('H26.101-261118-0007'))
  })

  test.each([
    ['a day that does not exist', 'H26.101-260231-0007'],
    ['the leap day of a common year', 'H26.101-250229-0007'],
    ['month 13', 'H26.101-20261318-0007'],
    ['a seven-digit date', 'H26.101-2026111-0007'],
    ['a three-digit number', 'H26.101-261118-007'],
    ['an eight-digit number', 'H26.101-261118-00000007'],
    ['no organisation', '-261118-0007'],
    ['an empty group', 'H26..101-261118-0007'],
    ['a dot at the end of the organisation', 'H26.-261118-0007'],
    ['an organisation longer than 35 characters', `H26.${'1'.repeat(32)}-261118-0007`],
    ['a letter that only looks like one', 'Н26.101-261118-0007'],
    ['nothing', ''],
  ])('%s is refused', (_, raw) => {
    expect(parseDossierCode(raw)).toBeNull()
  })
})

describe('organisation code', () => {
  test.each([
    ['the top-down form stays', 'H26.101.2', 'H26.101.2'],
    ['a code of one level stays', 'G22', 'G22'],
    ['the bottom-up form turns round and loses its zeros', '000.00.16.H05', 'H05.16'],
    ['a bottom-up code with all levels keeps them all', '012.03.16.H05', 'H05.16.03.012'],
    ['a bottom-up ministry is its first level', '000.00.00.G09', 'G09'],
    ['small letters become capitals', 'h26.101', 'H26.101'],
    ['spaces around it are accepted', ' H26.101 ', 'H26.101'],
    ['35 characters are accepted', `H26.${'1'.repeat(31)}`, `H26.${'1'.repeat(31)}`],
    ['36 characters are refused', `H26.${'1'.repeat(32)}`, null],
    ['only zeros is no organisation', '000.00.00', null],
    ['an empty group is refused', 'H26..2', null],
    ['a hyphen is refused', 'H26-101', null],
    ['nothing is no organisation', '', null],
  ])('%s', (_, raw, expected) => {
    expect(parseOrganisationCode(raw)).toBe(expected)
  })

  test('a code that was read once is read the same again', () => {
    const group = fc.stringMatching(/^[0-9A-Z]{1,4}$/)
    fc.assert(
      fc.property(fc.array(group, { minLength: 1, maxLength: 6 }), (groups) => {
        const code = parseOrganisationCode(groups.join('.'))
        if (code !== null) expect(parseOrganisationCode(code)).toBe(code)
      }),
    )
  })

  test.each([
    ['H26.101', 'H26', true],
    ['H26', 'H26', true],
    ['H261', 'H26', false],
    ['H26', 'H26.101', false],
    ['H26.1012', 'H26.101', false],
  ] as const)('%s within %s: %s', (code, ancestor, expected) => {
    expect(isWithinOrganisation(code as OrganisationCode, ancestor as OrganisationCode)).toBe(
      expected,
    )
  })
})

describe('unit code', () => {
  test.each([
    ['two digits are a province', '01', '01'],
    ['five digits are a commune', ' 23938 ', '23938'],
    ['three digits, a former district, are refused', '001', null],
    ['one digit is refused', '1', null],
    ['00 is no province', '00', null],
    ['00000 is no commune', '00000', null],
  ])('%s', (_, raw, expected) => {
    expect(parseUnitCode(raw)).toBe(expected)
  })
})

const parsers = {
  parsePersonalId,
  parseOldCardNumber,
  parseProcedureCode,
  parseDossierCode,
  parseOrganisationCode,
  parseUnitCode,
}

test.each(Object.entries(parsers))('%s throws on no text at all', (_, parse) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (raw) => {
      expect(() => parse(raw)).not.toThrow()
    }),
  )
})

test('every real day gives a dossier code that says when it was received', () => {
  const days = fc.date({
    min: new Date('2000-01-01'),
    max: new Date('2099-12-31'),
    noInvalidDate: true,
  })
  fc.assert(
    fc.property(days, fc.integer({ min: 1, max: 9_999_999 }), (date, number) => {
      const day = date.toISOString().slice(0, 10)
      const sequence = String(number).padStart(4, '0')
      const code = `H26.101-${day.slice(2).replaceAll('-', '')}-${sequence}`
      expect(parseDossierCode(code)).toMatchObject({ receivedOn: day, sequence })
    }),
  )
})

test.each([
  ['a province’s form', '3.000181.000.00.00.H22', '3.000181'],
  ['a national code', '3.000181', '3.000181'],
  ['an irregular one', 'T-BPC-280421', 'T-BPC-280421'],
  ['one that goes on', '3.000181.000.00.00.H22.1', '3.000181.000.00.00.H22.1'],
  ['one that begins otherwise', 'A3.000181.000.00.00.H22', 'A3.000181.000.00.00.H22'],
])('the national code of %s is found', (_, code, expected) =>
  expect(nationalProcedureCode(code as ProcedureCode)).toBe(expected),
)
