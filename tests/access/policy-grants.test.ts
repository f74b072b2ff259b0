import { describe, expect, test } from 'vitest'
import { checkPolicyFile, warningsIn } from '../../src/access/policy/check.ts'
import { day, grantRow, minimalPolicy, problemsOf, roleRow } from './policy-fixture.ts'

const roles = ['dashboard', 'ministry', 'citizen', 'portal', 'auditor', 'operator']

const problemsWith = (change: Readonly<Record<string, unknown>>) =>
  problemsOf(() => checkPolicyFile({ ...minimalPolicy, ...change }))

describe('a policy file', () => {
  test.each<readonly [string, Readonly<Record<string, unknown>>, string]>([
    [
      'an unknown role',
      { grants: [{ ...grantRow, role: 'king' }] },
      'grants.0.role: one of officer,',
    ],
    ['a role without a client', { grants: [{ ...grantRow, client: ' ' }] }, 'grants.0.client: '],
    ['another role without a client', { grants: [{ role: 'auditor' }] }, 'grants.0.client: '],
    ['a client without a role', { grants: [{ client: 'a' }] }, 'grants.0.role: '],
    ['an unknown class', { grants: [{ ...grantRow, classes: ['DNA'] }] }, 'grants.0.classes.0: '],
    ['a grant of nothing', { grants: [{ ...grantRow, classes: [] }] }, 'grants.0.classes: '],
    ['a grant for nothing', { grants: [{ ...grantRow, purposes: [] }] }, 'grants.0.purposes: '],
    [
      'a grant without identity',
      { grants: [{ ...grantRow, classes: ['FAMILY'] }] },
      'grants.0.classes: IDENTITY is needed',
    ],
    [
      'an end that is no day',
      { grants: [{ ...grantRow, until: '2027-02-30' }] },
      'grants.0.until: ',
    ],
    [
      'an end in another form',
      { grants: [{ ...grantRow, until: '31/12/2027' }] },
      'grants.0.until: ',
    ],
    [
      'two grants for one client in one role',
      { grants: [grantRow, { ...grantRow, personalId: 'MASKED' }] },
      'grants.1: is about the same as grants.0',
    ],
    [
      'two grants for one client in another role',
      { grants: [roleRow, { ...roleRow, until: '2027-12-31' }] },
      'grants.1: is about the same as grants.0',
    ],
  ])('is refused with %s', (_, change, problem) => {
    const problems = problemsWith(change)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain(problem)
  })

  test.each(roles)('is refused where it grants anything of a person to the role %s', (role) => {
    for (const more of [
      { classes: ['IDENTITY'] },
      { classes: ['IDENTITY', 'ETHNICITY'] },
      { purposes: ['DOSSIER'] },
      { territory: 'COUNTRY' },
      { personalId: 'FULL' },
      { knowsProtected: false },
    ])
      expect(problemsWith({ grants: [{ client: 'a', role, ...more }] })).toEqual([
        'grants.0: a grant for another role than officer has client, role and until alone',
      ])
  })

  test('tells of a grant that has ended, without refusing it', () => {
    const file = checkPolicyFile({
      ...minimalPolicy,
      grants: [
        { ...grantRow, until: '2026-11-17' },
        { ...grantRow, client: 'second', until: '2026-11-18' },
      ],
    })
    expect(warningsIn(file, day('2026-11-18'))).toEqual([
      'grants.0.until: has passed: the grant holds no more',
    ])
  })
})
