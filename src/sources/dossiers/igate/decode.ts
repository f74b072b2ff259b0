import { parseDateTime, parsePartialDate } from '../../../domain/dates.ts'
import { statusOfCode } from '../../../domain/dossier-rules.ts'
import type { Applicant, Dossier, DossierStep, Receiver } from '../../../domain/dossier.ts'
import {
  parseDossierCode,
  parseOrganisationCode,
  parseProcedureCode,
  type OrganisationCode,
} from '../../../domain/ids.ts'
import { searchKey } from '../../../domain/names.ts'
import type { Channel } from '../../../domain/procedure.ts'
import { parsed, toNumbers, withRunning } from '../decode.ts'
import type { Agency, CommuneOf } from '../dialect.ts'
import { igateAgency, igateDossier, type IgateDossier, type IgateStep } from './wire.ts'

/** iGate numbers its channels from 0, so its 1 is the national 2: the name is asked first. */
const toChannel = (method: IgateDossier['applyMethod']): Channel => {
  const name = searchKey(method?.name ?? '')
  if (name.includes('truc tuyen') || name.includes('online')) return 'ONLINE'
  if (name.includes('truc tiep')) return 'IN_PERSON'
  if (name.includes('buu chinh')) return 'POST'
  const byId: Readonly<Record<string, Channel>> = { 0: 'IN_PERSON', 1: 'ONLINE', 2: 'POST' }
  return byId[method?.id ?? ''] ?? 'UNKNOWN'
}

/** The code is the national one where the installation knows it, else its own. */
const toProcedure = ({ procedure }: IgateDossier) => ({
  procedureCode: parsed(parseProcedureCode, procedure?.nationCode ?? procedure?.code),
  procedureName: procedure?.translate ?? null,
})

const toStatus = ({ dossierStatus, statusCurrentTask }: IgateDossier) => ({
  status: statusOfCode(dossierStatus ?? ''),
  rawStatus: dossierStatus ?? statusCurrentTask ?? '',
})

const toApplicant = ({ applicant }: IgateDossier): Applicant => ({
  fullName: applicant?.data?.fullname ?? null,
  birthDate: parsed(parsePartialDate, applicant?.data?.birthday),
  ...toNumbers([applicant?.data?.identityNumber ?? null]),
})

const toReceiver = (
  { agency }: IgateDossier,
  fromCode: OrganisationCode,
  communeOf: CommuneOf,
): Receiver => ({
  name: agency?.name ?? null,
  organisationCode: parsed(parseOrganisationCode, agency?.code) ?? fromCode,
  communeCode: parsed(communeOf, agency?.name),
})

/** Not in the search answer. */
const notCarried = { fees: null, results: null } as const

/**
 * One row of a search. Null where it has no dossier code or no date: without these it has no place in any list.
 * `receivedAt` is `appliedDate`, by which the system sorts and narrows. Other dates that are no dates are absent.
 */
export const toDossier =
  (instance: string, communeOf: CommuneOf) =>
  (row: unknown): Dossier | null => {
    const wire = igateDossier.safeParse(row).data
    const code = parsed(parseDossierCode, wire?.code)
    const receivedAt = parsed(parseDateTime, wire?.appliedDate)
    if (wire === undefined || code === null || receivedAt === null) return null
    const { status, rawStatus } = toStatus(wire)
    return {
      code: code.code,
      instance,
      ...toProcedure(wire),
      status,
      rawStatus,
      applicant: toApplicant(wire),
      receivedBy: toReceiver(wire, code.organisation, communeOf),
      receivedAt,
      sourceDueAt: parsed(parseDateTime, wire.appointmentDate),
      finishedAt: parsed(parseDateTime, wire.completedDate ?? wire.returnedDate),
      channel: toChannel(wire.applyMethod),
      // Of the citizen's time the answer tells only whether it runs.
      pauses: withRunning(status, []),
      ...notCarried,
    }
  }

export const toStep = (wire: IgateStep): DossierStep => ({
  at: parsed(parseDateTime, wire.completedDate),
  organisation: wire.agency?.name ?? null,
  content: wire.task?.name ?? null,
  status: statusOfCode(wire.dossierStatus ?? ''),
})

/** Null for a row without a code or a name, such as a folder of the agency tree. */
export const toAgency = (row: unknown): Agency | null => {
  const wire = igateAgency.safeParse(row).data
  const code = parsed(parseOrganisationCode, wire?.code)
  return wire?.name == null || code === null ? null : { code, name: wire.name }
}
