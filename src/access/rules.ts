import type { DenialReason } from '../domain/citizen.ts'
import type { Actor, Purpose, Role } from './actor.ts'
import { type FieldClass, fieldClasses, type Grant } from './policy/types.ts'

/** What the rules need to know of a request. */
export interface Reader {
  readonly actor: Actor | null
  readonly purpose: Purpose | null
  /** That of the client in the role of its token. Null: denied by default, whatever the token says. */
  readonly grant: Grant | null
}

/** Says why a reader may not, or null when they may. Pure: who and why go in, nothing else is asked. */
export type Rule = (reader: Reader) => DenialReason | null

/** The most persons that one field may ask for. */
export const maxPersons = 20

/** A role is what the provider says of a client; whether the client may act in it here, the policy says. */
const granted =
  (...allowed: readonly Role[]): Rule =>
  ({ actor, grant }) => {
    if (actor === null) return 'UNAUTHENTICATED'
    if (!allowed.includes(actor.role)) return 'ROLE_NOT_ALLOWED'
    return grant === null ? 'NOT_GRANTED' : null
  }

const officer = granted('officer')

/** The rules of the schema's `@access` directive that look at the reader. What carries no rule is public. */
export const rules = {
  STAFF: granted('officer', 'dashboard', 'ministry'),
  PERSON: (reader) => officer(reader) ?? (reader.purpose === null ? 'PURPOSE_REQUIRED' : null),
  OPERATOR: granted('operator'),
  AUDITOR: granted('auditor'),
  SELF: granted('citizen'),
} satisfies Record<string, Rule>

export type RuleName = keyof typeof rules

export const isRuleName = (name: unknown): name is RuleName =>
  typeof name === 'string' && Object.hasOwn(rules, name)

/** The rules that look at the object: which class of fields was granted with it. */
export const isFieldClass = (name: unknown): name is FieldClass =>
  fieldClasses.some((known) => known === name)

/** The rule of a field that may be read by whoever was given the object. */
export const withObject = 'WITH_OBJECT'
