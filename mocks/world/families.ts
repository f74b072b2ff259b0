import type { Cohorts, Place } from './cohorts.ts'
import { lastBirthYear } from './cohorts.ts'
import type { FamilyPlan } from './family-plans.ts'
import { childLane, createFamilyPlans } from './family-plans.ts'
import type { Chance } from './random.ts'
import { itemAt } from './random.ts'
import { salts } from './salts.ts'

/** What binds a woman and the man of her lane. Divorced men remain the fathers of their children. */
export type Bond = 'MARRIED' | 'DIVORCED' | 'NONE'

export interface Families {
  /** The mother's place, whether or not the register reaches back to her: siblings share it either way. */
  motherPlace(place: Place): Place
  mother(place: Place): Place | null
  father(place: Place): Place | null
  /** The partner of the bond, alive or not; null where there never was a marriage. */
  partner(place: Place): Place | null
  bond(place: Place): Bond
  /** The oldest forefather's mother: the same for all who share a surname by descent, whether or not she is registered. */
  origin(place: Place): Place
  twin(place: Place): Place | null
  children(place: Place): readonly Place[]
  /** Equal for twins, different for everybody else. */
  birthKey(place: Place): number
}

const youngestWife = 2004
/** Share in a thousand that never married and that divorced, by the woman's year of birth. */
const shares = (year: number, isMother: boolean): readonly [never: number, divorced: number] => {
  if (isMother) return [30, 50]
  if (year > youngestWife) return [1000, 0]
  return year <= 1975 ? [180, 60] : year <= 1995 ? [450, 50] : [750, 10]
}

/**
 * Families live inside one block of one former province, over the years: a plan (who of the 16 lanes marries whom, who
 * bears whom) holds for all generations of the block, and only the years of birth tell the generations apart. So every
 * relation is a step in years and lanes that can be taken both ways.
 */
export const createFamilies = (chance: Chance, cohorts: Cohorts): Families => {
  const plans = createFamilyPlans(chance)
  const planOf = ({ legacy, block }: Place): FamilyPlan =>
    itemAt(plans, chance(salts.familyVariant, legacy, block) % plans.length)
  const standing = (place: Place): Place | null => (cohorts.exists(place) ? place : null)

  /** Years from the birth of a mother to that of her child: 21 to 41. */
  const offset = (at: Place, motherLane: number, order: number): number =>
    21 +
    (chance(salts.firstChild, at.legacy, at.block, motherLane) % 9) +
    order * (2 + (chance(salts.spacing, at.legacy, at.block, motherLane) % 3))

  /** Years from the birth of a husband to that of his wife: −1 to 7. */
  const gap = (at: Place, wifeLane: number): number =>
    (chance(salts.ageGap, at.legacy, at.block, wifeLane) % 9) - 1

  const motherPlace = (place: Place): Place => {
    const birth = itemAt(planOf(place).births, childLane(place))
    const year = place.year - offset(place, birth.mother, birth.order)
    return { ...place, sex: 'FEMALE', lane: birth.mother, year }
  }

  const opposite = (place: Place): Place => {
    const plan = planOf(place)
    if (place.sex === 'FEMALE') {
      const lane = itemAt(plan.husbandOf, place.lane)
      return { ...place, sex: 'MALE', lane, year: place.year - gap(place, place.lane) }
    }
    const lane = itemAt(plan.wifeOf, place.lane)
    return { ...place, sex: 'FEMALE', lane, year: place.year + gap(place, lane) }
  }

  const isMother = (wife: Place): boolean =>
    itemAt(planOf(wife).childrenOf, wife.lane).length > 0 &&
    wife.year + offset(wife, wife.lane, 0) <= lastBirthYear

  const bond = (place: Place): Bond => {
    const other = opposite(place)
    if (!cohorts.exists(other)) return 'NONE'
    const wife = place.sex === 'FEMALE' ? place : other
    const [never, divorced] = shares(wife.year, isMother(wife))
    const at = chance(salts.bond, wife.legacy, wife.block, wife.lane, wife.year) % 1000
    return at < never ? 'NONE' : at < never + divorced ? 'DIVORCED' : 'MARRIED'
  }

  const mother = (place: Place) => standing(motherPlace(place))
  const partner = (place: Place) => (bond(place) === 'NONE' ? null : opposite(place))

  const father = (place: Place): Place | null => {
    const woman = mother(place)
    return woman && partner(woman)
  }

  /** A child without a known father takes after the mother. */
  const origin = (place: Place): Place => {
    const elder = father(place) ?? mother(place)
    return elder ? origin(elder) : motherPlace(place)
  }

  const children = (place: Place): readonly Place[] => {
    const woman = place.sex === 'FEMALE' ? place : partner(place)
    if (woman === null || !cohorts.exists(woman)) return []
    return itemAt(planOf(woman).childrenOf, woman.lane)
      .map(({ sex, lane, order }) => ({
        ...woman,
        sex,
        lane,
        year: woman.year + offset(woman, woman.lane, order),
      }))
      .filter((child) => cohorts.exists(child))
  }

  const twin = (place: Place): Place | null =>
    planOf(place).twins === childLane(place) >> 1 ? { ...place, lane: place.lane ^ 1 } : null

  const birthKey = (place: Place): number =>
    cohorts.indexOf(twin(place) ? { ...place, lane: place.lane & ~1 } : place)

  return { motherPlace, mother, father, partner, bond, origin, twin, children, birthKey }
}
