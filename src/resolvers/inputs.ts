import { maxPersons } from '../access/rules.ts'
import type { CitizenMatch, PersonNumber } from '../domain/citizen.ts'
import { type DateTime, type LocalDate, localDateOf, toDateTime } from '../domain/dates.ts'
import type { DossierFilter } from '../domain/dossier.ts'
import type {
  CitizenMatch as CitizenMatchInput,
  DossierFilter as DossierFilterInput,
} from '../generated/schema.ts'
import { BadInputError } from '../lib/errors.ts'
import { follow, type MaybePromise } from '../lib/maybe-promise.ts'
import type { Context } from './context.ts'
import { requireCitizen } from './person.ts'

/** The longest text to search by. */
const maxSearchLength = 100

/** Checks `first` and gives the page as the sources take it. */
export const toPage = (
  args: { first?: number | null | undefined; after?: string | null | undefined },
  { maxPage }: Pick<Context, 'maxPage'>,
) => {
  const first = args.first ?? 50
  if (first < 1 || first > maxPage)
    throw new BadInputError('first', `a number from 1 to ${maxPage} is needed`)
  return { first, after: args.after ?? null }
}

/** A text to search by; every word of it is compared with every name. */
export const toSearch = (search: string | null | undefined): string | null => {
  if (search != null && search.length > maxSearchLength)
    throw new BadInputError('search', `at most ${maxSearchLength} characters are needed`)
  return search ?? null
}

const toNumber = ({ personalId, oldCardNumber }: CitizenMatchInput): PersonNumber => {
  if (personalId != null && oldCardNumber == null) return { kind: 'PERSONAL_ID', value: personalId }
  if (oldCardNumber != null && personalId == null) return { kind: 'OLD_CARD', value: oldCardNumber }
  throw new BadInputError('match', 'give exactly one of personalId and oldCardNumber')
}

export const toCitizenMatch = (input: CitizenMatchInput): CitizenMatch => {
  const fullName = input.fullName.normalize('NFC').trim()
  if (fullName === '' || fullName.length > 100)
    throw new BadInputError('fullName', 'a name of 1 to 100 characters is needed')
  return { number: toNumber(input), fullName, birthDate: input.birthDate }
}

export const toCitizenMatches = (inputs: readonly CitizenMatchInput[]): readonly CitizenMatch[] => {
  if (inputs.length > maxPersons)
    throw new BadInputError('matches', `at most ${maxPersons} persons may be asked for at once`)
  return inputs.map(toCitizenMatch)
}

/** The first moment of a day in Viet Nam. */
export const startOf = (day: LocalDate): DateTime => toDateTime(new Date(`${day}T00:00:00+07:00`))
/** The last moment of a day in Viet Nam. */
export const endOf = (day: LocalDate): DateTime => toDateTime(new Date(`${day}T23:59:59.999+07:00`))
const dayMs = 86_400_000

const daysAgo = (days: number, now: Date): DateTime => {
  if (days < 1 || days > 400)
    throw new BadInputError('receivedWithinDays', 'a number from 1 to 400 is needed')
  return startOf(localDateOf(toDateTime(new Date(now.getTime() - (days - 1) * dayMs))))
}

const receivedFrom = (
  { receivedFrom: day, receivedWithinDays: days }: DossierFilterInput,
  now: Date,
) => {
  if (day != null && days != null)
    throw new BadInputError('receivedWithinDays', 'give either this or receivedFrom')
  if (days != null) return daysAgo(days, now)
  return day == null ? undefined : startOf(day)
}

/** Today's communes for a code that may be from before 1 July 2025; a divided unit has several. */
const communesFor = (code: DossierFilterInput['commune'], { sources }: Context) =>
  code == null ? undefined : sources.units.resolve({ code }).map(({ unit }) => unit.code)

const onePlace = (input: DossierFilterInput): void => {
  const given = [input.commune, input.province, input.organisation].filter((place) => place != null)
  if (given.length > 1)
    throw new BadInputError('filter', 'give at most one of commune, province and organisation')
  if (input.commune != null && input.commune.length !== 5)
    throw new BadInputError('commune', '5 digits are needed')
  if (input.province != null && input.province.length !== 2)
    throw new BadInputError('province', '2 digits are needed')
}

/** The days of receipt, each whole, in Viet Nam's time. */
const receivedBetween = (input: DossierFilterInput, now: Date) => {
  const from = receivedFrom(input, now)
  const to = input.receivedTo == null ? undefined : endOf(input.receivedTo)
  if (from !== undefined && to !== undefined && from > to)
    throw new BadInputError('receivedTo', 'a day on or after the first day is needed')
  return { receivedFrom: from, receivedTo: to }
}

/** The dossiers' applicant, matched in the register first; null when nobody matches. */
const applicantOf = async (match: CitizenMatchInput, context: Context) => {
  const citizen = await requireCitizen(toCitizenMatch(match), context)
  if (citizen === null) return null
  // Whichever dossiers follow are told to be this person's.
  citizen.given.add('dossiers')
  return citizen.record.personalId ?? citizen.record.oldCardNumber
}

type Given = { [Key in keyof DossierFilter]: DossierFilter[Key] | null | undefined }

const withoutNothing = (given: Given): DossierFilter =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value != null))

/** The filter as the dossier source takes it; null when nothing can match it. Checked whole before anybody is asked. */
export const toDossierFilter = (
  input: DossierFilterInput,
  context: Context,
): MaybePromise<DossierFilter | null> => {
  onePlace(input)
  const received = receivedBetween(input, context.now)
  const communes = communesFor(input.commune, context)
  const { applicant, province, organisation, status, procedure, overdue } = input
  const applicantId = applicant == null ? undefined : applicantOf(applicant, context)
  return follow(applicantId, (id) =>
    communes?.length === 0 || id === null
      ? null
      : withoutNothing({
          communes,
          province,
          organisation,
          status,
          procedure,
          overdue,
          ...received,
          applicantId: id,
        }),
  )
}
