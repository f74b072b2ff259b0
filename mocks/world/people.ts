import type { Addresses } from './addresses.ts'
import type { Cards } from './cards.ts'
import type { Cohorts, Place } from './cohorts.ts'
import type { Families } from './families.ts'
import type { MembershipOf } from './households.ts'
import type { Lives } from './lives.ts'
import type { Names } from './names.ts'
import type { Chance } from './random.ts'
import { createWeighted, isOneOf } from './random.ts'
import { salts } from './salts.ts'
import type { WorldPerson, WorldRelative } from './types.ts'

export interface PeopleParts {
  readonly chance: Chance
  readonly cohorts: Cohorts
  readonly families: Families
  readonly lives: Lives
  readonly names: Names
  readonly cards: Cards
  readonly addresses: Addresses
  readonly membershipOf: MembershipOf
}

export interface People {
  person(index: number): WorldPerson
  at(place: Place): WorldPerson
  /** Both numbers alone, without the cost of a whole person. */
  numbersAt(place: Place): Pick<WorldPerson, 'personalId' | 'oldCard'>
  personById(personalId: string): WorldPerson | null
  personByOldCard(number: string): WorldPerson | null
}

/** One in 50,000 is on the gateway's list of protected persons: every index that leaves this rest. */
export const protectedRest = 20_117
export const protectedEvery = 50_000

/** Codes of the national list: none, Buddhism, Catholicism, Hòa Hảo, Cao Đài, Protestantism. */
const religionOf = createWeighted([
  ['00', 82],
  ['01', 6],
  ['02', 7],
  ['03', 1],
  ['05', 1],
  ['08', 2],
] as const)
/** 00 not known, 01 A, 02 B, 03 AB, 04 O. */
const bloodOf = createWeighted([
  ['00', 55],
  ['01', 10],
  ['02', 13],
  ['03', 3],
  ['04', 19],
] as const)
const lastYearOnlyBirth = 1960

export const createPeople = (parts: PeopleParts): People => {
  const { chance, cohorts, families, lives, names, cards, addresses, membershipOf } = parts

  const relative = (place: Place): WorldRelative => ({
    index: cohorts.indexOf(place),
    fullName: names.fullName(place),
    personalId: cohorts.personalIdOf(place),
  })
  const relativeOrNull = (place: Place | null) => (place === null ? null : relative(place))

  /** A marriage ends with the death of either: both stand there without a spouse. */
  const spouse = (place: Place): Place | null => {
    const partner = families.partner(place)
    if (partner === null || families.bond(place) !== 'MARRIED') return null
    return lives.isDead(place) || lives.isDead(partner) ? null : partner
  }

  const marital = (place: Place, index: number): WorldPerson['marital'] => {
    if (families.bond(place) !== 'NONE') return spouse(place) === null ? 3 : 2
    return isOneOf(chance(salts.maritalUnknown, index), 20_000) ? 0 : 1
  }

  const at = (place: Place): WorldPerson => {
    const index = cohorts.indexOf(place)
    const home = membershipOf(place)
    const permanent = addresses.permanent(home.anchor)
    const current = addresses.current(place, home.anchor)
    const twin = families.twin(place)
    const hasOnlyYear =
      place.year <= lastYearOnlyBirth && isOneOf(chance(salts.yearOnly, index), 60_000)
    return {
      index,
      personalId: cohorts.personalIdOf(place),
      oldCard: cards.numberOf(index, place.year),
      fullName: names.fullName(place),
      sex: place.sex,
      birthDate: lives.birthDate(place),
      birthPrecision: hasOnlyYear ? 'YEAR' : 'DAY',
      lifeStatus: lives.lifeStatus(place),
      ethnicity: names.lineage(place).ethnicity,
      religion: religionOf(chance(salts.religion, place.legacy, place.block, place.lane)),
      marital: marital(place, index),
      blood: bloodOf(chance(salts.blood, index)),
      birthRegistration: addresses.birthRegistration(place),
      homeTown: addresses.homeTown(place, families.origin(place)),
      permanent,
      current: current.address,
      father: relativeOrNull(families.father(place)),
      mother: relativeOrNull(families.mother(place)),
      spouse: relativeOrNull(spouse(place)),
      head: { ...relative(home.head), relationship: home.relationship },
      moved: current.moved,
      twinIndex: twin && cohorts.indexOf(twin),
      isProtected: index % protectedEvery === protectedRest,
    }
  }

  return {
    at,
    numbersAt: (place) => ({
      personalId: cohorts.personalIdOf(place),
      oldCard: cards.numberOf(cohorts.indexOf(place), place.year),
    }),
    person: (index) => at(cohorts.placeOf(index)),
    personById: (personalId) => {
      const place = cohorts.placeOfPersonalId(personalId)
      return place && at(place)
    },
    personByOldCard: (number) => {
      const index = cards.indexOf(number)
      if (index === null) return null
      const place = cohorts.placeOf(index)
      return cards.numberOf(index, place.year) === number ? at(place) : null
    },
  }
}
