import { describe, expect, test } from 'vitest'
import type { Actor, Purpose } from '../../src/access/actor.ts'
import { createDisclosure } from '../../src/access/disclosure.ts'
import { AccessError } from '../../src/access/errors.ts'
import { checkPolicyFile } from '../../src/access/policy/check.ts'
import { createPolicy } from '../../src/access/policy/index.ts'
import type { Grant } from '../../src/access/policy/types.ts'
import type { Citizen } from '../../src/domain/citizen.ts'
import { citizenOf, createMemoryAudit, denied, lookOf, number } from './people-fixture.ts'
import {
  citizen,
  details,
  dossier as aDossier,
  grant,
  minimalPolicy,
  now as wednesday,
  officer,
  other,
  procedureCode,
} from './policy-fixture.ts'

const births = procedureCode('1.001193')
const forIntake: Purpose = { procedure: births, dossier: null }
const forDossier: Purpose = { procedure: births, dossier: aDossier.code }
const dayMs = 86_400_000

const policy = createPolicy(
  checkPolicyFile({
    ...minimalPolicy,
    fields: [{ code: 'F1', licensed: true, classes: ['FAMILY', 'RESIDENCE'] }],
    competence: [{ code: 'B1', organisations: [officer.organisation] }],
    hiding: [{ client: 'hidden', days: 2, basis: 'an invented investigation' }],
  }),
  wednesday,
)

interface Facts {
  readonly actor?: Actor | null
  readonly grant?: Grant | null
  readonly now?: Date
  readonly isProtected?: boolean
  readonly found?: Citizen
}

const disclosureWith = (facts: Facts = {}) => {
  const { actor = officer, now = wednesday, found = citizenOf() } = facts
  const memory = createMemoryAudit()
  const asked: string[] = []
  const usageAsked: unknown[] = []
  const answers =
    <T>(system: string, value: T) =>
    (): Promise<T> => {
      asked.push(system)
      return Promise.resolve(value)
    }
  const procedure = details({
    fields: [{ code: 'F1', name: 'Hộ tịch' }],
    agencies: [{ code: 'B1', name: 'UBND' }],
  })
  const disclosure = createDisclosure(
    {
      actor,
      purpose: forIntake,
      policy,
      grant: facts.grant === undefined ? grant : facts.grant,
      requestId: 'request-9',
      now,
      sources: {
        procedures: {
          details: answers('procedures', procedure),
          detailsAtHand: () => undefined,
          detailsMany: answers('procedures', [procedure]),
        },
        dossiers: {
          dossier: answers('dossiers', aDossier),
          agency: answers('dossiers', null),
        },
        units: { commune: () => null },
        population: {
          citizens: {
            loadMany: (questions: readonly unknown[]) => {
              asked.push(...questions.map(() => 'population'))
              return Promise.resolve(questions.map(() => found))
            },
          },
          wasAsked: () => true,
        },
      } as never,
    },
    {
      policy: () => policy,
      isProtected: () => facts.isProtected ?? false,
      withoutProtected: (one) => ({ ...one, father: null }),
      audit: {
        ...memory.audit,
        usage: (question: unknown) => {
          usageAsked.push(question)
          return Promise.resolve({ total: 0, items: [] })
        },
        intakesWithoutDossier: () => Promise.resolve([]),
      },
      now: () => now,
    },
  )
  disclosure.ledger.operation = 'a'.repeat(64)
  return { ...memory, disclosure, asked, usageAsked }
}

const look = (purpose: Purpose) => lookOf(number, { purpose })

