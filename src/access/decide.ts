import { toInstant } from '../domain/dates.ts'
import type { DenialReason } from '../domain/citizen.ts'
import type { Dossier } from '../domain/dossier.ts'
import { isEnded } from '../domain/dossier-rules.ts'
import {
  isWithinOrganisation,
  nationalProcedureCode,
  type ProcedureCode,
  type UnitCode,
} from '../domain/ids.ts'
import type { ProcedureDetails } from '../domain/procedure.ts'
import type { Actor, Officer } from './actor.ts'
import type { FieldClass, Licence, OfficerGrant } from './policy/types.ts'

/** A look that may be made, and what may be shown of the person. */
export interface Allowed {
  readonly kind: 'DOSSIER' | 'INTAKE'
  /** Granted to the client and allowed for the procedure. */
  readonly classes: readonly FieldClass[]
  readonly personalId: OfficerGrant['personalId']
}

interface Question {
  readonly actor: Actor
  /** As the policy gives it for today: null where there is none, or where it has ended. */
  readonly grant: OfficerGrant | null
  /** Null where the catalogue knows no such procedure. */
  readonly procedure: Pick<ProcedureDetails, 'code'> | null
  readonly licence: Licence | null
}

/** What a decision reads of a dossier: never who applied, nor where they live. */
export type DecidedDossier = Pick<
  Dossier,
  'procedureCode' | 'receivedBy' | 'receivedAt' | 'status' | 'finishedAt'
>

export interface DossierQuestion extends Question {
  /** Null where there is no such dossier. */
  readonly dossier: DecidedDossier | null
  readonly now: Date
  readonly closedDossierDays: number
  /** Whether the officer's unit processes it; null where its system does not tell. */
  readonly processes: boolean | null
  /** Of the commune that received it, where known. */
  readonly receiverProvince?: UnitCode | null
}

export interface IntakeQuestion extends Question {
  readonly isCompetent: boolean
}

const dayMs = 24 * 60 * 60 * 1000

/** BASIC data: what a counter needs to fill in a form that is not filed yet. */
const intakeClasses: readonly FieldClass[] = ['IDENTITY', 'CIVIL_STATUS', 'RESIDENCE']

const isSameProcedure = (one: ProcedureCode, other: ProcedureCode | null): boolean =>
  one === other || (other !== null && nationalProcedureCode(one) === nationalProcedureCode(other))

const isInCharge = (
  { communes, province }: Officer,
  { communeCode }: Dossier['receivedBy'],
  receiverProvince: UnitCode | null,
): boolean =>
  (communeCode !== null && communes.includes(communeCode)) ||
  (province !== null && province === receiverProvince)

/**
 * Only a unit with a part in the case may look: it received the dossier or processes it. Where the dossier's system does
 * not tell who processes, the territory of the grant says how far the officer is believed, by who received it.
 */
const placeReason = (
  officer: Officer,
  { territory }: OfficerGrant,
  { receivedBy }: DecidedDossier,
  { processes, receiverProvince = null }: DossierQuestion,
): DenialReason | null => {
  const { organisationCode: receiver } = receivedBy
  if (receiver !== null && isWithinOrganisation(receiver, officer.organisation)) return null
  if (processes === true) return null
  if (processes === false || territory === 'UNIT') return 'UNIT_NOT_COMPETENT'
  return territory === 'COUNTRY' || isInCharge(officer, receivedBy, receiverProvince)
    ? null
    : 'OUTSIDE_TERRITORY'
}

/**
 * Denied unless shown to be open: a status that nobody understands counts as an end. An end of unknown date is no earlier
 * than the receipt, so a dossier received lately cannot have ended too long ago; an older one counts as closed, or it would
 * be a reason to look at the person for ever.
 */
const isClosed = (
  { status, finishedAt, receivedAt }: DecidedDossier,
  { now, closedDossierDays }: DossierQuestion,
): boolean => {
  if (finishedAt === null && status !== 'UNKNOWN' && !isEnded(status)) return false
  return now.getTime() - toInstant(finishedAt ?? receivedAt).getTime() >= closedDossierDays * dayMs
}

const isOfKind = (grant: OfficerGrant | null, kind: Allowed['kind']): grant is OfficerGrant =>
  grant !== null && grant.purposes.includes(kind)

const allow = (
  kind: Allowed['kind'],
  { classes, personalId }: OfficerGrant,
  licence: Licence,
): Allowed => ({
  kind,
  classes: classes.filter(
    (granted) =>
      licence.classes.includes(granted) && (kind === 'DOSSIER' || intakeClasses.includes(granted)),
  ),
  personalId,
})

const known = new WeakMap<Licence, WeakMap<OfficerGrant, Allowed>>()

/** One object for all rows of a board that are of one procedure: what is the same need not be told to the audit log twice. */
const allowedForDossier = (grant: OfficerGrant, licence: Licence): Allowed => {
  const byGrant = known.get(licence) ?? new WeakMap<OfficerGrant, Allowed>()
  const allowed = byGrant.get(grant) ?? allow('DOSSIER', grant, licence)
  known.set(licence, byGrant.set(grant, allowed))
  return allowed
}

/** For a filed dossier. The first of the reasons below that holds is the one that is told. */
export const decideDossier = (question: DossierQuestion): DenialReason | Allowed => {
  const { actor, grant, procedure, licence, dossier } = question
  if (actor.role !== 'officer') return 'ROLE_NOT_ALLOWED'
  if (!isOfKind(grant, 'DOSSIER')) return 'NOT_GRANTED'
  if (procedure === null) return 'PROCEDURE_UNKNOWN'
  if (!licence?.isLicensed) return 'PROCEDURE_NOT_LICENSED'
  if (dossier === null) return 'DOSSIER_UNKNOWN'
  if (!isSameProcedure(procedure.code, dossier.procedureCode)) return 'DOSSIER_OF_OTHER_PROCEDURE'
  const reason = placeReason(actor, grant, dossier, question)
  if (reason !== null) return reason
  return isClosed(dossier, question) ? 'DOSSIER_CLOSED' : allowedForDossier(grant, licence)
}

/** For a person at the counter, before anything is filed. */
export const decideIntake = (question: IntakeQuestion): DenialReason | Allowed => {
  const { actor, grant, procedure, licence, isCompetent } = question
  if (actor.role !== 'officer') return 'ROLE_NOT_ALLOWED'
  if (!isOfKind(grant, 'INTAKE')) return 'NOT_GRANTED'
  if (procedure === null) return 'PROCEDURE_UNKNOWN'
  if (!licence?.isLicensed) return 'PROCEDURE_NOT_LICENSED'
  return isCompetent ? allow('INTAKE', grant, licence) : 'UNIT_NOT_COMPETENT'
}
