import { describe, expect, test } from 'vitest'
import type { Actor } from '../../src/access/actor.ts'
import { checkPolicyFile } from '../../src/access/policy/check.ts'
import { createPolicy } from '../../src/access/policy/index.ts'
import {
  minimalPolicy,
  now,
  officer,
  organisation,
  other,
  procedureCode,
} from './policy-fixture.ts'

const policyWith = (change: Readonly<Record<string, unknown>>) =>
  createPolicy(checkPolicyFile({ ...minimalPolicy, ...change }), now)

describe('the charges of a look', () => {
  const charges = (kind: 'DOSSIER' | 'INTAKE', at: string, windowHours = 24) =>
    policyWith({
      budgets: {
        DOSSIER: { windowHours, officer: 300, agency: 2000 },
        INTAKE: { windowHours, officer: 60, agency: 400 },
      },
    }).chargesFor(kind, officer.officerId, officer.organisation, Date.parse(at))

  test('are the officer’s and the agency’s, by kind', () => {
    const windowStart = Date.parse('2026-11-18T00:00:00+07:00')
    expect(charges('DOSSIER', '2026-11-18T09:00:00+07:00')).toEqual([
      { owner: 'officer:001085000777', kind: 'DOSSIER', limit: 300, windowStart },
      { owner: 'agency:H26.101', kind: 'DOSSIER', limit: 2000, windowStart },
    ])
    expect(charges('INTAKE', '2026-11-18T09:00:00+07:00').map(({ limit }) => limit)).toEqual([
      60, 400,
    ])
  })

  test.each([
    ['2026-11-18T00:00:00+07:00', 24, '2026-11-18T00:00:00+07:00'],
    ['2026-11-17T23:59:59.999+07:00', 24, '2026-11-17T00:00:00+07:00'],
    ['2026-11-18T09:59:59+07:00', 1, '2026-11-18T09:00:00+07:00'],
    ['2026-11-18T09:59:59+07:00', 6, '2026-11-18T06:00:00+07:00'],
  ])('at %s, in windows of %i hours, began at %s', (at, hours, expected) =>
    expect(charges('DOSSIER', at, hours).map(({ windowStart }) => windowStart)).toEqual(
      Array<number>(2).fill(Date.parse(expected)),
    ),
  )
})

describe('the charge of a portal', () => {
  const chargeAt = (at: string, change: Readonly<Record<string, unknown>> = {}) =>
    policyWith({ budgets: { ...minimalPolicy.budgets, ...change } }).portalCharge(
      'national-portal',
      Date.parse(at),
    )

  test('is its own, in windows of a day unless the policy says otherwise', () =>
    expect(chargeAt('2026-11-18T09:00:00+07:00')).toEqual({
      owner: 'portal:national-portal',
      kind: 'SELF',
      limit: 10_000,
      windowStart: Date.parse('2026-11-18T00:00:00+07:00'),
    }))

  test('is as the policy says', () =>
    expect(
      chargeAt('2026-11-18T09:59:00+07:00', { PORTAL: { windowHours: 1, portal: 7 } }),
    ).toMatchObject({ limit: 7, windowStart: Date.parse('2026-11-18T09:00:00+07:00') }))
})

describe('a look that is hidden for a while', () => {
  const policy = policyWith({
    hiding: [
      { client: 'police', days: 90, basis: 'Luật' },
      { client: 'police', procedure: '3.000181', days: 180, basis: 'Luật' },
      { organisation: 'H26.101', procedure: '1.000656', days: 10, basis: 'Luật' },
    ],
  })
  const dayMs = 86_400_000
  const days = (actor: Actor, procedure: string | null) => {
    const until = policy.hiddenUntil(
      actor,
      procedure === null ? null : procedureCode(procedure),
      now.getTime(),
    )
    return until === null ? null : (until - now.getTime()) / dayMs
  }
  const police = { ...officer, clientId: 'police', organisation: organisation('H30') }

  test.each([
    ['only one of two things that a rule names fits', officer, '1.001193', null],
    ['the client fits', police, '1.001193', 90],
    ['the client fits and no procedure is stated', police, null, 90],
    ['two rules fit: the longer holds', police, '3.000181', 180],
    ['a province’s form of the procedure fits', police, '3.000181.000.00.00.H22', 180],
    ['organisation and procedure fit', officer, '1.000656', 10],
    [
      'a desk below the organisation fits',
      { ...officer, organisation: organisation('H26.101.1') },
      '1.000656',
      10,
    ],
    ['the role has no organisation', other('ministry'), '1.000656', null],
  ] as const)('where %s', (_, actor, procedure, expected) =>
    expect(days(actor, procedure)).toBe(expected),
  )
})
