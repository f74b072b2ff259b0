import type { PartialDate, DateTime } from './dates.ts'
import type {
  DossierCode,
  OldCardNumber,
  OrganisationCode,
  PersonalId,
  ProcedureCode,
  UnitCode,
} from './ids.ts'
import type { Vnd } from './money.ts'
import type { Channel } from './procedure.ts'

/** The national statuses 1–10, in order; seen identically in three independent code bases. */
export const dossierStatuses = [
  'REGISTERED',
  'RECEIVED',
  'NOT_ACCEPTED',
  'PROCESSING',
  'SUPPLEMENT_REQUESTED',
  'PAYMENT_REQUESTED',
  'WITHDRAWN',
  'STOPPED',
  'COMPLETED',
  'RETURNED',
] as const
export type DossierStatus = (typeof dossierStatuses)[number] | 'UNKNOWN'

/** The person as the dossier states them; nothing here is checked against the register. */
export interface Applicant {
  readonly fullName: string | null
  readonly birthDate: PartialDate | null
  readonly personalId: PersonalId | null
  readonly oldCardNumber: OldCardNumber | null
}

/** The agency that received the dossier, as its system names it, and the commune found from that name. */
export interface Receiver {
  readonly name: string | null
  readonly organisationCode: OrganisationCode | null
  readonly communeCode: UnitCode | null
}

export interface DossierFee {
  readonly name: string
  readonly amount: Vnd | null
}

export interface DossierResult {
  readonly name: string
  readonly code: string | null
}

/** One step of processing (TienTrinh). The officer's name is not kept: no promise needs it. */
export interface DossierStep {
  readonly at: DateTime | null
  readonly organisation: string | null
  readonly content: string | null
  readonly status: DossierStatus
}

/** A period during which the citizen, not the office, was awaited (statuses 5 and 6): the clock stands still. */
export interface Pause {
  /** Null where the source tells that it runs, but not since when. */
  readonly from: DateTime | null
  readonly until: DateTime | null
}

/** Hồ sơ: one case filed at a one-stop desk. */
export interface Dossier {
  readonly code: DossierCode
  /** The instance that answered, as configuration names it. */
  readonly instance: string
  readonly procedureCode: ProcedureCode | null
  readonly procedureName: string | null
  readonly status: DossierStatus
  readonly rawStatus: string
  readonly applicant: Applicant
  readonly receivedBy: Receiver
  readonly receivedAt: DateTime
  /** The source's own due date; null where it has none and one must be computed. */
  readonly sourceDueAt: DateTime | null
  readonly finishedAt: DateTime | null
  readonly channel: Channel
  readonly pauses: readonly Pause[]
  /** null where the dialect does not carry them. */
  readonly fees: readonly DossierFee[] | null
  readonly results: readonly DossierResult[] | null
}

export interface DossierFilter {
  readonly communes?: readonly UnitCode[]
  readonly province?: UnitCode
  readonly organisation?: OrganisationCode
  readonly status?: DossierStatus
  readonly procedure?: ProcedureCode
  readonly receivedFrom?: DateTime
  readonly receivedTo?: DateTime
  readonly overdue?: boolean
  readonly applicantId?: PersonalId | OldCardNumber
}

/** Which instances a question went to, and which of them did not answer. */
export interface Coverage {
  readonly asked: number
  readonly answered: number
  readonly missing: readonly { readonly instance: string; readonly reason: string }[]
}

export interface DossierPage {
  readonly items: readonly { readonly dossier: Dossier; readonly cursor: string }[]
  readonly hasNextPage: boolean
  readonly endCursor: string | null
  readonly coverage: Coverage
  /** Asked of the systems only when a query selects it; null when one of them cannot tell. */
  readonly totalCount: () => Promise<number | null>
}
