import { describe, expect, test } from 'vitest'
import type { Actor } from '../../src/access/actor.ts'
import { fieldClasses, type Grant } from '../../src/access/policy/types.ts'
import { isFieldClass, isRuleName, type RuleName, rules } from '../../src/access/rules.ts'
import { citizen, grant, officer, other, procedureCode } from './policy-fixture.ts'

const purpose = { procedure: procedureCode('1.001193'), dossier: null }
const roleGrant = (role: Exclude<Grant['role'], 'officer'>): Grant => ({
  client: role,
  role,
  until: null,
})

/** Everybody there can be, each with the grant that is theirs, and what it opens. */
const everybody: readonly (readonly [Actor, Grant, readonly RuleName[]])[] = [
  [officer, grant, ['STAFF', 'PERSON']],
  [other('dashboard'), roleGrant('dashboard'), ['STAFF']],
  [other('ministry'), roleGrant('ministry'), ['STAFF']],
  [citizen, roleGrant('citizen'), ['SELF']],
  [other('portal'), roleGrant('portal'), []],
  [other('auditor'), roleGrant('auditor'), ['AUDITOR']],
  [other('operator'), roleGrant('operator'), ['OPERATOR']],
]
const names = Object.keys(rules) as RuleName[]

describe.each(names)('the rule %s', (name) => {
  const rule = rules[name]

  test('asks for a token first', () =>
    expect(rule({ actor: null, grant: null, purpose })).toBe('UNAUTHENTICATED'))

  test.each(everybody)('is for the roles it names, each with a grant: $role', (actor, own, open) =>
    expect(rule({ actor, grant: own, purpose })).toBe(
      open.includes(name) ? null : 'ROLE_NOT_ALLOWED',
    ),
  )

  test.each(everybody)('opens nothing to $role without a grant', (actor, _, open) =>
    expect(rule({ actor, grant: null, purpose })).toBe(
      open.includes(name) ? 'NOT_GRANTED' : 'ROLE_NOT_ALLOWED',
    ),
  )
})

test('a person is asked for with a purpose, of which only those with a grant are reminded', () => {
  expect(rules.PERSON({ actor: officer, grant, purpose: null })).toBe('PURPOSE_REQUIRED')
  expect(rules.PERSON({ actor: officer, grant: null, purpose: null })).toBe('NOT_GRANTED')
  expect(rules.STAFF({ actor: officer, grant, purpose: null })).toBeNull()
})

test('what the schema names is a rule about readers, a class of fields, or neither', () => {
  for (const name of names) expect([isRuleName(name), isFieldClass(name)]).toEqual([true, false])
  for (const name of fieldClasses)
    expect([isRuleName(name), isFieldClass(name)]).toEqual([false, true])
  for (const name of ['WITH_OBJECT', 'toString', '', undefined, null, ['STAFF']])
    expect([isRuleName(name), isFieldClass(name)]).toEqual([false, false])
})
