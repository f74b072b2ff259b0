import type { WorldAgency, WorldDossier, WorldStep } from '../world/types.ts'
import { statusName } from './statuses.ts'

/** Java's way with a zone. */
const iso = (date: Date): string => date.toISOString().replace('Z', '+0000')
const isoOrNull = (date: Date | null): string | null => (date === null ? null : iso(date))

/** English is often filled first, and often with nothing useful. */
const names = (vietnamese: string, english: string) => [
  { languageId: 46, name: english },
  { languageId: 228, name: vietnamese },
]

/** iGate numbers its channels from 0. */
const applyMethods = {
  1: { id: 0, name: 'Trực tiếp' },
  2: { id: 1, name: 'Trực tuyến' },
  3: { id: 2, name: 'Bưu chính công ích' },
} as const

/** A whole date becomes the moment it begins in Vietnam; a year alone stays text. */
const birthday = (date: string | null): string | null =>
  date !== null && date.length === 10 ? iso(new Date(`${date}T00:00:00+07:00`)) : date

/** 24 hexadecimal digits, as MongoDB gives them. */
const objectId = (code: string): string =>
  Buffer.from(code.padEnd(12, '.')).toString('hex').slice(-24)

export const toIgateDossier = (dossier: WorldDossier) => ({
  id: objectId(dossier.code),
  code: dossier.code,
  applicant: {
    data: {
      fullname: dossier.applicant.fullName,
      birthday: birthday(dossier.applicant.birthDate),
      identityNumber: dossier.applicant.number ?? '',
    },
  },
  procedure: {
    id: objectId(dossier.procedureCode),
    code: dossier.procedureCode,
    translate: names(dossier.procedureName, `Procedure ${dossier.procedureCode}`),
  },
  agency: {
    id: objectId(dossier.organisation.code),
    code: dossier.organisation.code,
    name: names(dossier.organisation.name, `Agency ${dossier.organisation.code}`),
  },
  dossierStatus: dossier.status,
  statusCurrentTask: statusName(dossier.status),
  applyMethod: applyMethods[dossier.channel],
  appliedDate: iso(dossier.receivedAt),
  acceptedDate: dossier.status === 1 || dossier.status === 3 ? null : iso(dossier.receivedAt),
  appointmentDate: isoOrNull(dossier.dueAt),
  completedDate: isoOrNull(dossier.finishedAt),
  returnedDate: isoOrNull(dossier.returnedAt),
})

export const toIgateStep = (step: WorldStep) => ({
  agency: { name: names(step.organisation, '') },
  task: { name: names(step.content, '') },
  assignee: { fullname: step.officer },
  dossierStatus: step.status,
  completedDate: iso(step.at),
})

export const toIgateAgency = (agency: WorldAgency) => ({
  id: objectId(agency.code),
  code: agency.code,
  name: names(agency.name, ''),
  level: agency.level,
  parent: agency.parent === null ? null : { id: objectId(agency.parent), code: agency.parent },
})
