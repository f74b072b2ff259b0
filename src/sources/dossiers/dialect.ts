import type { Dossier, DossierStatus, DossierStep } from '../../domain/dossier.ts'
import type {
  DossierCode,
  OldCardNumber,
  OrganisationCode,
  PersonalId,
  ProcedureCode,
  UnitCode,
} from '../../domain/ids.ts'

/** What a system may or may not be able to answer. */
export type Capability = 'list' | 'byApplicant' | 'steps' | 'fees' | 'changesSince'

/** What a list is narrowed to. Times are epoch milliseconds, both ends included. */
export interface ListQuery {
  /** The agency and those under it. */
  readonly agency: OrganisationCode | null
  readonly procedure: ProcedureCode | null
  readonly status: DossierStatus | null
  readonly applicantId: PersonalId | OldCardNumber | null
  readonly from: number | null
  readonly to: number
}

/** Which part of a list: pages are numbered from 0. */
export interface PageNumber {
  readonly number: number
  readonly size: number
}

export interface ListPage {
  readonly rows: readonly Dossier[]
  /** Whether the system has rows after these. */
  readonly more: boolean
  /** Rows that could not be read and are therefore missing here. */
  readonly unreadable: number
}

/** An agency as the system's own list names it. */
export interface Agency {
  readonly code: OrganisationCode
  readonly name: string
}

/** Finds the commune that an agency's name speaks of; null where none or several bear that name. */
export type CommuneOf = (agencyName: string) => UnitCode | null

/**
 * One installation, whatever it speaks. Lists are newest first: by time of receipt descending, then by code.
 * Every function throws UpstreamError when the system lets us down.
 */
export interface DialectClient {
  readonly capabilities: ReadonlySet<Capability>
  /** The agencies whose lists together hold every dossier; null where the system lists everything unasked. */
  readonly roots: readonly (OrganisationCode | null)[]
  dossier(code: DossierCode): Promise<Dossier | null>
  /** Null where the system has none to give for this dossier. */
  steps(code: DossierCode): Promise<readonly DossierStep[] | null>
  list(query: ListQuery, page: PageNumber): Promise<ListPage>
  /** Null where the system does not tell. */
  count(query: ListQuery): Promise<number | null>
  agencies(): Promise<readonly Agency[]>
  close(): Promise<void>
}

export interface ClientDeps {
  readonly now: () => Date
  readonly communeOf: CommuneOf
}
