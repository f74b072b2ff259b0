import { describe, expect, test } from 'vitest'
import { decideDossier, type DossierQuestion } from '../../src/access/decide.ts'
import type { OfficerGrant } from '../../src/access/policy/types.ts'
import type { DateTime } from '../../src/domain/dates.ts'
import { type DossierStatus, dossierStatuses } from '../../src/domain/dossier.ts'
import {
  details,
  dossier,
  grant,
  licence,
  now,
  officer,
  organisation,
  other,
  procedureCode,
  unitCode,
} from './policy-fixture.ts'

const dossierQuestion: DossierQuestion = {
  actor: officer,
  grant,
  procedure: details(),
  licence,
  dossier,
  now,
  closedDossierDays: 30,
  processes: null,
}
const elsewhere = {
  name: 'UBND phường Ba Đình',
  organisationCode: organisation('H26.102'),
  communeCode: unitCode('00004'),
}
const inCharge = { ...elsewhere, communeCode: unitCode('00070') }
const granting = (territory: OfficerGrant['territory']): OfficerGrant => ({ ...grant, territory })
const at = (text: string) => text as DateTime
const daysAgo = (days: number) => at(new Date(now.getTime() - days * 86_400_000).toISOString())

describe('a look for a filed dossier', () => {
  test('is allowed to the unit that received it, with what grant and licence share', () =>
    expect(decideDossier(dossierQuestion)).toEqual({
      kind: 'DOSSIER',
      classes: ['IDENTITY', 'RESIDENCE', 'FAMILY'],
      personalId: 'FULL',
    }))

  /** In the order in which they are told. */
  const obstacles = [
    ['ROLE_NOT_ALLOWED', { actor: other('ministry') }],
    ['NOT_GRANTED', { grant: null }],
    ['PROCEDURE_UNKNOWN', { procedure: null }],
    ['PROCEDURE_NOT_LICENSED', { licence: { ...licence, isLicensed: false } }],
    ['DOSSIER_UNKNOWN', { dossier: null }],
    [
      'DOSSIER_OF_OTHER_PROCEDURE',
      { dossier: { ...dossier, procedureCode: procedureCode('1.000656') } },
    ],
    ['UNIT_NOT_COMPETENT', { dossier: { ...dossier, receivedBy: elsewhere } }],
    [
      'OUTSIDE_TERRITORY',
      { dossier: { ...dossier, receivedBy: elsewhere }, grant: granting('CHARGE') },
    ],
    ['DOSSIER_CLOSED', { dossier: { ...dossier, finishedAt: daysAgo(40) } }],
  ] as const satisfies readonly (readonly [string, Partial<DossierQuestion>])[]

  test.each(obstacles)('is refused with %s', (reason, change) =>
    expect(decideDossier({ ...dossierQuestion, ...change })).toBe(reason),
  )

  /** What a later obstacle changes of the dossier stays, so that both stand in the way. */
  const together = (first: Partial<DossierQuestion>, second: Partial<DossierQuestion>) => {
    const both = { ...dossierQuestion, ...second, ...first }
    const parts = [second.dossier, first.dossier]
    if (parts.includes(null)) return { ...both, dossier: null }
    return {
      ...both,
      dossier: {
        ...dossier,
        ...second.dossier,
        ...(first.dossier && changed(first.dossier)),
      },
    }
  }
  const changed = (to: NonNullable<DossierQuestion['dossier']>) =>
    Object.fromEntries(
      Object.entries(to).filter(([key, value]) => dossier[key as keyof typeof dossier] !== value),
    )

  const pairs = obstacles.flatMap(([first, before], index) =>
    obstacles
      .slice(index + 1)
      .filter(([second]) => first !== 'UNIT_NOT_COMPETENT' || second !== 'OUTSIDE_TERRITORY')
      .map(([second, after]) => [first, second, together(before, after)] as const),
  )
  test.each(pairs)('says %s before %s', (first, _, question) =>
    expect(decideDossier(question)).toBe(first),
  )

  test('is refused where the client is granted the counter only', () =>
    expect(decideDossier({ ...dossierQuestion, grant: { ...grant, purposes: ['INTAKE'] } })).toBe(
      'NOT_GRANTED',
    ))

  test('is refused where nothing is known of what the procedure is licensed for', () =>
    expect(decideDossier({ ...dossierQuestion, licence: null })).toBe('PROCEDURE_NOT_LICENSED'))
})

describe('the procedure of a dossier', () => {
  const asked = (stated: string, filed: string | null) =>
    decideDossier({
      ...dossierQuestion,
      procedure: details({ code: stated }),
      dossier: { ...dossier, procedureCode: filed === null ? null : procedureCode(filed) },
    })

  test.each([
    ['3.000181', '3.000181.000.00.00.H22'],
    ['3.000181.000.00.00.H22', '3.000181'],
    ['T-BPC-280421', 'T-BPC-280421'],
  ])('is the stated one: %s for %s', (stated, filed) =>
    expect(asked(stated, filed)).toMatchObject({ kind: 'DOSSIER' }),
  )
  test.each([
    ['3.000181', '3.0001811'],
    ['3.000181', '3.000182.000.00.00.H22'],
    ['3.000181', '3.000181.000'],
    ['T-BPC-280421', 'T-BPC-280422'],
    ['1.001193', null],
  ])('is another one: %s for %s', (stated, filed) =>
    expect(asked(stated, filed)).toBe('DOSSIER_OF_OTHER_PROCEDURE'),
  )
})

