import type { Place, Sex } from './cohorts.ts'
import { lanes } from './cohorts.ts'
import type { Chance } from './random.ts'
import { itemAt } from './random.ts'
import { salts } from './salts.ts'

/** Who marries and who bears whom among the 16 men and 16 women of a block. */
export interface FamilyPlan {
  /** By the husband's lane. */
  readonly wifeOf: readonly number[]
  /** By the wife's lane. */
  readonly husbandOf: readonly number[]
  /** By `childLane`: the mother's lane, and how many births she had before. */
  readonly births: readonly { readonly mother: number; readonly order: number }[]
  readonly childrenOf: readonly (readonly {
    readonly sex: Sex
    readonly lane: number
    readonly order: number
  }[])[]
  /** `childLane` of the pair of twins divided by two; −1 where the plan has none. */
  readonly twins: number
}

const planCount = 64
/** Births per woman: one has none, three have one, eight have two, three have three, one has four. */
const familySizes = [2, 0, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 4]

/** 0–15 for the men's lanes, 16–31 for the women's. */
export const childLane = ({ sex, lane }: Pick<Place, 'sex' | 'lane'>): number =>
  sex === 'FEMALE' ? lanes + lane : lane

const range = (length: number): number[] => Array.from({ length }, (_, index) => index)

const shuffled = (list: readonly number[], next: () => number): number[] =>
  list
    .map((item) => ({ item, order: next() }))
    .sort((a, b) => a.order - b.order)
    .map(({ item }) => item)

/** Hands 32 child lanes to 16 mothers; a pair of twins is one birth more for the first mother of two. */
const dealBirths = (mothers: readonly number[], children: readonly number[], hasTwins: boolean) => {
  const births: { mother: number; order: number }[] = []
  const queue = [...children]
  familySizes.forEach((size, at) => {
    for (let born = 0; born < size; born++) {
      const order = at === 0 && hasTwins ? 0 : born
      births[queue.shift() ?? 0] = { mother: itemAt(mothers, at), order }
    }
  })
  return births
}

const draw = (variant: number, attempt: number, chance: Chance): FamilyPlan => {
  let drawn = 0
  const next = () => chance(salts.familyShuffle, variant, attempt, drawn++)
  // One block in three has a pair of twins: about 2 % of all people.
  const twins = variant % 3 === 0 ? next() % lanes : -1
  const others = shuffled(range(lanes * 2), next).filter((child) => child >> 1 !== twins)
  const pair = twins < 0 ? [] : [twins * 2, twins * 2 + 1]
  const births = dealBirths(shuffled(range(lanes), next), [...pair, ...others], twins >= 0)
  const wifeOf = shuffled(range(lanes), next)
  const husbandOf = range(lanes).map((wife) => wifeOf.indexOf(wife))
  const childrenOf = range(lanes).map((mother) =>
    births.flatMap((birth, child) =>
      birth.mother === mother
        ? [
            {
              sex: child < lanes ? 'MALE' : 'FEMALE',
              lane: child % lanes,
              order: birth.order,
            } as const,
          ]
        : [],
    ),
  )
  return { wifeOf, husbandOf, births, childrenOf, twins }
}

const marriesSiblings = ({ wifeOf, births }: FamilyPlan): boolean =>
  wifeOf.some((wife, man) => births[man]?.mother === births[lanes + wife]?.mother)

export const createFamilyPlans = (chance: Chance): readonly FamilyPlan[] =>
  range(planCount).map((variant) => {
    let attempt = 0
    let plan = draw(variant, attempt, chance)
    while (marriesSiblings(plan)) plan = draw(variant, ++attempt, chance)
    return plan
  })
