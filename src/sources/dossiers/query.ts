import type { Dossier } from '../../domain/dossier.ts'
import { isWithinOrganisation, type ProcedureCode } from '../../domain/ids.ts'
import { toInstant } from '../../domain/dates.ts'
import type { ListQuery } from './dialect.ts'

/** A province may write its own suffix behind the national code. */
const isForProcedure = (dossier: Dossier, asked: ProcedureCode): boolean =>
  dossier.procedureCode === asked || (dossier.procedureCode?.startsWith(`${asked}.`) ?? false)

const isWithinTime = (dossier: Dossier, { from, to }: ListQuery): boolean => {
  const at = toInstant(dossier.receivedAt).getTime()
  return at <= to && (from === null || at >= from)
}

const isOfAgency = ({ receivedBy }: Dossier, { agency }: ListQuery): boolean =>
  agency === null ||
  receivedBy.organisationCode === null ||
  isWithinOrganisation(receivedBy.organisationCode, agency)

/** Whether a row answers the question. One that does not is another person's or another office's business. */
export const isAsked = (dossier: Dossier, query: ListQuery): boolean => {
  const { procedure, status, applicantId } = query
  const { personalId, oldCardNumber } = dossier.applicant
  return (
    isWithinTime(dossier, query) &&
    isOfAgency(dossier, query) &&
    (procedure === null || isForProcedure(dossier, procedure)) &&
    (status === null || dossier.status === status) &&
    (applicantId === null || personalId === applicantId || oldCardNumber === applicantId)
  )
}
