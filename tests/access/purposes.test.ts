import { describe, expect, test } from 'vitest'
import { checkPolicyFile } from '../../src/access/policy/check.ts'
import { createPolicy } from '../../src/access/policy/index.ts'
import { createPurposes } from '../../src/access/purposes.ts'
import type { Dossier } from '../../src/domain/dossier.ts'
import { UpstreamError } from '../../src/lib/errors.ts'
import {
  details,
  dossier,
  grant,
  minimalPolicy,
  now,
  officer,
  organisation,
  procedureCode,
  unitCode,
} from './policy-fixture.ts'

const fields = [{ code: 'F1', name: 'Hộ tịch' }]
const policy = createPolicy(
  checkPolicyFile({
    ...minimalPolicy,
    fields: [{ code: 'F1', licensed: true, classes: ['FAMILY', 'RESIDENCE'] }],
    competence: [{ code: 'B1', organisations: ['H26.101'] }],
  }),
  now,
)

interface Facts {
  /** By code; those that are not here the catalogue does not know. */
  readonly procedures?: readonly string[]
  readonly dossier?: Dossier | null
  readonly agency?: {
    readonly name: string
    readonly communeCode: ReturnType<typeof unitCode>
  } | null
  readonly steps?: readonly { readonly organisation: string }[] | null
  readonly instance?: string
  readonly provinceCode?: string | null
  readonly downs?: readonly string[]
}

const purposesWith = (facts: Facts, over: object = {}) => {
  const asked: string[] = []
  const answer =
    <T>(name: string, value: (key: string) => T) =>
    (key: unknown): Promise<T> => {
      asked.push(`${name} ${typeof key === 'string' ? key : ''}`.trim())
      return facts.downs?.includes(name)
        ? Promise.reject(new UpstreamError(name, 'unavailable'))
        : Promise.resolve(value(String(key)))
    }
  const sources = {
    procedures: {
      detailsAtHand: () => undefined,
      details: answer('procedure', (code) =>
        (facts.procedures ?? ['1.001193']).includes(code)
          ? details({ code, fields, agencies: [{ code: 'B1', name: 'UBND' }] })
          : null,
      ),
    },
    dossiers: {
      dossier: answer('dossier', () => (facts.dossier === undefined ? dossier : facts.dossier)),
      agency: answer('agency', () => facts.agency ?? null),
      steps: answer('steps', () => (facts.steps === undefined ? [] : facts.steps)),
      instanceOf: () => facts.instance ?? 'ha-noi',
    },
    units: {
      commune: () =>
        facts.provinceCode === null ? null : { provinceCode: facts.provinceCode ?? '01' },
    },
  }
  const purposes = createPurposes({
    actor: officer,
    grant,
    policy,
    now,
    sources: sources as never,
    ...over,
  })
  return { purposes, asked }
}

const births = procedureCode('1.001193')
const forDossier = { procedure: births, dossier: dossier.code }
const forIntake = { procedure: births, dossier: null }
/** Received by another unit of the same installation. */
const elsewhere: Dossier = {
  ...dossier,
  receivedBy: { ...dossier.receivedBy, organisationCode: organisation('H26.105') },
}
const allowed = { kind: 'DOSSIER', personalId: 'FULL' }

