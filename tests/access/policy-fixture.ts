import type { CitizenActor, Officer, OtherActor } from '../../src/access/actor.ts'
import { PolicyError } from '../../src/access/policy/check.ts'
import type { Licence, OfficerGrant } from '../../src/access/policy/types.ts'
import type { DateTime, LocalDate } from '../../src/domain/dates.ts'
import type { Dossier } from '../../src/domain/dossier.ts'
import type {
  DossierCode,
  OrganisationCode,
  PersonalId,
  ProcedureCode,
  UnitCode,
} from '../../src/domain/ids.ts'
import type { Named, Paper, ProcedureDetails } from '../../src/domain/procedure.ts'

export const day = (text: string) => text as LocalDate
export const organisation = (text: string) => text as OrganisationCode
export const unitCode = (text: string) => text as UnitCode
export const procedureCode = (text: string) => text as ProcedureCode
const personalId = (text: string) => text as PersonalId

export const officer: Officer = {
  role: 'officer',
  clientId: 'officer',
  communes: [unitCode('00070')],
  province: null,
  officerId: personalId('001085000777'),
  organisation: organisation('H26.101'),
  account: null,
}

export const other = (role: OtherActor['role'], clientId: string = role): OtherActor => ({
  role,
  clientId,
  communes: [],
  province: null,
})

export const citizen: CitizenActor = {
  role: 'citizen',
  clientId: 'citizen',
  communes: [],
  province: null,
  personalId: personalId('001092000111'),
}

export const grant: OfficerGrant = {
  client: 'officer',
  role: 'officer',
  classes: ['IDENTITY', 'RESIDENCE', 'FAMILY'],
  personalId: 'FULL',
  territory: 'UNIT',
  purposes: ['DOSSIER', 'INTAKE'],
  knowsProtected: false,
  until: null,
}

export const licence: Licence = {
  isLicensed: true,
  classes: ['IDENTITY', 'CIVIL_STATUS', 'RESIDENCE', 'FAMILY'],
}

/** Wednesday. */
export const now = new Date('2026-11-18T09:00:00+07:00')

export const dossier: Dossier = {
  code: 'H26.101-261118-0007' as DossierCode,
  instance: 'ha-noi',
  procedureCode: procedureCode('1.001193'),
  procedureName: 'Đăng ký khai sinh',
  status: 'PROCESSING',
  rawStatus: '4',
  applicant: { fullName: null, birthDate: null, personalId: null, oldCardNumber: null },
  receivedBy: {
    name: 'UBND phường Hoàn Kiếm',
    organisationCode: organisation('H26.101'),
    communeCode: unitCode('00070'),
  },
  receivedAt: '2026-11-18T08:00:00+07:00' as DateTime,
  sourceDueAt: null,
  finishedAt: null,
  channel: 'IN_PERSON',
  pauses: [],
  fees: null,
  results: null,
}

export const paper = (name: string, code: string | null = null): Paper => ({
  code,
  name,
  formName: null,
  formUrl: null,
})

interface Facts {
  readonly code?: string
  readonly fields?: readonly Named[]
  readonly agencies?: readonly Named[]
  readonly papers?: readonly Paper[]
}

export const details = ({
  code = '1.001193',
  fields = [],
  agencies = [],
  papers = [],
}: Facts = {}): ProcedureDetails => ({
  code: procedureCode(code),
  name: 'Thủ tục',
  publishedBy: null,
  isPublic: true,
  requirements: null,
  fields,
  agencies,
  audiences: [],
  steps: [],
  channels: [],
  papers: [{ name: null, papers }],
  results: [],
  legalBases: [],
})

/** The smallest policy that can be used. */
export const minimalPolicy = {
  version: 1,
  grants: [] as readonly unknown[],
  fields: [] as readonly unknown[],
  budgets: {
    DOSSIER: { windowHours: 24, officer: 300, agency: 2000 },
    INTAKE: { windowHours: 24, officer: 60, agency: 400 },
  },
}

export const grantRow = {
  client: 'officer',
  role: 'officer',
  classes: ['IDENTITY'],
  personalId: 'FULL',
  territory: 'UNIT',
  purposes: ['DOSSIER'],
}

/** A grant for another role than officer says no more. */
export const roleRow = { client: 'board', role: 'dashboard' }

export const problemsOf = (check: () => unknown): readonly string[] => {
  try {
    check()
  } catch (error) {
    if (error instanceof PolicyError) return error.problems
    throw error
  }
  return []
}
