import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'

/** One row for each field of a person: by which class it is opened. A new field without a row fails the first test. */
export const rows: Readonly<Record<string, string>> = {
  personalId: 'IDENTITY',
  personalIdMasked: 'IDENTITY',
  oldCardNumber: 'IDENTITY',
  fullName: 'IDENTITY',
  birthDate: 'IDENTITY',
  gender: 'IDENTITY',
  alive: 'IDENTITY',
  lifeStatus: 'IDENTITY',
  nationality: 'IDENTITY',
  dossiers: 'IDENTITY',
  maritalStatus: 'CIVIL_STATUS',
  birthRegistration: 'CIVIL_STATUS',
  permanentAddress: 'RESIDENCE',
  currentAddress: 'RESIDENCE',
  homeTown: 'RESIDENCE',
  householdHead: 'FAMILY',
  father: 'FAMILY',
  mother: 'FAMILY',
  spouse: 'FAMILY',
  ethnicity: 'ETHNICITY',
  religion: 'RELIGION',
  bloodGroup: 'BLOOD_GROUP',
}

/** Fields that come with their object: what leads to them is in the rows above. */
export const withObject: Readonly<Record<string, readonly string[]>> = {
  Citizen: ['sourceRequestId'],
  Address: ['rawCommuneCode', 'rawProvinceCode', 'commune', 'candidates', 'detail', 'country'],
  Relative: ['fullName', 'personalId', 'oldCardNumber', 'relationship'],
  Applicant: ['fullName', 'birthDate', 'personalId', 'oldCardNumber'],
}

/** Fields of other types that lead to a person or say something of one. */
export const doors = [
  'Query.citizen',
  'Query.citizens',
  'Dossier.applicant',
  'Dossier.citizen',
  'Dossier.applicantDiffers',
]

const parts: Readonly<Record<string, string>> = {
  permanentAddress:
    '{ detail country rawCommuneCode candidates { unit { code } } commune { code } }',
  currentAddress: '{ detail }',
  homeTown: '{ rawProvinceCode }',
  birthRegistration: '{ detail }',
  householdHead: '{ fullName relationship }',
  father: '{ fullName personalId }',
  mother: '{ fullName oldCardNumber }',
  spouse: '{ fullName }',
  dossiers: '(first: 1) { nodes { code } }',
}
export const everything = Object.keys(rows)
  .map((name) => `${name} ${parts[name] ?? ''}`)
  .join(' ')

const policyFile = z.object({
  grants: z.array(
    z.object({
      client: z.string(),
      role: z.string(),
      classes: z.array(z.string()).default([]),
      personalId: z.string().default('MASKED'),
      purposes: z.array(z.string()).default([]),
    }),
  ),
  fields: z.array(
    z.object({ code: z.string(), licensed: z.boolean(), classes: z.array(z.string()) }),
  ),
  procedures: z.array(z.object({ code: z.string(), classes: z.array(z.string()).default([]) })),
  papers: z.array(z.object({ name: z.string(), classes: z.array(z.string()) })),
})
export const policy = policyFile.parse(
  parse(readFileSync(new URL('../../policy/demonstration.yaml', import.meta.url), 'utf8')),
)

export type Claims = Readonly<Record<string, unknown>> | null

export interface Circumstances {
  readonly unit: string
  readonly licences: ReadonlyMap<string, readonly string[]>
  readonly unlicensed: string
}

export interface Expected {
  /** A refusal of the whole person, or the classes that are open. */
  readonly refused?: string
  readonly classes?: readonly string[]
  readonly isMasked?: boolean
}

const grantOf = (claims: NonNullable<Claims>) =>
  policy.grants.find(
    ({ client, role }) => client === claims['client_id'] && role === claims['role'],
  )

/** Whether a reader is to be given dossiers, without the persons in them: by role and by grant. */
export const readsDossiers = (claims: Claims): boolean =>
  claims !== null &&
  grantOf(claims) !== undefined &&
  ['officer', 'dashboard', 'ministry'].includes(String(claims['role']))

const basic = ['IDENTITY', 'CIVIL_STATUS', 'RESIDENCE']

/** What a reader is to get for a purpose, by the policy file. `unit` is the one whose dossiers are asked for. */
export const expectedFor = (
  claims: Claims,
  { procedure, dossier }: { readonly procedure?: string; readonly dossier?: string },
  { unit, licences, unlicensed }: Circumstances,
): Expected => {
  if (claims === null) return { refused: 'UNAUTHENTICATED' }
  if (claims['role'] !== 'officer') return { refused: 'ROLE_NOT_ALLOWED' }
  const grant = grantOf(claims)
  if (grant === undefined) return { refused: 'NOT_GRANTED' }
  if (procedure === undefined) return { refused: 'PURPOSE_REQUIRED' }
  const kind = dossier === undefined ? 'INTAKE' : 'DOSSIER'
  if (!grant.purposes.includes(kind)) return { refused: 'NOT_GRANTED' }
  if (procedure === unlicensed) return { refused: 'PROCEDURE_NOT_LICENSED' }
  const isOwn = claims['unit'] === unit
  if (kind === 'DOSSIER' && !isOwn) return { refused: 'UNIT_NOT_COMPETENT' }
  const licence = licences.get(procedure) ?? []
  return {
    classes: grant.classes.filter(
      (one) => licence.includes(one) && (kind === 'DOSSIER' || basic.includes(one)),
    ),
    isMasked: grant.personalId === 'MASKED',
  }
}

export type Given = Record<string, unknown>

/** Whether one person in an answer is just what is expected; `errors` are those under the person's own path. */
export const judge = (person: Given, errors: readonly string[], expected: Expected): void => {
  if (expected.refused !== undefined) {
    expect(person).toEqual({ __typename: 'AccessDenied', reason: expected.refused })
    expect(errors).toEqual([])
    return
  }
  expect(person['__typename']).toBe('Citizen')
  for (const [field, needed] of Object.entries(rows)) {
    const isOpen = expected.classes?.includes(needed) === true
    expect([field, errors.includes(field)]).toEqual([field, !isOpen])
    if (!isOpen) expect([field, person[field]]).toEqual([field, null])
  }
  const isOpen = expected.classes?.includes('IDENTITY')
  expect(typeof person['fullName']).toBe(isOpen ? 'string' : 'object')
  expect(person['personalId'] === null).toBe(expected.isMasked === true || !isOpen)
  if (isOpen) expect(person['personalIdMasked']).toMatch(/^\d{3}\*{5}\d{4}$/)
}
