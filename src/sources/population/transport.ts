import { randomBytes } from 'node:crypto'
import type { CitizenMatch } from '../../domain/citizen.ts'
import type { PartialDate } from '../../domain/dates.ts'
import type { DossierCode, OrganisationCode, PersonalId, ProcedureCode } from '../../domain/ids.ts'
import type { WireCitizen } from './wire.ts'

/** Who asks and what for: the purpose is part of the wire format, and the source refuses by it. */
export interface Caller {
  readonly procedureCode: ProcedureCode
  /** Null at an intake, before anything is filed. The population database has no field for it. */
  readonly dossierCode: DossierCode | null
  /** The officer's own personal id: the source refuses accounts that stand for nobody. */
  readonly officerId: PersonalId
  readonly organisation: OrganisationCode
  /** The officer's login name, where it is known. */
  readonly account: string | null
}

export interface Question {
  /** MaYeuCau. */
  readonly requestId: string
  readonly match: CitizenMatch
  readonly caller: Caller
}

/**
 * One way to the population database. A new platform (NDOP replaces both of today's by 31 Dec 2026) is one more
 * implementation and one more member of the settings; nothing else in this folder changes.
 */
export interface PopulationTransport {
  /**
   * The rows of the answer as they came, none where nobody was found.
   *
   * @throws UpstreamError
   */
  ask(question: Question): Promise<readonly WireCitizen[]>
  close(): Promise<void>
}

/**
 * A number that no other call has, on any replica: time and 64 random bits, 31 of the 40 characters allowed. An
 * attempt that is repeated keeps it, since it is still the same question.
 */
export const createRequestId = (nowMs: number): string =>
  `LT${String(nowMs)}${randomBytes(8).toString('hex')}`

/** The source knows a day or a year; a year with a month is asked as the year. */
export const toWireDate = (date: PartialDate): string =>
  date.length === 10 ? date.replaceAll('-', '') : date.slice(0, 4)
