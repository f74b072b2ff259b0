import { z } from 'zod'
import { parseLocalDate } from '../../domain/dates.ts'
import { parseOrganisationCode, parseProcedureCode } from '../../domain/ids.ts'
import { isRecord } from '../../lib/secrets.ts'
import { roles } from '../actor.ts'
import { fieldClasses } from './types.ts'

const text = (maxLength: number) => z.string().trim().min(1).max(maxLength)
const classes = z.array(z.enum(fieldClasses))

/** A code or a day as the domain reads it. The message says what is needed and repeats nothing. */
const readAs = <Out>(read: (raw: string) => Out | null, needed: string) =>
  z.string().transform((raw, context) => {
    const value = read(raw)
    if (value !== null) return value
    context.addIssue({ code: 'custom', message: needed })
    return z.NEVER
  })

const procedureCode = readAs(parseProcedureCode, 'a procedure code is needed, such as "1.001193"')
const organisationCode = readAs(
  parseOrganisationCode,
  'an organisation code is needed, such as H26.101',
)
const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, { error: 'a day is needed, such as 2027-12-31' })
  .pipe(readAs(parseLocalDate, 'a real day is needed, such as 2027-12-31'))

const ofOneClient = {
  client: text(200),
  /** The last day it holds. */
  until: day.nullable().default(null),
}

const officerGrantForm = z.strictObject({
  ...ofOneClient,
  role: z.literal('officer'),
  classes: classes.min(1),
  personalId: z.enum(['FULL', 'MASKED']),
  territory: z.enum(['UNIT', 'CHARGE', 'COUNTRY']),
  purposes: z.array(z.enum(['DOSSIER', 'INTAKE'])).min(1),
  knowsProtected: z.boolean().default(false),
})

/** Persons are for the official who handles the case, never for figures, oversight or operation. */
const roleGrantForm = z.strictObject(
  { ...ofOneClient, role: z.enum(roles).exclude(['officer']) },
  { error: 'a grant for another role than officer has client, role and until alone' },
)

/** Who: one client in one role. What no grant names is denied. */
export const grantForm = z.discriminatedUnion('role', [officerGrantForm, roleGrantForm], {
  error: ({ input }) => (isRecord(input) ? `one of ${roles.join(', ')} is needed` : undefined),
})

/** A field (lĩnh vực) by the catalogue's own code; the name is for who reads the file. */
export const fieldForm = z.strictObject({
  code: text(100),
  name: text(300).optional(),
  licensed: z.boolean(),
  classes: classes.default([]),
})

/** What differs from the procedure's field; `licensed` left out: as the field says. */
export const procedureForm = z.strictObject({
  code: procedureCode,
  name: text(1000).optional(),
  licensed: z.boolean().optional(),
  classes: classes.default([]),
})

const byCodeOrName = { code: text(100).optional(), name: text(1000).optional() }

/** A paper (giấy tờ) of a procedure: what it states is what it takes to check it. */
export const paperForm = z.strictObject({ ...byCodeOrName, classes: classes.min(1) })

/** A body that the catalogue says carries a procedure out (COQUANTHUCHIEN), and the units that do its work. */
export const bodyForm = z.strictObject({
  ...byCodeOrName,
  unit: z.enum(['COMMUNE', 'PROVINCE']).optional(),
  /** Only units of that kind whose name begins so. */
  unitNames: z.array(text(300)).min(1).optional(),
  organisations: z.array(organisationCode).default([]),
})

const count = z.int().min(1).max(1_000_000)
const budget = z.strictObject({
  windowHours: z.int().min(1).max(168),
  /** Distinct persons in one window. */
  officer: count,
  agency: count,
})

/** Of citizens whose log one portal reads. */
const portalBudget = z.strictObject({ windowHours: z.int().min(1).max(168), portal: count })

export const budgetsForm = z.strictObject({
  DOSSIER: budget,
  INTAKE: budget,
  PORTAL: portalBudget.default({ windowHours: 24, portal: 10_000 }),
})

/** What the citizen does not see of their own log for a while. All that is named must fit. */
export const hidingForm = z.strictObject({
  client: text(200).optional(),
  /** Itself and those below it. */
  organisation: organisationCode.optional(),
  procedure: procedureCode.optional(),
  days: z.int().min(1).max(3650),
  basis: text(1000),
})

/** The reviewed policy file: who may look at which fields of a person, for which procedure, and how often. */
export const policyForm = z.strictObject({
  version: z.literal(1),
  grants: z.array(grantForm),
  fields: z.array(fieldForm),
  procedures: z.array(procedureForm).default([]),
  papers: z.array(paperForm).default([]),
  competence: z.array(bodyForm).default([]),
  budgets: budgetsForm,
  hiding: z.array(hidingForm).default([]),
  /** For so many days after its end a dossier still is a reason to look; a policy may shorten the time, not lengthen it. */
  closedDossierDays: z.int().min(1).max(30).default(30),
})
export type PolicyFile = z.infer<typeof policyForm>
export type GrantRow = PolicyFile['grants'][number]
export type FieldRow = PolicyFile['fields'][number]
export type BodyRow = PolicyFile['competence'][number]
export type HidingRow = PolicyFile['hiding'][number]
