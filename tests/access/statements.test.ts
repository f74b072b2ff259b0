import { describe, expect, test } from 'vitest'
import type { Allowed } from '../../src/access/decide.ts'
import { AccessError } from '../../src/access/errors.ts'
import { createStatements } from '../../src/access/statements.ts'
import type { DenialReason } from '../../src/domain/citizen.ts'
import { UpstreamError } from '../../src/lib/errors.ts'
import { allowed, createTestLedger } from './people-fixture.ts'
import { dossier as aDossier } from './policy-fixture.ts'

const number = '001092000111'

describe('what a dossier states of its applicant', () => {
  const applicant = {
    fullName: 'Nguyễn Văn An',
    birthDate: null,
    personalId: number,
    oldCardNumber: '012345678',
  } as unknown as typeof aDossier.applicant
  const dossier = { ...aDossier, applicant }

  const statementsWith = (
    judged: Allowed | DenialReason | Error = { ...allowed, kind: 'DOSSIER' },
  ) => {
    const test = createTestLedger()
    const statements = createStatements({
      purposes: {
        judgeStatement: () =>
          judged instanceof Error ? Promise.reject(judged) : Promise.resolve(judged),
      } as never,
      ledger: test.ledger,
      hiddenUntil: () => 9,
    })
    return { ...test, statements }
  }

  test('is recorded like a look at the register, charged to nobody and followed up by nobody', async () => {
    const { statements, recorded, ledger, noted } = statementsWith()
    expect(await statements.load(dossier)).toEqual(applicant)
    expect(recorded).toMatchObject([
      {
        subject: number,
        source: 'dossiers',
        purpose: { kind: 'DOSSIER', procedure: dossier.procedureCode, dossier: dossier.code },
        classes: allowed.classes,
        charges: [],
        followUp: null,
        hiddenUntil: 9,
      },
    ])
    ledger.close(true)
    expect(noted).toMatchObject([
      { result: 'SHOWN', subject: null, fields: ['applicant'], cached: null },
    ])
  })

  test('is shown without numbers where they are masked', async () => {
    const { statements } = statementsWith({ ...allowed, personalId: 'MASKED' })
    expect(await statements.load(dossier)).toEqual({
      ...applicant,
      personalId: null,
      oldCardNumber: null,
    })
  })

  test.each([
    ['the number', applicant, number],
    ['else the old card', { ...applicant, personalId: null }, '012345678'],
    ['else the dossier', { ...applicant, personalId: null, oldCardNumber: null }, aDossier.code],
  ])('is recorded under %s', async (_, stated, subject) => {
    const { statements, recorded } = statementsWith()
    await statements.load({ ...dossier, applicant: stated })
    expect(recorded).toMatchObject([{ subject }])
  })

  test('is refused with the reason, which is noted', async () => {
    const { statements, noted, calls } = statementsWith('UNIT_NOT_COMPETENT')
    await expect(statements.load(dossier)).rejects.toEqual(new AccessError('UNIT_NOT_COMPETENT'))
    expect(calls).toEqual([])
    expect(noted).toMatchObject([{ reason: 'UNIT_NOT_COMPETENT', subject: number }])
  })

  test('is refused where it cannot be recorded', async () => {
    const { statements, fail } = statementsWith()
    fail()
    await expect(statements.load(dossier)).rejects.toEqual(new AccessError('AUDIT_UNAVAILABLE'))
  })

  test('is an outage where its purpose cannot be looked into, and is noted as no refusal', async () => {
    const error = new UpstreamError('dossiers', 'timeout')
    const { statements, noted } = statementsWith(error)
    await expect(statements.load(dossier)).rejects.toBe(error)
    expect(noted).toEqual([])
  })

  test('of many dossiers is recorded in one write, an error in the place of each that is refused', async () => {
    const { statements, calls, judge } = statementsWith()
    judge((event) => ('subject' in event && event.subject === number ? 'OVER_BUDGET' : 'RECORDED'))
    const code = `${dossier.code}1` as typeof dossier.code
    const other = { ...dossier, code, applicant: { ...applicant, personalId: null } }
    const [one, two] = await statements.loadMany([dossier, other])
    expect(one).toBeInstanceOf(AccessError)
    expect(two).toEqual(other.applicant)
    expect(calls).toEqual([2])
  })
})