describe('an officer', () => {
  test('is shown a person, and the record names who asked, from where and for what', async () => {
    const { disclosure, recorded } = disclosureWith()
    expect(await disclosure.people.outcomes.load(look(forIntake))).toMatchObject({
      __typename: 'Citizen',
      record: { fullName: 'Nguyễn Văn An' },
    })
    expect(recorded).toMatchObject([
      {
        asker: {
          requestId: 'request-9',
          client: 'officer',
          role: 'officer',
          officer: officer.officerId,
          organisation: officer.organisation,
        },
        purpose: { kind: 'INTAKE', procedure: births, dossier: null },
      },
    ])
  })

  test('is charged by the kind of the purpose, and hidden from nobody by default', async () => {
    const budget = (kind: string, limits: readonly [number, number]) => ({
      hiddenUntil: null,
      charges: [
        { owner: `officer:${officer.officerId}`, kind, limit: limits[0] },
        { owner: `agency:${officer.organisation}`, kind, limit: limits[1] },
      ],
    })
    const { disclosure, recorded } = disclosureWith()
    await disclosure.people.outcomes.load(look(forIntake))
    await disclosure.people.outcomes.load(look(forDossier))
    expect(recorded).toMatchObject([budget('INTAKE', [60, 400]), budget('DOSSIER', [300, 2_000])])
    for (const { charges } of recorded as unknown as { charges: { windowStart: number }[] }[])
      for (const { windowStart } of charges)
        expect(Math.floor((wednesday.getTime() - windowStart) / dayMs)).toBe(0)
  })

  test.each([
    ['the next day', '2026-11-18T09:00:00+07:00', '2026-11-19T23:59:59+07:00'],
    ['Monday, after a Friday', '2026-11-20T09:00:00+07:00', '2026-11-23T23:59:59+07:00'],
    [
      'the next day in Viet Nam, where it is already tomorrow',
      '2026-11-18T01:00:00+07:00',
      '2026-11-19T23:59:59+07:00',
    ],
  ])('is expected to have filed by the end of %s', async (_, at, deadline) => {
    const { disclosure, recorded } = disclosureWith({ now: new Date(at) })
    await disclosure.people.outcomes.load(look(forIntake))
    expect(recorded).toMatchObject([{ followUp: { deadlineAt: Date.parse(deadline) } }])
  })

  test('is followed up for intakes only', async () => {
    const { disclosure, recorded } = disclosureWith()
    await disclosure.people.outcomes.load(look(forDossier))
    expect(recorded).toMatchObject([{ purpose: { kind: 'DOSSIER' }, followUp: null }])
  })

  test('of a lawful investigation leaves no trace that the person sees before its end', async () => {
    const { disclosure, recorded } = disclosureWith({ actor: { ...officer, clientId: 'hidden' } })
    await disclosure.people.outcomes.load(look(forIntake))
    await disclosure.statements.load({
      ...aDossier,
      applicant: { ...aDossier.applicant, fullName: 'Nguyễn Văn An' },
    })
    const hiddenUntil = expect.any(Number)
    expect(recorded).toMatchObject([
      { source: 'population', hiddenUntil },
      { source: 'dossiers', hiddenUntil },
    ])
  })

  test('sees what a dossier of their unit states of its applicant', async () => {
    const applicant = { ...aDossier.applicant, fullName: 'Nguyễn Văn An' }
    const { disclosure, recorded } = disclosureWith()
    expect(await disclosure.statements.load({ ...aDossier, applicant })).toMatchObject({
      fullName: 'Nguyễn Văn An',
    })
    expect(recorded).toMatchObject([{ source: 'dossiers', hiddenUntil: null }])
  })

  test('without a grant is refused, and nothing is asked of the register', async () => {
    const { disclosure, asked, noted } = disclosureWith({ grant: null })
    expect(await disclosure.people.outcomes.load(look(forIntake))).toEqual(denied('NOT_GRANTED'))
    expect(asked).not.toContain('population')
    expect(noted).toMatchObject([{ kind: 'REFUSAL', reason: 'NOT_GRANTED' }])
  })

  test('is told of a protected person only where the grant says that they may know', async () => {
    const isProtected = true
    const outcomeFor = (knowsProtected: boolean) =>
      disclosureWith({
        isProtected,
        grant: { ...grant, knowsProtected },
      }).disclosure.people.outcomes.load(look(forIntake))
    expect(await outcomeFor(true)).toEqual(denied('PERSON_PROTECTED'))
    expect(await outcomeFor(false)).toMatchObject({ __typename: 'Citizen' })
  })

  test('is shown no relative who is protected', async () => {
    const father = { fullName: 'Nguyễn Văn Ba' } as unknown as Citizen['father']
    const { disclosure } = disclosureWith({ found: citizenOf({ father }) })
    expect(await disclosure.people.outcomes.load(look(forDossier))).toMatchObject({
      record: { father: null },
    })
  })
})

const refusal = new AccessError('ROLE_NOT_ALLOWED')

describe('whoever is no officer', () => {
  test.each<readonly [string, Actor | null]>([
    ['a citizen', citizen],
    ['an auditor', other('auditor')],
    ['a dashboard', other('dashboard')],
    ['nobody', null],
  ])('is shown no person by any door, though a field lacked its rule: %s', (_, actor) => {
    const { disclosure, asked, recorded } = disclosureWith({ actor })
    const { people, statements } = disclosure
    const doors: readonly (() => unknown)[] = [
      () => people.outcomes.load(look(forIntake)),
      () => people.outcomes.loadMany([look(forIntake)]),
      () => people.find(look(forIntake)),
      () => people.require(look(forIntake)),
      () => statements.load(aDossier),
      () => statements.loadMany([aDossier]),
    ]
    for (const door of doors) expect(door).toThrow(refusal)
    expect([asked, recorded]).toEqual([[], []])
  })

  test('is in the record by client and role, without an officer or a unit', async () => {
    const { disclosure, recorded } = disclosureWith({ actor: citizen })
    await disclosure.accessLog.read(citizen.personalId, { from: 0, to: 1, offset: 0, limit: 1 })
    const asker = { client: 'citizen', role: 'citizen', officer: null, organisation: null }
    expect(recorded).toMatchObject([{ asker }])
  })

  test('is in the record as nobody where there is no token', () => {
    const { disclosure, noted } = disclosureWith({ actor: null })
    disclosure.ledger.refuse('UNAUTHENTICATED', number, null)
    const asker = { client: '', role: '', officer: null, organisation: null }
    expect(noted).toMatchObject([{ asker }])
  })
})

test('a portal that the policy names reads the log of a citizen, as of now', async () => {
  const own = { client: 'portal', role: 'portal', until: null } as const
  const { disclosure, usageAsked } = disclosureWith({ actor: other('portal'), grant: own })
  await disclosure.accessLog.read(citizen.personalId, { from: 0, to: 1, offset: 0, limit: 1 })
  expect(usageAsked).toMatchObject([{ now: wednesday.getTime() }])
})

test('auditors read which intakes no dossier followed, and nobody else does', async () => {
  const intakesOf = (actor: Actor) =>
    disclosureWith({ actor }).disclosure.intakes.withoutDossier(wednesday, wednesday, 1)
  expect(await intakesOf(other('auditor'))).toEqual([])
  await expect(intakesOf(officer)).rejects.toThrow(refusal)
})
