import type {
  AccessDenied,
  Citizen,
  NotFound,
  NotMatchable,
  Relative,
  SourceUnavailable,
} from '../domain/citizen.ts'
import { AccessError } from './errors.ts'
import type { FieldClass } from './policy/types.ts'

/** What one reader may see of a person, for one purpose. */
export interface Rights {
  readonly classes: readonly FieldClass[]
  /** How the 12-digit number is shown. */
  readonly personalId: 'FULL' | 'MASKED'
}

/**
 * A person as one reader is given them. The record is shared with readers of other rights, so rights stand beside it
 * and are asked for each field, however the field is reached.
 */
export interface Shown<T> {
  readonly record: T
  readonly rights: Rights
  /** The names of the fields that have been given: they are recorded. */
  readonly given: Set<string>
}

export interface ShownCitizen extends Shown<Citizen> {
  readonly __typename: 'Citizen'
}

/** Every outcome of asking for a person, as the schema shows it. */
export type CitizenOutcome =
  ShownCitizen | NotFound | NotMatchable | AccessDenied | SourceUnavailable

/** Null where numbers are masked: `personalIdMasked` stands for them. */
const numbers: readonly string[] = ['personalId', 'oldCardNumber']

/** Throws where the class was not granted for this purpose; notes the field where it was. */
export const give = ({ rights, given }: Shown<unknown>, field: string, as: FieldClass): void => {
  if (!rights.classes.includes(as)) throw new AccessError('NOT_GRANTED')
  if (rights.personalId === 'FULL' || !numbers.includes(field)) given.add(field)
}

const masked = (relative: Relative | null): Relative | null =>
  relative && { ...relative, personalId: null, oldCardNumber: null }

/** The record without the numbers of relatives, one of whom may be the person: the head of a household. */
export const withoutNumbers = (citizen: Citizen): Citizen => ({
  ...citizen,
  father: masked(citizen.father),
  mother: masked(citizen.mother),
  spouse: masked(citizen.spouse),
  householdHead: masked(citizen.householdHead),
})
