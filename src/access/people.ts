import type { Citizen, CitizenMatch, DenialReason, NotMatchable } from '../domain/citizen.ts'
import type { Dossier } from '../domain/dossier.ts'
import { matchingName } from '../domain/names.ts'
import type { RecordedPurpose } from '../audit/event.ts'
import { toError, UpstreamError } from '../lib/errors.ts'
import { isPromise, type MaybePromise } from '../lib/maybe-promise.ts'
import type { ManyLoader } from '../lib/reference.ts'
import type { SourceLoaders } from '../sources/index.ts'
import type { PersonQuestion } from '../sources/population/index.ts'
import type { Officer, Purpose } from './actor.ts'
import type { Allowed } from './decide.ts'
import { AccessError } from './errors.ts'
import { evenly } from './even-time.ts'
import { type Refused, toOutcome } from './look-outcome.ts'
import type { Ledger } from './ledger.ts'
import { Look, type LookRequest } from './look.ts'
import type { Purposes } from './purposes.ts'
import { type CitizenOutcome, type ShownCitizen, withoutNumbers } from './shown.ts'

/** A person to look up, and what for. */
export interface PersonLook {
  /** What is missing is told to those only who might have had an answer. */
  readonly match: CitizenMatch | NotMatchable
  readonly purpose: Purpose
  /** The dossier the look starts at, which then is its purpose. */
  readonly dossier?: Dossier
}

/**
 * The one way to a person's record: the purpose is looked into, the look is recorded, and only then is anything asked,
 * kept records included.
 */
export interface People {
  /** Every outcome as a member of the union. */
  readonly outcomes: ManyLoader<PersonLook, CitizenOutcome>
  /**
   * The same for facts that the reader states. Absent, mismatched and hidden take the same time to tell, so that nobody
   * learns who is hidden by a clock.
   */
  readonly find: (look: PersonLook) => Promise<CitizenOutcome>
  /**
   * For what is derived from a record; null where nobody matches, or nothing is there to match by.
   *
   * @throws AccessError where the look is refused, UpstreamError where nobody could be asked
   */
  readonly require: (look: PersonLook) => Promise<ShownCitizen | null>
}

export interface PeopleDeps {
  readonly actor: Officer
  readonly mayKnowProtected: boolean
  readonly purposes: Purposes
  readonly ledger: Ledger
  readonly isProtected: (number: string) => boolean
  readonly withoutProtected: (citizen: Citizen) => Citizen
  readonly population: SourceLoaders['population']
  /** What is charged, hidden and followed up, by policy. */
  readonly terms: (purpose: Purpose) => Pick<LookRequest, 'charges' | 'hiddenUntil' | 'followUp'>
}

/** A look that may be made. */
interface Passage {
  readonly match: CitizenMatch
  readonly purpose: Purpose
  readonly allowed: Allowed
}

/** A look that may be made and is recorded. */
interface Opened extends Passage {
  readonly entry: Look
}

const isPassage = <T extends Passage>(one: T | Refused): one is T =>
  typeof one === 'object' && 'allowed' in one

const isRejection = (error: Error): boolean =>
  error instanceof UpstreamError && error.fault === 'rejected'

/** However a name is written, it is the same fact. */
const factsOf = ({ number, fullName, birthDate }: CitizenMatch): string =>
  `${number.value} ${matchingName(fullName)} ${birthDate}`

const toPurpose = ({ purpose }: Pick<PersonLook, 'purpose'>): RecordedPurpose => ({
  kind: purpose.dossier === null ? 'INTAKE' : 'DOSSIER',
  procedure: purpose.procedure,
  dossier: purpose.dossier,
})

