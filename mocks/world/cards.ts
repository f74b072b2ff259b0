import { populationSize } from './cohorts.ts'
import { createPermutation } from './permutation.ts'
import type { Chance } from './random.ts'
import { isOneOf } from './random.ts'
import { salts } from './salts.ts'

export interface Cards {
  /** null for people who never had a 9-digit card, which was last handed out in the years to 2020. */
  numberOf(index: number, birthYear: number): string | null
  /** Who would hold the number; the caller asks `numberOf` whether that person has a card at all. */
  indexOf(number: string): number | null
}

const numbers = 1_000_000_000
/** Numbers from 010000000 on: none looks like the dummy 000000001. */
const firstNumber = 10_000_000
const lastBirthYear = 1999
const digitRuns = '01234567890 9876543210'

const isDummy = (number: string): boolean =>
  new Set(number).size === 1 || digitRuns.includes(number)

/** 9-digit cards: the person's index shuffled over all numbers, so that a number gives its holder without a search. */
export const createCards = (chance: Chance): Cards => {
  const shuffle = createPermutation(numbers - firstNumber, salts.oldCard, chance)
  return {
    numberOf: (index, birthYear) => {
      if (birthYear > lastBirthYear || isOneOf(chance(salts.oldCard, index), 80_000)) return null
      const number = String(firstNumber + shuffle.forward(index)).padStart(9, '0')
      return isDummy(number) ? null : number
    },
    indexOf: (number) => {
      if (!/^\d{9}$/.test(number) || Number(number) < firstNumber) return null
      const index = shuffle.back(Number(number) - firstNumber)
      return index < populationSize ? index : null
    },
  }
}
