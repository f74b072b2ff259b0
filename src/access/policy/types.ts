import type { Role } from '../actor.ts'
import type { LocalDate } from '../../domain/dates.ts'

/** What a field tells of a person, as far as rights to it differ. */
export const fieldClasses = [
  'IDENTITY',
  'CIVIL_STATUS',
  'RESIDENCE',
  'FAMILY',
  'ETHNICITY',
  'RELIGION',
  'BLOOD_GROUP',
] as const
export type FieldClass = (typeof fieldClasses)[number]

/** Sensitive data by law, and relatives, who did not ask for anything: never part of an intake. */
export const sensitiveClasses: readonly FieldClass[] = [
  'FAMILY',
  'ETHNICITY',
  'RELIGION',
  'BLOOD_GROUP',
]

interface OfOneClient {
  readonly client: string
  /** The last day it holds; null: until the policy file changes. */
  readonly until: LocalDate | null
}

/** What the software of officials may look up. */
export interface OfficerGrant extends OfOneClient {
  readonly role: 'officer'
  readonly classes: readonly FieldClass[]
  /** How the 12-digit number is shown. */
  readonly personalId: 'FULL' | 'MASKED'
  /** Whose dossiers: of the officer's own unit, of the communes or province in charge as well, or anybody's. */
  readonly territory: 'UNIT' | 'CHARGE' | 'COUNTRY'
  readonly purposes: readonly ('DOSSIER' | 'INTAKE')[]
  /** Whether it may learn that a person is protected; to all others such a person reads as absent. */
  readonly knowsProtected: boolean
}

/** That a client may act in a role whose rights are the same for all of its clients: nothing of a person is among them. */
export interface RoleGrant extends OfOneClient {
  readonly role: Exclude<Role, 'officer'>
}

/** What a client may do in a role. Denied by default: without a grant it reads what is public. */
export type Grant = OfficerGrant | RoleGrant

/** What the catalogue's facts about a procedure allow: from its fields (lĩnh vực) and papers, by the policy file. */
export interface Licence {
  /** Whether look-ups in the population database may be made for it at all. */
  readonly isLicensed: boolean
  /** Always with IDENTITY. */
  readonly classes: readonly FieldClass[]
}
