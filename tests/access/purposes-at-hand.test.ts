import { describe, expect, test } from 'vitest'
import { checkPolicyFile } from '../../src/access/policy/check.ts'
import { createPolicy } from '../../src/access/policy/index.ts'
import { createPurposes } from '../../src/access/purposes.ts'
import type { ProcedureDetails } from '../../src/domain/procedure.ts'
import {
  details,
  dossier,
  grant,
  minimalPolicy,
  now,
  officer,
  procedureCode,
} from './policy-fixture.ts'

const policy = createPolicy(
  checkPolicyFile({
    ...minimalPolicy,
    fields: [{ code: 'F1', licensed: true, classes: ['RESIDENCE'] }],
  }),
  now,
)

const births = procedureCode('1.001193')
const local = procedureCode('1.001193.000.00.00.H26')
const foreign = procedureCode('1.001193.000.00.00.H29')
const known = (code: string) => details({ code, fields: [{ code: 'F1', name: 'Hộ tịch' }] })

type Known = ProcedureDetails | null | undefined

/** `atHand` and `catalogue` by code: undefined is what has to be asked for, null what is known not to exist. */
const setUp = (
  atHand: Readonly<Record<string, Known>>,
  catalogue: Readonly<Record<string, Known>> = {},
) => {
  const looked: string[] = []
  const asked: string[] = []
  const purposes = createPurposes({
    actor: officer,
    grant,
    policy,
    now,
    sources: {
      procedures: {
        detailsAtHand(code: string) {
          looked.push(code)
          return atHand[code]
        },
        details(code: string) {
          asked.push(code)
          return Promise.resolve(catalogue[code] ?? null)
        },
      },
      dossiers: {
        instanceOf: (code: string) => (code.startsWith('H29') ? 'elsewhere' : 'own'),
        dossier: () => Promise.resolve(dossier),
      },
      units: { commune: () => ({ provinceCode: '01' }) },
    } as never,
  })
  const judge = (code = births) =>
    purposes.judge({ procedure: code, dossier: dossier.code }, { ...dossier, procedureCode: code })
  return { purposes, judge, looked, asked }
}

const allowed = { kind: 'DOSSIER', personalId: 'FULL' }

describe('what the catalogue says of a procedure, where it is at hand', () => {
  test('is judged at once, looked for once, and asked of nobody', () => {
    const { judge, looked, asked } = setUp({ [births]: known(births) })
    expect(judge()).toMatchObject(allowed)
    expect(judge()).toMatchObject(allowed)
    expect(looked).toEqual([births])
    expect(asked).toEqual([])
  })

  test('is that of the national form where a province has none of its own', () => {
    const { judge, looked } = setUp({ [local]: null, [births]: known(births) })
    expect(judge(local)).toMatchObject(allowed)
    expect(looked).toEqual([local, births])
  })

  test('is that of the province where it has one', () => {
    const { judge, looked } = setUp({ [local]: known(local), [births]: null })
    expect(judge(local)).toMatchObject(allowed)
    expect(looked).toEqual([local])
  })

  test('is nothing where the national form, looked for once, is known not to exist', () => {
    const { judge, looked } = setUp({ [births]: null })
    expect(judge()).toBe('PROCEDURE_UNKNOWN')
    expect(looked).toEqual([births])
  })

  test('is asked for where only the national form has to be asked for', async () => {
    const { judge, asked } = setUp({ [local]: null }, { [births]: known(births) })
    expect(await judge(local)).toMatchObject(allowed)
    expect(asked).toEqual([local, births])
  })
})

test('another province’s form of a procedure is unknown to this unit, and nobody is asked about it', () => {
  const { judge, looked, asked } = setUp({ [foreign]: known(foreign) })
  expect(judge(foreign)).toBe('PROCEDURE_UNKNOWN')
  expect([...looked, ...asked]).toEqual([])
})

describe('preparing', () => {
  test('asks for each that is not at hand once, so that all are judged at once afterwards', async () => {
    const { purposes, judge, asked } = setUp({ [births]: known(births) }, { [local]: known(local) })
    await purposes.prepare([births, local, local, births])
    expect(asked).toEqual([local])
    expect(judge(local)).toMatchObject(allowed)
    expect(judge(births)).toMatchObject(allowed)
    expect(asked).toEqual([local])
  })

  test('asks for nothing where all are at hand', async () => {
    const { purposes, asked } = setUp({ [births]: known(births) })
    await purposes.prepare([births])
    expect(asked).toEqual([])
  })
})
