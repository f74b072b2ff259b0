import type { DenialReason } from '../domain/citizen.ts'
import type { Actor, Purpose } from './actor.ts'
import { type FieldClass, fieldClasses, type Grant } from './policy/types.ts'

/** What the rules need to know of a request. */
export interface Reader {
  readonly actor: Actor | null
  readonly purpose: Purpose | null
  /** Null: denied by default. */
  readonly grant: Grant | null
}

/** Says why a reader may not, or null when they may. Pure: who and why go in, nothing else is asked. */
export type Rule = (reader: Reader) => DenialReason | null

/** The most persons that one field may ask for. */
export const maxPersons = 20

const staffRoles: readonly string[] = ['officer', 'dashboard', 'ministry']

const only =
  (role: string): Rule =>
  ({ actor }) => {
    if (actor === null) return 'UNAUTHENTICATED'
    return actor.role === role ? null : 'ROLE_NOT_ALLOWED'
  }

/** The rules of the schema's `@access` directive that look at the reader. What carries no rule is public. */
export const rules = {
  STAFF: ({ actor }) => {
    if (actor === null) return 'UNAUTHENTICATED'
    return staffRoles.includes(actor.role) ? null : 'ROLE_NOT_ALLOWED'
  },
  PERSON: (reader) => {
    const reason = only('officer')(reader)
    if (reason !== null) return reason
    if (reader.grant === null) return 'NOT_GRANTED'
    return reader.purpose === null ? 'PURPOSE_REQUIRED' : null
  },
  OPERATOR: only('operator'),
  AUDITOR: only('auditor'),
  SELF: only('citizen'),
} satisfies Record<string, Rule>

export type RuleName = keyof typeof rules

export const isRuleName = (name: unknown): name is RuleName =>
  typeof name === 'string' && Object.hasOwn(rules, name)

/** The rules that look at the object: which class of fields was granted with it. */
export const isFieldClass = (name: unknown): name is FieldClass =>
  fieldClasses.some((known) => known === name)

/** The rule of a field that may be read by whoever was given the object. */
export const withObject = 'WITH_OBJECT'