describe('the unit of a look', () => {
  const received = (organisationCode: string | null) => ({
    ...elsewhere,
    organisationCode: organisationCode === null ? null : organisation(organisationCode),
  })
  const outcome = (change: Partial<DossierQuestion>) => {
    const decision = decideDossier({ ...dossierQuestion, ...change })
    return typeof decision === 'string' ? decision : 'allowed'
  }

  test.each([
    ['itself', 'H26.101', 'allowed'],
    ['a desk below it', 'H26.101.1', 'allowed'],
    ['the unit above it', 'H26', 'UNIT_NOT_COMPETENT'],
    ['one whose code only begins alike', 'H26.1011', 'UNIT_NOT_COMPETENT'],
    ['nobody known', null, 'UNIT_NOT_COMPETENT'],
  ])('has a part where the dossier was received by %s', (_, code, expected) =>
    expect(outcome({ dossier: { ...dossier, receivedBy: received(code) } })).toBe(expected),
  )

  /** [received by, processes, UNIT, CHARGE, COUNTRY] */
  const table = [
    ['the officer’s unit', dossier.receivedBy, false, 'allowed', 'allowed', 'allowed'],
    ['the officer’s unit', dossier.receivedBy, null, 'allowed', 'allowed', 'allowed'],
    ['another unit', elsewhere, true, 'allowed', 'allowed', 'allowed'],
    ['another unit', elsewhere, false, ...Array<string>(3).fill('UNIT_NOT_COMPETENT')],
    ['another unit', elsewhere, null, 'UNIT_NOT_COMPETENT', 'OUTSIDE_TERRITORY', 'allowed'],
    ['another in charge', inCharge, true, 'allowed', 'allowed', 'allowed'],
    ['another in charge', inCharge, false, ...Array<string>(3).fill('UNIT_NOT_COMPETENT')],
    ['another in charge', inCharge, null, 'UNIT_NOT_COMPETENT', 'allowed', 'allowed'],
  ] as const
  const rows = table.flatMap(([by, receivedBy, processes, ...expected]) =>
    (['UNIT', 'CHARGE', 'COUNTRY'] as const).map(
      (territory, index) => [by, processes, territory, expected[index], receivedBy] as const,
    ),
  )
  test.each(rows)(
    'received by %s, processes: %s, territory %s: %s',
    (_, processes, territory, expected, receivedBy) =>
      expect(
        outcome({
          processes,
          grant: granting(territory),
          dossier: { ...dossier, receivedBy },
        }),
      ).toBe(expected),
  )

  test('reaches a province in charge only where the receiver’s province is known', () => {
    const question = {
      actor: { ...officer, communes: [], province: unitCode('01') },
      grant: granting('CHARGE'),
      dossier: { ...dossier, receivedBy: elsewhere },
    }
    expect(outcome({ ...question, receiverProvince: unitCode('01') })).toBe('allowed')
    expect(outcome({ ...question, receiverProvince: unitCode('79') })).toBe('OUTSIDE_TERRITORY')
    expect(outcome({ ...question, receiverProvince: null })).toBe('OUTSIDE_TERRITORY')
    expect(outcome(question)).toBe('OUTSIDE_TERRITORY')
  })

  test('is judged without a look at who applied', () => {
    const unreadable = new Proxy(dossier.applicant, {
      get: () => {
        throw new Error('The decision read the applicant')
      },
    })
    for (const receivedBy of [dossier.receivedBy, elsewhere, inCharge])
      for (const territory of ['UNIT', 'CHARGE', 'COUNTRY'] as const)
        expect(() =>
          outcome({
            grant: granting(territory),
            dossier: Object.freeze({
              ...dossier,
              receivedBy,
              applicant: unreadable,
            }),
          }),
        ).not.toThrow()
  })
})

describe('the end of a dossier', () => {
  const isClosed = (
    status: DossierStatus,
    finishedAt: DateTime | null,
    receivedAt: DateTime = daysAgo(400),
  ) =>
    decideDossier({
      ...dossierQuestion,
      dossier: { ...dossier, status, finishedAt, receivedAt },
    }) === 'DOSSIER_CLOSED'

  const ended: readonly DossierStatus[] = [
    'NOT_ACCEPTED',
    'WITHDRAWN',
    'STOPPED',
    'COMPLETED',
    'RETURNED',
  ]
  test.each(dossierStatuses)('of unknown date closes an old dossier that is %s, or not', (status) =>
    expect(isClosed(status, null)).toBe(ended.includes(status)),
  )

  test('closes it after thirty days to the millisecond', () => {
    expect(isClosed('RETURNED', daysAgo(30))).toBe(true)
    expect(isClosed('RETURNED', daysAgo(30 - 1e-7))).toBe(false)
    expect(isClosed('RETURNED', daysAgo(0))).toBe(false)
  })
  test('counts by its date whatever the status says', () =>
    expect(isClosed('PROCESSING', daysAgo(31))).toBe(true))
  test('of unknown date is no earlier than the receipt', () => {
    expect(isClosed('RETURNED', null, daysAgo(29))).toBe(false)
    expect(isClosed('RETURNED', null, daysAgo(30))).toBe(true)
  })
  test('is assumed where nobody understands the status', () => {
    expect(isClosed('UNKNOWN', null)).toBe(true)
    expect(isClosed('UNKNOWN', null, daysAgo(29))).toBe(false)
  })
  test('closes it sooner where the policy says so', () =>
    expect(
      decideDossier({
        ...dossierQuestion,
        closedDossierDays: 5,
        dossier: { ...dossier, finishedAt: daysAgo(6) },
      }),
    ).toBe('DOSSIER_CLOSED'))
})
