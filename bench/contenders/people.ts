import { LRUCache } from 'lru-cache'
import type { PersonLook } from '../../src/access/people.ts'
import { rules } from '../../src/access/rules.ts'
import type {
  AccessDenied,
  Citizen,
  CitizenMatch,
  MissingFact,
  NotMatchable,
  PersonNumber,
} from '../../src/domain/citizen.ts'
import { type PartialDate, parsePartialDate } from '../../src/domain/dates.ts'
import type { Applicant, Dossier } from '../../src/domain/dossier.ts'
import { birthYearOf } from '../../src/domain/ids.ts'
import { matchingName } from '../../src/domain/names.ts'
import type { SourceOutcomes } from '../../src/lib/outcomes.ts'
import type { Context } from '../../src/resolvers/context.ts'
import { purposeOfDossier } from '../../src/resolvers/person.ts'
import { type PersonQuestion, populationPolicy } from '../../src/sources/population/index.ts'
import type { SourceLoaders } from '../../src/sources/index.ts'

const numberOf = ({ personalId, oldCardNumber }: Applicant): PersonNumber | null => {
  if (personalId !== null) return { kind: 'PERSONAL_ID', value: personalId }
  return oldCardNumber === null ? null : { kind: 'OLD_CARD', value: oldCardNumber }
}

const birthDateOf = ({ birthDate, personalId }: Applicant): PartialDate | null =>
  birthDate ?? (personalId === null ? null : parsePartialDate(String(birthYearOf(personalId))))

const matchOf = (applicant: Applicant): CitizenMatch | NotMatchable => {
  const [number, birthDate] = [numberOf(applicant), birthDateOf(applicant)]
  const { fullName } = applicant
  if (number !== null && birthDate !== null && fullName !== null)
    return { number, fullName, birthDate }
  const facts = { NUMBER: number, NAME: fullName, BIRTH_DATE: birthDate }
  const missing = (Object.keys(facts) as MissingFact[]).filter((fact) => facts[fact] === null)
  return { __typename: 'NotMatchable', missing }
}

/** Whom to look up on behalf of a dossier, by the rule that the schema puts on the field. */
export const lookOf = (
  dossier: Dossier,
  { actor, grant }: Pick<Context, 'actor' | 'grant'>,
): PersonLook | AccessDenied => {
  const purpose = purposeOfDossier(dossier)
  const reason = rules.PERSON({ actor, grant, purpose })
  if (reason !== null || purpose === null)
    return { __typename: 'AccessDenied', reason: reason ?? 'PURPOSE_REQUIRED' }
  return { match: matchOf(dossier.applicant), purpose, dossier }
}

export const isLook = (one: PersonLook | AccessDenied): one is PersonLook => 'match' in one

/** Two questions with one key have one answer: purpose and officer are part of it. */
const keyOf = ({ match: { number, fullName, birthDate }, caller }: PersonQuestion): string =>
  [
    number.value,
    matchingName(fullName),
    birthDate,
    caller.procedureCode,
    caller.organisation,
    caller.officerId,
  ].join('\n')

type Answer = Citizen | null | Error
export type AskMany = (questions: readonly PersonQuestion[]) => Promise<readonly Answer[]>

const absent = Symbol('absent')

/** People as the gateway keeps them: 60 seconds, an absence 15, the same 10,000 at most, one fetch for all who wait. */
const createMemory = (ask: AskMany, isHidden: (citizen: Citizen) => boolean) => {
  const kept = new LRUCache<string, Citizen | typeof absent>({ max: 10_000 })
  const flying = new Map<string, Promise<ReadonlyMap<string, Answer>>>()
  const keep = (key: string, answer: Answer): void => {
    if (answer instanceof Error) return
    const ttl = answer === null ? populationPolicy.absentMs : populationPolicy.freshMs
    kept.set(key, answer ?? absent, { ttl })
  }
  const fetch = async (fresh: ReadonlyMap<string, PersonQuestion>) => {
    try {
      const answers = await ask([...fresh.values()])
      const landed = new Map([...fresh.keys()].map((key, at) => [key, answers[at] ?? null]))
      for (const [key, answer] of landed) keep(key, answer)
      return landed
    } finally {
      for (const key of fresh.keys()) flying.delete(key)
    }
  }
  /** Those under way are waited for; the others are asked for in one step, and added to `asked`. */
  const board = (wanted: ReadonlyMap<string, PersonQuestion>, asked: Set<string>): void => {
    const fresh = new Map([...wanted].filter(([key]) => !flying.has(key)))
    if (fresh.size === 0) return
    const landing = fetch(fresh)
    for (const key of fresh.keys()) {
      asked.add(key)
      flying.set(key, landing)
    }
  }
  const shown = (answer: Answer | typeof absent): Answer => {
    if (answer === absent || answer === null) return null
    return answer instanceof Error || !isHidden(answer) ? answer : null
  }
  return {
    /** One answer for each key; an Error is its own failure. */
    async read(questions: ReadonlyMap<string, PersonQuestion>, asked: Set<string>) {
      const answers = new Map<string, Answer>()
      const wanted = new Map<string, PersonQuestion>()
      for (const [key, question] of questions) {
        const known = kept.get(key)
        if (known === undefined) wanted.set(key, question)
        else answers.set(key, shown(known))
      }
      board(wanted, asked)
      const landings = [...wanted.keys()].map((key) => [key, flying.get(key)] as const)
      for (const [key, landing] of landings)
        answers.set(key, shown((await landing)?.get(key) ?? null))
      return answers
    },
  }
}

/** The population database as the access checks ask it, over a memory of the contender's own. */
export const createPeople = (ask: AskMany, isHidden: (citizen: Citizen) => boolean) => {
  const memory = createMemory(ask, isHidden)
  return (outcomes: SourceOutcomes): SourceLoaders['population'] => {
    const asked = new Set<string>()
    const keys = new Map<PersonQuestion, string>()
    const loadMany = async (questions: readonly PersonQuestion[]) => {
      const own = questions.map(keyOf)
      for (const [at, question] of questions.entries()) keys.set(question, own[at] ?? '')
      const wanted = new Map(questions.map((question, at) => [own[at] ?? '', question]))
      const found = await memory.read(wanted, asked)
      const answers = own.map((key) => found.get(key) ?? null)
      outcomes.noteAll('population', null, answers)
      return answers
    }
    const load = async (question: PersonQuestion): Promise<Citizen | null> => {
      const [answer = null] = await loadMany([question])
      if (answer instanceof Error) throw answer
      return answer
    }
    return {
      citizen: (match, caller) => load({ match, caller }),
      citizens: { load, loadMany },
      wasAsked: (question) => asked.has(keys.get(question) ?? keyOf(question)),
    }
  }
}
