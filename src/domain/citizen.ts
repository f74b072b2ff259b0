import type { PartialDate } from './dates.ts'
import type { OldCardNumber, PersonalId } from './ids.ts'

export type Gender = 'MALE' | 'FEMALE' | 'UNKNOWN'
export type MaritalStatus = 'NEVER_MARRIED' | 'MARRIED' | 'DIVORCED_OR_WIDOWED' | 'UNKNOWN'
export type BloodGroup = 'A' | 'B' | 'AB' | 'O' | 'UNKNOWN'
export type LifeStatus = 'ALIVE' | 'DEAD' | 'MISSING' | 'UNKNOWN'

/** The number a person is matched by: exactly one of the two kinds. */
export type PersonNumber =
  | { readonly kind: 'PERSONAL_ID'; readonly value: PersonalId }
  | { readonly kind: 'OLD_CARD'; readonly value: OldCardNumber }

/** What the population database matches on: number, name and birth date together (wire-format of TraCuuThongTinCongDan). */
export interface CitizenMatch {
  readonly number: PersonNumber
  readonly fullName: string
  readonly birthDate: PartialDate
}

/** An address as the source gave it: unit codes may be from before or after 1 July 2025. */
export interface Address {
  readonly provinceCode: string | null
  readonly communeCode: string | null
  readonly detail: string | null
  /** ISO 3166-1 alpha-2. */
  readonly country: string | null
}

export interface Relative {
  readonly fullName: string | null
  readonly personalId: PersonalId | null
  readonly oldCardNumber: OldCardNumber | null
  /** QuanHe: relationship code, of the household head only. */
  readonly relationship: string | null
}

/** One person as the National Population Database records them. */
export interface Citizen {
  readonly __typename: 'Citizen'
  readonly personalId: PersonalId | null
  readonly oldCardNumber: OldCardNumber | null
  readonly fullName: string
  readonly birthDate: PartialDate | null
  readonly gender: Gender
  readonly lifeStatus: LifeStatus
  readonly nationality: string | null
  readonly ethnicity: string | null
  readonly religion: string | null
  readonly maritalStatus: MaritalStatus
  readonly bloodGroup: BloodGroup
  readonly permanentAddress: Address | null
  readonly currentAddress: Address | null
  readonly birthRegistration: Address | null
  readonly homeTown: Address | null
  readonly father: Relative | null
  readonly mother: Relative | null
  readonly spouse: Relative | null
  readonly householdHead: Relative | null
  /** MaYeuCau of the call that fetched this record, for support. */
  readonly sourceRequestId: string
}

/** Nobody in the register matches all three facts. A mismatch reads exactly like an absence. */
export interface NotFound {
  readonly __typename: 'NotFound'
}

/** What a person cannot be looked up without. */
export type MissingFact = 'NUMBER' | 'NAME' | 'BIRTH_DATE'

export interface NotMatchable {
  readonly __typename: 'NotMatchable'
  readonly missing: readonly MissingFact[]
}

/** Why a look at a person is refused: a closed list. */
export type DenialReason =
  | 'UNAUTHENTICATED'
  | 'ROLE_NOT_ALLOWED'
  | 'NOT_GRANTED'
  | 'PURPOSE_REQUIRED'
  | 'PROCEDURE_UNKNOWN'
  | 'PROCEDURE_NOT_LICENSED'
  | 'UNIT_NOT_COMPETENT'
  | 'DOSSIER_UNKNOWN'
  | 'DOSSIER_OF_OTHER_PROCEDURE'
  | 'DOSSIER_CLOSED'
  | 'OUTSIDE_TERRITORY'
  | 'OFFICER_NOT_ALLOWED'
  | 'PERSON_PROTECTED'
  | 'QUOTA_SUBJECTS_EXCEEDED'
  | 'AUDIT_UNAVAILABLE'

export interface AccessDenied {
  readonly __typename: 'AccessDenied'
  readonly reason: DenialReason
}

export interface SourceUnavailable {
  readonly __typename: 'SourceUnavailable'
  readonly source: string
  readonly retryable: boolean
}

export type CitizenResult = Citizen | NotFound | NotMatchable | AccessDenied | SourceUnavailable
