import type { Purpose } from '../access/actor.ts'
import { AccessError } from '../access/errors.ts'
import type { PersonLook } from '../access/people.ts'
import type { CitizenOutcome, ShownCitizen } from '../access/shown.ts'
import { type Applicant, type Dossier } from '../domain/dossier.ts'
import type {
  Citizen,
  CitizenMatch,
  MissingFact,
  NotMatchable,
  PersonNumber,
} from '../domain/citizen.ts'
import { matchingName } from '../domain/names.ts'
import { birthYearOf } from '../domain/ids.ts'
import { type PartialDate, parsePartialDate } from '../domain/dates.ts'
import { type Immediate, immediate, reference } from '../lib/reference.ts'
import type { Context } from './context.ts'

const statedPurpose = ({ purpose }: Context): Purpose => {
  if (purpose === null) throw new AccessError('PURPOSE_REQUIRED')
  return purpose
}

/** Every outcome of asking for a person, for the purpose that the headers state. */
export const lookUpCitizen = (match: CitizenMatch, context: Context): Promise<CitizenOutcome> =>
  context.people.find({ match, purpose: statedPurpose(context) })

/** The person for the purpose that the headers state; throws where the look is refused or nobody answers. */
export const requireCitizen = (
  match: CitizenMatch,
  context: Context,
): Promise<ShownCitizen | null> =>
  context.people.require({ match, purpose: statedPurpose(context) })

const numberOf = ({ personalId, oldCardNumber }: Applicant): PersonNumber | null => {
  if (personalId !== null) return { kind: 'PERSONAL_ID', value: personalId }
  return oldCardNumber === null ? null : { kind: 'OLD_CARD', value: oldCardNumber }
}

/** A dossier without a birth date still tells the year: digits 4–6 of a 12-digit number hold it. */
const birthDateOf = ({ birthDate, personalId }: Applicant): PartialDate | null =>
  birthDate ?? (personalId === null ? null : parsePartialDate(String(birthYearOf(personalId))))

const matchOf = (applicant: Applicant): CitizenMatch | NotMatchable => {
  const number = numberOf(applicant)
  const birthDate = birthDateOf(applicant)
  const { fullName } = applicant
  if (number !== null && birthDate !== null && fullName !== null)
    return { number, fullName, birthDate }
  const facts = { NUMBER: number, NAME: fullName, BIRTH_DATE: birthDate }
  const missing = (Object.keys(facts) as MissingFact[]).filter((fact) => facts[fact] === null)
  return { __typename: 'NotMatchable', missing }
}

/** A dossier is its own purpose, whatever the headers say. Null where it states no procedure. */
export const purposeOfDossier = (dossier: Dossier): Purpose | null =>
  dossier.procedureCode === null
    ? null
    : { procedure: dossier.procedureCode, dossier: dossier.code }

/** It follows from the dossier alone, and one that is kept is asked about by many requests. */
const looks = new WeakMap<Dossier, PersonLook | null>()

const applicantLook = (dossier: Dossier): PersonLook | null => {
  const known = looks.get(dossier)
  if (known !== undefined) return known
  const purpose = purposeOfDossier(dossier)
  const look = purpose && { match: matchOf(dossier.applicant), purpose, dossier }
  looks.set(dossier, look)
  return look
}

const withoutPurpose: Immediate<CitizenOutcome> = immediate({
  __typename: 'AccessDenied',
  reason: 'PURPOSE_REQUIRED',
})

/** The applicant as the population database knows them, asked for the purpose of this very dossier. */
export const applicantOf = reference({
  key: (dossier: Dossier) => applicantLook(dossier) ?? withoutPurpose,
  load: ({ people }: Context) => people.outcomes,
})

/** The applicant as the dossier states them. */
export const statementOf = reference({
  key: (dossier: Dossier) => dossier,
  load: ({ statements }: Context) => statements,
})

type ApplicantFact = 'NAME' | 'BIRTH_DATE' | 'NUMBER'

const agree = (stated: string | null, known: string | null): boolean =>
  stated === null || known === null || known.startsWith(stated) || stated.startsWith(known)

/** In which facts a dossier and the register differ; what either of them leaves out is no difference. */
const differences = (applicant: Applicant, citizen: Citizen): readonly ApplicantFact[] => {
  const facts: Record<ApplicantFact, boolean> = {
    NAME:
      applicant.fullName === null ||
      matchingName(applicant.fullName) === matchingName(citizen.fullName),
    BIRTH_DATE: agree(applicant.birthDate, citizen.birthDate),
    NUMBER:
      agree(applicant.personalId, citizen.personalId) &&
      agree(applicant.oldCardNumber, citizen.oldCardNumber),
  }
  return (Object.keys(facts) as ApplicantFact[]).filter((fact) => !facts[fact])
}

/** Null where the person is not known, since nothing can then be compared; throws where nobody could be asked. */
export const applicantDifferences = async (
  dossier: Dossier,
  { people }: Context,
): Promise<readonly ApplicantFact[] | null> => {
  const look = applicantLook(dossier)
  const citizen = look && (await people.require(look))
  if (citizen === null) return null
  citizen.given.add('applicantDiffers')
  return differences(dossier.applicant, citizen.record)
}
