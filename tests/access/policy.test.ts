import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Actor } from '../../src/access/actor.ts'
import { checkPolicyFile } from '../../src/access/policy/check.ts'
import { createPolicy } from '../../src/access/policy/index.ts'
import { fieldClasses } from '../../src/access/policy/types.ts'
import {
  day,
  details,
  grantRow,
  minimalPolicy,
  now,
  officer,
  organisation,
  other,
  paper,
  unitCode,
} from './policy-fixture.ts'

const policyWith = (change: Readonly<Record<string, unknown>>) =>
  createPolicy(checkPolicyFile({ ...minimalPolicy, ...change }), now)

describe('a grant', () => {
  const policy = policyWith({
    grants: [
      { ...grantRow, until: '2026-12-31' },
      { ...grantRow, client: 'second' },
    ],
  })
  const isGranted = (actor: Actor, today = '2026-11-18') =>
    policy.grantFor(actor, day(today)) !== null

  test('is of one client in one role', () => {
    expect(isGranted(officer)).toBe(true)
    expect(isGranted({ ...officer, clientId: 'second' })).toBe(true)
    expect(isGranted({ ...officer, clientId: 'third' })).toBe(false)
    expect(isGranted({ ...officer, clientId: 'Officer' })).toBe(false)
    expect(isGranted(other('ministry', 'officer'))).toBe(false)
  })
  test('holds on its last day and no longer', () => {
    expect(isGranted(officer, '2026-12-31')).toBe(true)
    expect(isGranted(officer, '2027-01-01')).toBe(false)
    expect(isGranted({ ...officer, clientId: 'second' }, '2099-01-01')).toBe(true)
  })
})

describe('the licence of a procedure', () => {
  const policy = policyWith({
    fields: [
      { code: 'F1', licensed: true, classes: ['FAMILY'] },
      { code: 'F2', licensed: true },
      { code: 'F3', licensed: false },
    ],
    procedures: [
      { code: '3.000181', licensed: true, classes: ['RELIGION'] },
      { code: '3.000181.000.00.00.H22', licensed: false },
      { code: '1.000001', licensed: false },
      { code: '1.000002', classes: ['ETHNICITY'] },
    ],
    papers: [
      { code: 'KQ1', name: 'Tên khác', classes: ['RESIDENCE'] },
      { name: 'Giấy chứng sinh', classes: ['CIVIL_STATUS'] },
    ],
  })
  const field = (code: string) => ({ code, name: '' })
  const licence = (facts: Parameters<typeof details>[0]) => {
    const { isLicensed, classes } = policy.licenceOf(details(facts))
    return [isLicensed, ...classes]
  }

  test('is none, with identity only, where it maps to nothing', () => {
    expect(licence({})).toEqual([false, 'IDENTITY'])
    expect(licence({ fields: [field('F9')] })).toEqual([false, 'IDENTITY'])
  })
  test.each([
    ['its field', { fields: [field('F1')] }, [true, 'IDENTITY', 'FAMILY']],
    ['a field that needs no more', { fields: [field('F2')] }, [true, 'IDENTITY']],
    ['a field that is not licensed', { fields: [field('F3')] }, [false, 'IDENTITY']],
    ['one of several fields', { fields: [field('F3'), field('F1')] }, [true, 'IDENTITY', 'FAMILY']],
    ['its own row', { code: '3.000181' }, [true, 'IDENTITY', 'RELIGION']],
    [
      'the row of the national procedure',
      { code: '3.000181.000.00.00.H26' },
      [true, 'IDENTITY', 'RELIGION'],
    ],
    ['the row of its province', { code: '3.000181.000.00.00.H22' }, [false, 'IDENTITY']],
    [
      'its own row against its field',
      { code: '1.000001', fields: [field('F1')] },
      [false, 'IDENTITY', 'FAMILY'],
    ],
    [
      'its field and its own row',
      { code: '1.000002', fields: [field('F2')] },
      [true, 'IDENTITY', 'ETHNICITY'],
    ],
    ['classes alone', { code: '1.000002' }, [false, 'IDENTITY', 'ETHNICITY']],
    [
      'a paper by its code',
      { fields: [field('F2')], papers: [paper('X', 'KQ1')] },
      [true, 'IDENTITY', 'RESIDENCE'],
    ],
    [
      'a paper by another’s name',
      { fields: [field('F2')], papers: [paper('Tên khác', 'KQ2')] },
      [true, 'IDENTITY'],
    ],
    [
      'a paper by its name in other letters',
      { fields: [field('F2')], papers: [paper('GIẤY CHỨNG SINH'.normalize('NFD'))] },
      [true, 'IDENTITY', 'CIVIL_STATUS'],
    ],
    [
      'a paper of a longer name',
      { fields: [field('F2')], papers: [paper('Giấy chứng sinh bản sao')] },
      [true, 'IDENTITY'],
    ],
  ] as const)('follows %s', (_, facts, expected) => expect(licence(facts)).toEqual(expected))

  test('is found once for each record of a procedure', () => {
    const record = details({ fields: [field('F1')] })
    expect(policy.licenceOf(record)).toBe(policy.licenceOf(record))
    expect(policy.licenceOf(record)).not.toBe(policy.licenceOf({ ...record }))
  })

  test('has identity and never loses a class by one row more', () =>
    fc.assert(
      fc.property(
        fc.subarray([...fieldClasses]),
        fc.constantFrom(...fieldClasses),
        (classes, more) => {
          const fields = [{ code: 'F1', licensed: true, classes }]
          const papers = [{ name: 'A', classes: [more] }]
          const record = details({ fields: [field('F1')], papers: [paper('a')] })
          const before = policyWith({ fields }).licenceOf(record)
          const after = policyWith({ fields, papers }).licenceOf(record)
          expect(before.classes).toContain('IDENTITY')
          expect(new Set(after.classes)).toEqual(new Set([...before.classes, more]))
        },
      ),
    ))
})

