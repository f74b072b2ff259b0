import type {
  DossierCode,
  OrganisationCode,
  PersonalId,
  ProcedureCode,
  UnitCode,
} from '../domain/ids.ts'

export const roles = [
  'officer',
  'dashboard',
  'ministry',
  'citizen',
  'portal',
  'auditor',
  'operator',
] as const
export type Role = (typeof roles)[number]

interface Client {
  /** The registered client that presents the token. */
  readonly clientId: string
  readonly communes: readonly UnitCode[]
  readonly province: UnitCode | null
}

/** An official at a counter: the population database refuses to answer without their own number and unit. */
export interface Officer extends Client {
  readonly role: 'officer'
  /** MaCanBo. */
  readonly officerId: PersonalId
  /** MaDonVi. */
  readonly organisation: OrganisationCode
  /** TaiKhoan: the login name, where the identity provider gives one. */
  readonly account: string | null
}

/** A person who signed in to see what concerns themselves. */
export interface CitizenActor extends Client {
  readonly role: 'citizen'
  readonly personalId: PersonalId
}

export interface OtherActor extends Client {
  readonly role: Exclude<Role, 'officer' | 'citizen'>
}

/** Who is asking, as a verified token says. */
export type Actor = Officer | CitizenActor | OtherActor

/**
 * Why a person is looked up: the procedure (MaDVC) and, where one is filed, the dossier (MaHoSo). Both travel upstream
 * in the wire format's own fields.
 */
export interface Purpose {
  readonly procedure: ProcedureCode
  readonly dossier: DossierCode | null
}
