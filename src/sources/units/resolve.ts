import type { LocalDate } from '../../domain/dates.ts'
import type { UnitCode } from '../../domain/ids.ts'
import type { Commune, Province, UnitCandidate } from '../../domain/unit.ts'
import type { Former } from './decode.ts'
import { retiredProvinces } from './mend.ts'
import { communeKeys, provinceKey } from './place-names.ts'
import type { UnitIndex } from './unit-index.ts'

export interface UnitQuestion {
  readonly code?: UnitCode | null | undefined
  readonly name?: string | null | undefined
  /** Narrows the name only: a commune's code is unique in the country. A 2-digit code, or a name old or new. */
  readonly province?: string | null | undefined
  /** When the code or name was written down. */
  readonly asOf?: LocalDate | null | undefined
}

/** The two-tier administration and its codes took effect on this day (Resolution 202/2025/QH15). */
const reorganisedOn = '2025-07-01'

/** What a code or name means: a unit under that name, and the communes it is today. */
interface Meaning {
  readonly name: string
  readonly candidates: readonly UnitCandidate[]
}

interface Scope {
  readonly province: Province
  /** Set where the former province is meant and not all of today's, which may hold three of them. */
  readonly formerName: string | null
}

type State = 'FORMER' | 'TODAY' | 'EITHER'

const stateAt = (asOf: LocalDate | null | undefined): State => {
  if (asOf === null || asOf === undefined) return 'EITHER'
  return asOf < reorganisedOn ? 'FORMER' : 'TODAY'
}

const exactly = (unit: Commune): readonly UnitCandidate[] => [{ unit, confidence: 'EXACT' }]

const successorsOf = (former: Former, whenOne: 'EXACT' | 'NAME_ONLY'): readonly UnitCandidate[] => {
  const confidence = former.successors.length > 1 ? 'SPLIT' : whenOne
  return former.successors.map((unit) => ({ unit, confidence }))
}

/** Today's meaning first. */
const meaningsOf = (code: UnitCode, state: State, index: UnitIndex): readonly Meaning[] => {
  const commune = index.commune(code)
  const former = index.formerByCode(code)
  const meanings: Meaning[] = []
  // Five special zones were districts without communes, so their codes meant the same ground before.
  const isToday = commune !== null && (state !== 'FORMER' || index.formersOf(code).length === 0)
  if (isToday) meanings.push({ name: commune.name, candidates: exactly(commune) })
  if (former !== null && state !== 'TODAY')
    meanings.push({ name: former.unit.name, candidates: successorsOf(former, 'EXACT') })
  return meanings
}

const scopeByName = (name: string, state: State, index: UnitIndex): Scope | null => {
  const key = provinceKey(name)
  const today = index.provinceByName(key)
  const successor = index.provinceOfFormer(key)
  if (successor !== null && (state === 'FORMER' || today === null))
    return { province: successor, formerName: key }
  return today === null ? null : { province: today, formerName: null }
}

const scopeOf = (province: string, state: State, index: UnitIndex): Scope | null => {
  const text = province.trim()
  if (!/^\d{2}$/.test(text)) return scopeByName(text, state, index)
  const today = index.province(text)
  if (today !== null) return { province: today, formerName: null }
  const retired = retiredProvinces.get(text)
  return retired === undefined ? null : scopeByName(retired, 'FORMER', index)
}

const isFormerWithin = ({ unit, successors }: Former, scope: Scope | null): boolean => {
  if (scope === null) return true
  return scope.formerName === null
    ? successors.some(({ provinceCode }) => provinceCode === scope.province.code)
    : provinceKey(unit.provinceName) === scope.formerName
}

const namedToday = (
  keys: readonly string[],
  scope: Scope | null,
  index: UnitIndex,
): readonly UnitCandidate[] =>
  keys
    .flatMap((key) => index.communesNamed(key))
    .filter(({ provinceCode }) => scope === null || provinceCode === scope.province.code)
    .map((unit) => ({ unit, confidence: 'NAME_ONLY' }))

const namedBefore = (
  keys: readonly string[],
  scope: Scope | null,
  index: UnitIndex,
): readonly UnitCandidate[] =>
  keys
    .flatMap((key) => index.formersNamed(key))
    .filter((former) => isFormerWithin(former, scope))
    .flatMap((former) => successorsOf(former, 'NAME_ONLY'))

/** Each commune once, in order of codes; where it is found twice, as part of a divided unit. */
const distinct = (candidates: readonly UnitCandidate[]): readonly UnitCandidate[] => {
  const found = new Map<UnitCode, UnitCandidate>()
  for (const candidate of candidates)
    if (candidate.confidence === 'SPLIT' || !found.has(candidate.unit.code))
      found.set(candidate.unit.code, candidate)
  return [...found.values()].sort((a, b) => (a.unit.code < b.unit.code ? -1 : 1))
}

const resolveName = (
  question: UnitQuestion,
  state: State,
  index: UnitIndex,
): readonly UnitCandidate[] => {
  const { name, province } = question
  if (!name?.trim()) return []
  const isScoped = province !== null && province !== undefined && province.trim() !== ''
  const scope = isScoped ? scopeOf(province, state, index) : null
  if (isScoped && scope === null) return []
  const keys = communeKeys(name)
  return distinct([
    ...(state === 'FORMER' ? [] : namedToday(keys, scope, index)),
    ...(state === 'TODAY' ? [] : namedBefore(keys, scope, index)),
  ])
}

const isNamed = (meaning: Meaning, name: string): boolean =>
  communeKeys(name).some((key) => communeKeys(meaning.name).includes(key))

/**
 * What a unit is today: every commune it may be, or none where nobody knows the unit. A name given beside a code
 * tells which of the code's two meanings is meant. Where the name fits neither but is known, the code is wrong and
 * the name alone answers; where the name is unknown too, the code answers.
 */
export const resolveUnit = (question: UnitQuestion, index: UnitIndex): readonly UnitCandidate[] => {
  const { code, name } = question
  const state = stateAt(question.asOf)
  const meanings = code ? meaningsOf(code, state, index) : []
  const agreed = name ? meanings.find((meaning) => isNamed(meaning, name)) : meanings[0]
  if (agreed !== undefined) return agreed.candidates
  const named = resolveName(question, state, index)
  return named.length > 0 ? named : (meanings[0]?.candidates ?? [])
}
