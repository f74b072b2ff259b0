import { describe, expect, test } from 'vitest'
import { type Actor, roles } from '../../src/access/actor.ts'
import { fieldClasses } from '../../src/access/policy/types.ts'
import {
  isFieldClass,
  isRuleName,
  type Reader,
  type RuleName,
  rules,
} from '../../src/access/rules.ts'
import { citizen, grant, officer, other, procedureCode } from './policy-fixture.ts'

const actorOf = (role: Actor['role']): Actor => {
  if (role === 'officer') return officer
  return role === 'citizen' ? citizen : other(role)
}
const purpose = { procedure: procedureCode('1.001193'), dossier: null }
const readerOf = (role: Actor['role']): Reader => ({ actor: actorOf(role), grant, purpose })

const allowed: Readonly<Record<RuleName, readonly Actor['role'][]>> = {
  STAFF: ['officer', 'dashboard', 'ministry'],
  PERSON: ['officer'],
  OPERATOR: ['operator'],
  AUDITOR: ['auditor'],
  SELF: ['citizen'],
}
const names = Object.keys(allowed) as RuleName[]

describe.each(names)('the rule %s', (name) => {
  test('lets its roles pass and no other', () => {
    const passing = roles.filter((role) => rules[name](readerOf(role)) === null)
    expect([...passing].sort()).toEqual([...allowed[name]].sort())
    const refused = roles.filter((role) => !allowed[name].includes(role))
    for (const role of refused) expect(rules[name](readerOf(role))).toBe('ROLE_NOT_ALLOWED')
  })

  test('asks whoever has no token for one', () =>
    expect(rules[name]({ actor: null, grant: null, purpose: null })).toBe('UNAUTHENTICATED'))
})

test('a person is shown only by a grant and for a purpose', () => {
  const reader = readerOf('officer')
  expect(rules.PERSON({ ...reader, grant: null })).toBe('NOT_GRANTED')
  expect(rules.PERSON({ ...reader, purpose: null })).toBe('PURPOSE_REQUIRED')
  expect(rules.PERSON({ ...reader, grant: null, purpose: null })).toBe('NOT_GRANTED')
})

test('what the schema names is a rule about readers, a class of fields, or neither', () => {
  for (const name of names) expect([isRuleName(name), isFieldClass(name)]).toEqual([true, false])
  for (const name of fieldClasses)
    expect([isRuleName(name), isFieldClass(name)]).toEqual([false, true])
  for (const name of ['WITH_OBJECT', 'toString', '', undefined, null, ['STAFF']])
    expect([isRuleName(name), isFieldClass(name)]).toEqual([false, false])
})
