import type { DenialReason } from '../domain/citizen.ts'
import type { Actor, Purpose } from './actor.ts'

/** Says why a reader may not, or null when they may. Pure: who and why go in, nothing else is asked. */
export type Rule = (actor: Actor | null, purpose: Purpose | null) => DenialReason | null

/** The most persons that one field may ask for. */
export const maxPersons = 20

const staffRoles: readonly string[] = ['officer', 'dashboard', 'ministry']

/** The named rules of the schema's `@access` directive. What carries no rule is public. */
export const rules = {
  STAFF: (actor) => {
    if (actor === null) return 'UNAUTHENTICATED'
    return staffRoles.includes(actor.role) ? null : 'ROLE_NOT_ALLOWED'
  },
  PERSON: (actor, purpose) => {
    if (actor === null) return 'UNAUTHENTICATED'
    if (actor.role !== 'officer') return 'ROLE_NOT_ALLOWED'
    return purpose === null ? 'PURPOSE_REQUIRED' : null
  },
  OPERATOR: (actor) => {
    if (actor === null) return 'UNAUTHENTICATED'
    return actor.role === 'operator' ? null : 'ROLE_NOT_ALLOWED'
  },
} satisfies Record<string, Rule>

export type RuleName = keyof typeof rules

export const isRuleName = (name: unknown): name is RuleName =>
  typeof name === 'string' && Object.hasOwn(rules, name)
