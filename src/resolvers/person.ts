import type { Officer, Purpose } from '../access/actor.ts'
import { AccessError } from '../access/errors.ts'
import type { Applicant, Dossier } from '../domain/dossier.ts'
import type {
  Citizen,
  CitizenMatch,
  CitizenResult,
  DenialReason,
  MissingFact,
  PersonNumber,
} from '../domain/citizen.ts'
import { matchingName } from '../domain/names.ts'
import { birthYearOf } from '../domain/ids.ts'
import { type PartialDate, parsePartialDate } from '../domain/dates.ts'
import { UpstreamError } from '../lib/errors.ts'
import { type Immediate, immediate, type ManyLoader, reference } from '../lib/reference.ts'
import type { PersonQuestion } from '../sources/population/index.ts'
import type { Context } from './context.ts'

const refusals: readonly DenialReason[] = ['PROCEDURE_NOT_LICENSED', 'OFFICER_NOT_ALLOWED']

const toOutcome = (error: unknown): CitizenResult => {
  if (!(error instanceof UpstreamError)) throw error
  const reason = refusals.find((known) => known === error.reason)
  if (reason !== undefined) return { __typename: 'AccessDenied', reason }
  return {
    __typename: 'SourceUnavailable',
    source: error.source,
    retryable: error.fault === 'timeout' || error.fault === 'unavailable',
  }
}

/** The officer that `@access(rule: PERSON)` has let through; anything else here is a field without that directive. */
const officerOf = ({ actor }: Context): Officer => {
  if (actor?.role !== 'officer') throw new AccessError('ROLE_NOT_ALLOWED')
  return actor
}

const questionFor = (match: CitizenMatch, purpose: Purpose, context: Context): PersonQuestion => {
  const { officerId, organisation, account } = officerOf(context)
  const { procedure: procedureCode, dossier: dossierCode } = purpose
  return { match, caller: { procedureCode, dossierCode, officerId, organisation, account } }
}

const ask = async (
  match: CitizenMatch,
  purpose: Purpose,
  context: Context,
): Promise<Citizen | null> => {
  const { caller } = questionFor(match, purpose, context)
  return context.sources.population.citizen(match, caller)
}

const statedPurpose = ({ purpose }: Context): Purpose => {
  if (purpose === null) throw new AccessError('PURPOSE_REQUIRED')
  return purpose
}

/** The person for the purpose that the headers state; throws where the population database does not answer. */
export const requireCitizen = (match: CitizenMatch, context: Context): Promise<Citizen | null> =>
  ask(match, statedPurpose(context), context)

const toResult = (citizen: Citizen | null): CitizenResult => citizen ?? { __typename: 'NotFound' }

const settled = (answer: Citizen | null | Error): CitizenResult | Error => {
  try {
    return answer instanceof Error ? toOutcome(answer) : toResult(answer)
  } catch {
    return answer as Error
  }
}

/** Persons as the schema shows them: what became of asking is a member of the union. */
const results = ({ sources }: Context): ManyLoader<PersonQuestion, CitizenResult> => {
  const { citizens } = sources.population
  return {
    async load(question) {
      try {
        return toResult(await citizens.load(question))
      } catch (error) {
        return toOutcome(error)
      }
    },
    loadMany: async (questions) => (await citizens.loadMany(questions)).map(settled),
    peek(question) {
      const citizen = citizens.peek?.(question)
      return citizen === undefined ? undefined : toResult(citizen)
    },
  }
}

/** Every outcome of asking for a person, for the purpose that the headers state. */
export const lookUpCitizen = async (
  match: CitizenMatch,
  context: Context,
): Promise<CitizenResult> =>
  results(context).load(questionFor(match, statedPurpose(context), context))

const numberOf = ({ personalId, oldCardNumber }: Applicant): PersonNumber | null => {
  if (personalId !== null) return { kind: 'PERSONAL_ID', value: personalId }
  return oldCardNumber === null ? null : { kind: 'OLD_CARD', value: oldCardNumber }
}

/** A dossier without a birth date still tells the year: digits 4–6 of a 12-digit number hold it. */
const birthDateOf = ({ birthDate, personalId }: Applicant): PartialDate | null =>
  birthDate ?? (personalId === null ? null : parsePartialDate(String(birthYearOf(personalId))))

type Matching = CitizenMatch | readonly MissingFact[]

const matchOf = (applicant: Applicant): Matching => {
  const number = numberOf(applicant)
  const birthDate = birthDateOf(applicant)
  const { fullName } = applicant
  if (number !== null && birthDate !== null && fullName !== null)
    return { number, fullName, birthDate }
  const facts = { NUMBER: number, NAME: fullName, BIRTH_DATE: birthDate }
  return (Object.keys(facts) as MissingFact[]).filter((fact) => facts[fact] === null)
}

/** A dossier is its own purpose, whatever the headers say. Null where it states no procedure. */
export const purposeOfDossier = (dossier: Dossier): Purpose | null =>
  dossier.procedureCode === null
    ? null
    : { procedure: dossier.procedureCode, dossier: dossier.code }

const applicantQuestion = (
  dossier: Dossier,
  context: Context,
): PersonQuestion | Immediate<CitizenResult> => {
  const purpose = purposeOfDossier(dossier)
  if (purpose === null)
    return immediate({ __typename: 'AccessDenied', reason: 'PURPOSE_REQUIRED' } as const)
  const match = matchOf(dossier.applicant)
  return 'number' in match
    ? questionFor(match, purpose, context)
    : immediate({ __typename: 'NotMatchable', missing: match } as const)
}

/** The applicant as the population database knows them, asked for the purpose of this very dossier. */
export const applicantOf = reference({
  key: (dossier: Dossier, _: unknown, context: Context) => applicantQuestion(dossier, context),
  load: results,
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
  context: Context,
): Promise<readonly ApplicantFact[] | null> => {
  const purpose = purposeOfDossier(dossier)
  const match = matchOf(dossier.applicant)
  if (purpose === null || !('number' in match)) return null
  const citizen = await ask(match, purpose, context)
  return citizen && differences(dossier.applicant, citizen)
}