describe('a dossier that another unit received', () => {
  const ours = { name: 'UBND phường Hoàn Kiếm', communeCode: unitCode('00070') }

  test('may be looked into by the unit whose agency one of its steps names, however it is spelled', async () => {
    const { purposes } = purposesWith({
      dossier: elsewhere,
      agency: ours,
      steps: [{ organisation: 'Sở Tư pháp' }, { organisation: 'ubnd Phuong  Hoàn Kiếm' }],
    })
    expect(await purposes.judge(forDossier)).toMatchObject(allowed)
  })

  test.each<readonly [string, Facts]>([
    ['where its steps name others only', { agency: ours, steps: [{ organisation: 'Sở Tư pháp' }] }],
    ['where it has no step yet', { agency: ours, steps: [] }],
    ['where its system gives no steps', { agency: ours, steps: null }],
    [
      'where nobody knows what the agency is called',
      { agency: null, steps: [{ organisation: '' }] },
    ],
    [
      'where the name is one of another installation',
      { agency: ours, steps: [{ organisation: ours.name }], instance: 'da-nang' },
    ],
  ])('may not %s', async (_, facts) => {
    const { purposes } = purposesWith({ dossier: elsewhere, ...facts })
    expect(await purposes.judge(forDossier)).toBe('UNIT_NOT_COMPETENT')
  })

  test('may be looked into by the province in charge where its system gives no steps', async () => {
    const charge = {
      grant: { ...grant, territory: 'CHARGE' },
      actor: { ...officer, communes: [], province: unitCode('01') },
    }
    const judged = (facts: Facts) =>
      purposesWith({ dossier: elsewhere, steps: null, ...facts }, charge).purposes.judge(forDossier)
    expect(await judged({})).toMatchObject(allowed)
    expect(await judged({ provinceCode: '48' })).toBe('OUTSIDE_TERRITORY')
    expect(await judged({ provinceCode: null })).toBe('OUTSIDE_TERRITORY')
    const placeless = {
      ...elsewhere,
      receivedBy: { ...elsewhere.receivedBy, communeCode: null },
    }
    expect(await judged({ dossier: placeless })).toBe('OUTSIDE_TERRITORY')
  })
})

describe('what the own unit received', () => {
  test('is judged apart from another dossier of the same procedure in the same request', async () => {
    const { purposes } = purposesWith({})
    const code = `${dossier.code}9` as typeof dossier.code
    expect(await purposes.judge(forDossier, dossier)).toMatchObject(allowed)
    expect(await purposes.judge({ ...forDossier, dossier: code }, { ...elsewhere, code })).toBe(
      'UNIT_NOT_COMPETENT',
    )
  })

  test('is judged without a look at its steps or agencies', async () => {
    const { purposes, asked } = purposesWith({})
    expect(await purposes.judge(forDossier)).toMatchObject({
      ...allowed,
      classes: ['IDENTITY', 'RESIDENCE', 'FAMILY'],
    })
    expect(asked).toEqual([`dossier ${dossier.code}`, 'procedure 1.001193'])
  })

  test('is not read again where the look starts at it, and judged once however often it is asked', async () => {
    const { purposes, asked } = purposesWith({})
    const [one, other] = await Promise.all([
      purposes.judge(forDossier, dossier),
      purposes.judge(forDossier),
    ])
    expect(one).toBe(other)
    expect(asked).toEqual(['procedure 1.001193'])
  })

  test('lends its verdict to no other dossier of its procedure, and to no other procedure', async () => {
    const procedures = ['1.001193', '2.000815']
    const { purposes } = purposesWith({ dossier: null, procedures })
    expect(await purposes.judge(forDossier, dossier)).toMatchObject(allowed)
    const another = { ...forDossier, dossier: `${dossier.code}1` as typeof dossier.code }
    const elsewise = { ...forDossier, procedure: procedureCode('2.000815') }
    expect(await purposes.judge(another)).toBe('DOSSIER_UNKNOWN')
    expect(await purposes.judge(elsewise)).toBe('DOSSIER_UNKNOWN')
    expect(await purposes.judge(elsewise, dossier)).toBe('DOSSIER_UNKNOWN')
  })

  test('is judged apart for each purpose', async () => {
    const { purposes } = purposesWith({
      procedures: ['1.001193', '2.000815'],
    })
    expect(await purposes.judge(forDossier)).toMatchObject(allowed)
    expect(await purposes.judge({ ...forDossier, procedure: procedureCode('2.000815') })).toBe(
      'DOSSIER_OF_OTHER_PROCEDURE',
    )
    expect(await purposes.judge(forIntake)).toMatchObject({ kind: 'INTAKE' })
  })

  test.each(['dossier', 'procedure'])('is an outage where its %s cannot be read', async (name) => {
    const { purposes } = purposesWith({ downs: [name] })
    await expect(purposes.judge(forDossier)).rejects.toBeInstanceOf(UpstreamError)
  })
})