export const createPeople = (deps: PeopleDeps): People => {
  const { actor, purposes, ledger, population, isProtected } = deps

  const admitted = (look: PersonLook, verdict: Allowed | DenialReason): Passage | Refused => {
    const { match, purpose } = look
    if (typeof verdict === 'string') {
      const subject = 'number' in match ? match.number.value : null
      ledger.refuse(verdict, subject, toPurpose(look))
      return verdict
    }
    return 'number' in match ? { match, purpose, allowed: verdict } : match
  }

  const judge = (look: PersonLook): MaybePromise<Passage | Refused> => {
    try {
      const verdict = purposes.judge(look.purpose, look.dossier)
      return verdict instanceof Promise
        ? verdict.then((told) => admitted(look, told)).catch(toError)
        : admitted(look, verdict)
    } catch (error) {
      return toError(error)
    }
  }

  const judgeAll = async (
    looks: readonly PersonLook[],
  ): Promise<readonly (Passage | Refused)[]> => {
    if (looks.length > 1) await purposes.prepare(looks.map(({ purpose }) => purpose.procedure))
    const judged = looks.map(judge)
    // With the procedures at hand there is nothing left to wait for.
    if (!judged.some(isPromise)) return judged as (Passage | Refused)[]
    return Promise.all(judged.map(async (one) => one))
  }

  const toRequest = (passage: Passage): LookRequest => ({
    subject: passage.match.number.value,
    countedAs: factsOf(passage.match),
    source: 'population',
    purpose: toPurpose(passage),
    classes: passage.allowed.classes,
    ...deps.terms(passage.purpose),
  })

  const mayTell = ({ number }: CitizenMatch): boolean =>
    deps.mayKnowProtected && isProtected(number.value)

  const refuseProtected = (entry: Look): DenialReason => {
    entry.settle('REFUSED')
    return 'PERSON_PROTECTED'
  }

  /** Whom the register protects is not asked for by those who may be told so. */
  const admit = (passage: Passage, entry: Look | DenialReason): Opened | Refused => {
    if (!(entry instanceof Look)) return entry
    return mayTell(passage.match) ? refuseProtected(entry) : { ...passage, entry }
  }

  const open = async (
    judged: readonly (Passage | Refused)[],
  ): Promise<readonly (Opened | Refused)[]> => {
    const entries = (await ledger.open(judged.filter(isPassage).map(toRequest))).values()
    return judged.map((one) =>
      isPassage(one) ? admit(one, entries.next().value ?? 'AUDIT_UNAVAILABLE') : one,
    )
  }

  const toQuestion = ({ match, purpose }: Passage): PersonQuestion => ({
    match,
    caller: {
      procedureCode: purpose.procedure,
      dossierCode: purpose.dossier,
      officerId: actor.officerId,
      organisation: actor.organisation,
      account: actor.account,
    },
  })

  const recordFor = (citizen: Citizen, { classes, personalId }: Allowed): Citizen => {
    if (!classes.includes('FAMILY')) return citizen
    const record = deps.withoutProtected(citizen)
    return personalId === 'FULL' ? record : withoutNumbers(record)
  }

  /** One answer of the source: noted in the record, with the reader's rights beside it. */
  const show = (
    { entry, allowed }: Opened,
    question: PersonQuestion,
    answer: Citizen | null | Error,
  ): ShownCitizen | null | Refused => {
    // Whose old card it was that was asked by, the source's answer may just have told.
    if (answer === null && mayTell(question.match)) return refuseProtected(entry)
    if (answer instanceof Error) entry.settle(isRejection(answer) ? 'REFUSED' : 'UNAVAILABLE')
    else if (answer === null) entry.settle('ABSENT')
    else {
      const { personalId: subject, sourceRequestId } = answer
      entry.settle('SHOWN', { subject, sourceRequestId, cached: !population.wasAsked(question) })
      const record = recordFor(answer, allowed)
      return { __typename: 'Citizen', record, rights: allowed, given: entry.given }
    }
    return answer
  }

  const lookUp = async (
    looks: readonly PersonLook[],
  ): Promise<readonly (ShownCitizen | null | Refused)[]> => {
    const opened = await open(await judgeAll(looks))
    const asked = opened.filter(isPassage).map((one) => ({ one, question: toQuestion(one) }))
    const answers = await population.citizens.loadMany(asked.map(({ question }) => question))
    const shown = asked.map(({ one, question }, at) => show(one, question, answers[at] ?? null))
    const all = shown.values()
    return opened.map((one) => (isPassage(one) ? (all.next().value ?? null) : one))
  }

  const lookUpOne = async (look: PersonLook) => (await lookUp([look]))[0] ?? null

  return {
    outcomes: {
      load: async (look) => toOutcome(await lookUpOne(look)),
      loadMany: async (looks) => (await lookUp(looks)).map(toOutcome),
    },
    find: async (look) => toOutcome(await evenly(() => lookUpOne(look))),
    async require(look) {
      const answer = await evenly(() => lookUpOne(look))
      if (typeof answer === 'string') throw new AccessError(answer)
      if (answer instanceof Error) throw answer
      return answer?.__typename === 'NotMatchable' ? null : answer
    },
  }
}