describe('competence at the counter', () => {
  const policy = policyWith({
    competence: [
      { code: 'Z01', unit: 'COMMUNE' },
      { name: 'Sở Nội vụ', unit: 'PROVINCE', unitNames: ['Ban Tổ chức', 'Sở Nội vụ '] },
      { code: 'Z05', organisations: ['000.00.16.H05'] },
      { code: 'Z06', unit: 'PROVINCE', organisations: ['H26.101'] },
    ],
  })
  const commune = {
    organisation: organisation('H26.101'),
    communeCode: unitCode('00070'),
    name: 'UBND phường Hoàn Kiếm',
  }
  const department = {
    organisation: organisation('H05.16'),
    communeCode: null,
    name: 'SỞ NỘI VỤ tỉnh Bắc Ninh'.normalize('NFD'),
  }
  const agency = (code: string, name = '') => ({ agencies: [{ code, name }] })

  test.each([
    ['a commune, for what communes do', agency('Z01'), commune, true],
    ['a department, for what communes do', agency('Z01'), department, false],
    ['the department of that name, whatever the case', agency('', 'SỞ NỘI VỤ'), department, true],
    ['a commune, for what a department does', agency('', 'Sở Nội vụ'), commune, false],
    ['another department', agency('', 'Sở Nội vụ'), { ...department, name: 'Sở Tư pháp' }, false],
    [
      'a department whose name only begins alike',
      agency('', 'Sở Nội vụ'),
      { ...department, name: 'Sở Nội vụng' },
      false,
    ],
    ['a unit that no list knows', agency('Z06'), { ...department, name: null }, false],
    ['an organisation named in the policy', agency('Z05'), { ...department, name: null }, true],
    [
      'a desk below it',
      agency('Z05'),
      { ...department, organisation: organisation('H05.16.1') },
      false,
    ],
    ['an organisation named, of another kind', agency('Z06'), commune, true],
    ['any unit, for a body that no row names', agency('Z99'), commune, false],
  ] as const)('%s', (_, facts, unit, expected) =>
    expect(policy.isCompetent(details(facts), unit)).toBe(expected),
  )

  test('is enough for one of several bodies', () =>
    expect(
      policy.isCompetent(
        details({
          agencies: [
            { code: 'Z99', name: '' },
            { code: 'Z01', name: '' },
          ],
        }),
        commune,
      ),
    ).toBe(true))
  test('is nobody’s where the catalogue names no body', () =>
    expect(policy.isCompetent(details(), commune)).toBe(false))
})
