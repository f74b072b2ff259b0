import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  decideDossier,
  decideIntake,
  type DossierQuestion,
  type IntakeQuestion,
} from '../../src/access/decide.ts'
import { fieldClasses, type OfficerGrant } from '../../src/access/policy/types.ts'
import { citizen, details, dossier, grant, licence, now, officer } from './policy-fixture.ts'

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
const intakeQuestion: IntakeQuestion = {
  actor: officer,
  grant,
  procedure: details(),
  licence,
  isCompetent: true,
}

describe('a look at the counter', () => {
  test('shows basic data only', () =>
    expect(decideIntake(intakeQuestion)).toEqual({
      kind: 'INTAKE',
      classes: ['IDENTITY', 'RESIDENCE'],
      personalId: 'FULL',
    }))

  const obstacles = [
    ['ROLE_NOT_ALLOWED', { actor: citizen }],
    ['NOT_GRANTED', { grant: { ...grant, purposes: ['DOSSIER'] } }],
    ['PROCEDURE_UNKNOWN', { procedure: null }],
    ['PROCEDURE_NOT_LICENSED', { licence: { ...licence, isLicensed: false } }],
    ['UNIT_NOT_COMPETENT', { isCompetent: false }],
  ] as const satisfies readonly (readonly [string, Partial<IntakeQuestion>])[]
  const pairs = obstacles.flatMap(([reason, change], index) =>
    [undefined, ...obstacles.slice(index + 1)].map(
      (later) => [reason, later?.[0] ?? 'nothing else', { ...later?.[1], ...change }] as const,
    ),
  )
  test.each(pairs)('is refused with %s, whether or not %s holds', (reason, _, change) =>
    expect(decideIntake({ ...intakeQuestion, ...change })).toBe(reason),
  )
})

describe('what is shown', () => {
  const classes = fc.subarray([...fieldClasses])
  const shown = (decision: ReturnType<typeof decideDossier>) =>
    typeof decision === 'string' ? [] : decision.classes
  const decide = (granted: OfficerGrant['classes'], licensed: OfficerGrant['classes']) => {
    const change = {
      grant: { ...grant, classes: granted },
      licence: { isLicensed: true, classes: licensed },
    }
    return [
      decideDossier({ ...dossierQuestion, ...change }),
      decideIntake({ ...intakeQuestion, ...change }),
    ]
  }

  test('is both granted and licensed', () =>
    fc.assert(
      fc.property(classes, classes, (granted, licensed) => {
        for (const name of decide(granted, licensed).flatMap(shown)) {
          expect(granted).toContain(name)
          expect(licensed).toContain(name)
        }
      }),
    ))

  test('never shrinks when one class more is granted', () =>
    fc.assert(
      fc.property(classes, classes, fc.constantFrom(...fieldClasses), (granted, licensed, more) => {
        const before = decide(granted, licensed)
        const after = decide([...granted, more], licensed)
        before.forEach((decision, index) => {
          expect(shown(after[index] ?? 'NOT_GRANTED')).toEqual(
            expect.arrayContaining([...shown(decision)]),
          )
        })
      }),
    ))

  test('is never sensitive or of relatives at the counter', () =>
    fc.assert(
      fc.property(classes, classes, (granted, licensed) => {
        const [, intake = 'NOT_GRANTED'] = decide(granted, licensed)
        expect(['IDENTITY', 'CIVIL_STATUS', 'RESIDENCE']).toEqual(
          expect.arrayContaining([...shown(intake)]),
        )
      }),
    ))
})
