import { z } from 'zod'
import type { Citizen } from '../../src/domain/citizen.ts'
import type { DateTime, PartialDate } from '../../src/domain/dates.ts'
import type { Dossier } from '../../src/domain/dossier.ts'
import { dossierStatuses } from '../../src/domain/dossier.ts'
import type {
  DossierCode,
  OldCardNumber,
  OrganisationCode,
  PersonalId,
  ProcedureCode,
  UnitCode,
} from '../../src/domain/ids.ts'
import type { Vnd } from '../../src/domain/money.ts'
import type { ProcedureSummary } from '../../src/domain/procedure.ts'
import type { Agency } from '../../src/sources/dossiers/dialect.ts'

/*
 * What the bench's own batch service says, in the gateway's own words: what is measured over it is what the contenders
 * make of records, not how a dialect of today is read. Every contender reads it by these schemas.
 */

const text = z.string()
const maybe = text.nullable()
const code = <T extends string>() => z.custom<T>((given) => typeof given === 'string')
const unknown = 'UNKNOWN'

const address = z
  .object({ provinceCode: maybe, communeCode: maybe, detail: maybe, country: maybe })
  .nullable()

const relative = z
  .object({
    fullName: maybe,
    personalId: code<PersonalId>().nullable(),
    oldCardNumber: code<OldCardNumber>().nullable(),
    relationship: maybe,
  })
  .nullable()

const citizen: z.ZodType<Citizen> = z.object({
  __typename: z.literal('Citizen'),
  personalId: code<PersonalId>().nullable(),
  oldCardNumber: code<OldCardNumber>().nullable(),
  fullName: text,
  birthDate: code<PartialDate>().nullable(),
  gender: z.enum(['MALE', 'FEMALE', unknown]),
  lifeStatus: z.enum(['ALIVE', 'DEAD', 'MISSING', unknown]),
  nationality: maybe,
  ethnicity: maybe,
  religion: maybe,
  maritalStatus: z.enum(['NEVER_MARRIED', 'MARRIED', 'DIVORCED_OR_WIDOWED', unknown]),
  bloodGroup: z.enum(['A', 'B', 'AB', 'O', unknown]),
  permanentAddress: address,
  currentAddress: address,
  birthRegistration: address,
  homeTown: address,
  father: relative,
  mother: relative,
  spouse: relative,
  householdHead: relative,
  sourceRequestId: text,
})

/** One answer for each question and in their order. */
export const personsAnswer = z.array(citizen.nullable())

const procedure: z.ZodType<ProcedureSummary> = z.object({
  code: code<ProcedureCode>(),
  name: text,
  onlineLevel: z.enum(['FULL', 'PARTIAL', 'INFORMATION', unknown]),
})
export const proceduresAnswer = z.array(procedure.nullable())

const moment = code<DateTime>()

const dossier: z.ZodType<Dossier> = z.object({
  code: code<DossierCode>(),
  instance: text,
  procedureCode: code<ProcedureCode>().nullable(),
  procedureName: maybe,
  status: z.enum([...dossierStatuses, unknown]),
  rawStatus: text,
  applicant: z.object({
    fullName: maybe,
    birthDate: code<PartialDate>().nullable(),
    personalId: code<PersonalId>().nullable(),
    oldCardNumber: code<OldCardNumber>().nullable(),
  }),
  receivedBy: z.object({
    name: maybe,
    organisationCode: code<OrganisationCode>().nullable(),
    communeCode: code<UnitCode>().nullable(),
  }),
  receivedAt: moment,
  sourceDueAt: moment.nullable(),
  finishedAt: moment.nullable(),
  channel: z.enum(['IN_PERSON', 'ONLINE', 'POST', unknown]),
  pauses: z.array(z.object({ from: moment.nullable(), until: moment.nullable() })),
  fees: z.array(z.object({ name: text, amount: z.custom<Vnd>().nullable() })).nullable(),
  results: z.array(z.object({ name: text, code: maybe })).nullable(),
})
export const dossiersAnswer = z.object({ rows: z.array(dossier), more: z.boolean() })

const agency: z.ZodType<Agency> = z.object({ code: code<OrganisationCode>(), name: text })
export const agenciesAnswer = z.array(agency)

export const personsQuestion = z.array(
  z.object({
    personalId: text,
    oldCard: text,
    fullName: text,
    birthDate: text,
    procedureCode: text,
    officerId: text,
    organisation: text,
  }),
)
export type PersonsQuestion = z.infer<typeof personsQuestion>
export const proceduresQuestion = z.array(code<ProcedureCode>())
export const dossiersQuestion = z.object({
  instance: text,
  query: z.object({
    agency: code<OrganisationCode>().nullable(),
    from: z.number().nullable(),
    to: z.number(),
  }),
  number: z.number(),
  size: z.number(),
})
export type DossiersQuestion = z.infer<typeof dossiersQuestion>
export const agenciesQuestion = z.object({ instance: text })