describe('a procedure', () => {
  const local = procedureCode('1.001193.000.00.00.H26')

  test('of a province is looked up by its own code first, and then by the national one within it', async () => {
    const { purposes, asked } = purposesWith({})
    expect(await purposes.judge({ procedure: local, dossier: null })).toMatchObject({
      kind: 'INTAKE',
    })
    expect(asked.filter((one) => one.startsWith('procedure'))).toEqual([
      `procedure ${local}`,
      'procedure 1.001193',
    ])
  })

  test('that the catalogue does not know is asked for once and is no purpose', async () => {
    const { purposes, asked } = purposesWith({ procedures: [] })
    expect(await purposes.judge(forIntake)).toBe('PROCEDURE_UNKNOWN')
    expect(asked.filter((one) => one.startsWith('procedure'))).toEqual(['procedure 1.001193'])
    expect(await purposes.judge(forDossier)).toBe('PROCEDURE_UNKNOWN')
  })
})

describe('an intake', () => {
  test('is for units of the kind and the name that the policy says do the body’s work', async () => {
    const row = { code: 'B1', unit: 'COMMUNE', unitNames: ['UBND phường'] }
    const fieldRow = { code: 'F1', licensed: true, classes: [] }
    const byKind = createPolicy(
      checkPolicyFile({ ...minimalPolicy, fields: [fieldRow], competence: [row] }),
      now,
    )
    const judged = (agency: Facts['agency']) =>
      purposesWith({ agency: agency ?? null }, { policy: byKind }).purposes.judge(forIntake)
    const commune = { name: 'UBND phường Hoàn Kiếm', communeCode: unitCode('00070') }
    expect(await judged(commune)).toMatchObject({ kind: 'INTAKE' })
    expect(await judged({ ...commune, name: 'Trạm y tế' })).toBe('UNIT_NOT_COMPETENT')
    expect(await judged(null)).toBe('UNIT_NOT_COMPETENT')
  })

  test('is for units that are competent, whether or not anybody knows their agency', async () => {
    expect(await purposesWith({}).purposes.judge(forIntake)).toEqual({
      kind: 'INTAKE',
      classes: ['IDENTITY', 'RESIDENCE'],
      personalId: 'FULL',
    })
    const other = { actor: { ...officer, organisation: organisation('H26.102') } }
    expect(await purposesWith({}, other).purposes.judge(forIntake)).toBe('UNIT_NOT_COMPETENT')
  })

  test('reads no dossier, and is an outage where the agencies cannot be read', async () => {
    const { purposes, asked } = purposesWith({})
    await purposes.judge(forIntake)
    expect(asked).toEqual(['procedure 1.001193', 'agency H26.101'])
    const down = purposesWith({ downs: ['agency'] })
    await expect(down.purposes.judge(forIntake)).rejects.toBeInstanceOf(UpstreamError)
  })
})

describe('what a dossier states of its applicant', () => {
  test('needs no licence and no catalogue, and shows who it is alone', async () => {
    const { purposes, asked } = purposesWith({ procedures: [] })
    expect(await purposes.judgeStatement(dossier)).toEqual({ ...allowed, classes: ['IDENTITY'] })
    expect(asked).toEqual([])
  })

  test('is refused like the register where the unit has no part in it, or where it states no procedure', async () => {
    const { purposes } = purposesWith({})
    expect(await purposes.judgeStatement(elsewhere)).toBe('UNIT_NOT_COMPETENT')
    const unnamed = { ...dossier, code: `${dossier.code}1` as never, procedureCode: null }
    expect(await purposes.judgeStatement(unnamed)).toBe('PROCEDURE_UNKNOWN')
  })

  test('is judged once, and apart from a look at the register for the same dossier', async () => {
    const { purposes } = purposesWith({})
    const stated = await purposes.judgeStatement(dossier)
    expect(await purposes.judgeStatement(dossier)).toBe(stated)
    expect(await purposes.judge(forDossier)).not.toEqual(stated)
  })
})
