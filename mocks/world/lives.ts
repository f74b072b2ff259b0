import type { Cohorts, Place } from './cohorts.ts'
import { lanes } from './cohorts.ts'
import type { Families } from './families.ts'
import type { Chance } from './random.ts'
import { isOneOf } from './random.ts'
import { salts } from './salts.ts'
import type { WorldPerson } from './types.ts'

export type LifeStatus = WorldPerson['lifeStatus']

/** Born within these years people are of age throughout the 400 days, and still go to the counter themselves. */
export const firstApplicantYear = 1946
export const lastApplicantYear = 2005

/** Of a million people in the register, how many have died, by year of birth. */
const deathsPerMillion = (year: number): number => {
  if (year < 1925) return 800_000
  if (year < firstApplicantYear) return 350_000
  if (year < 1960) return 80_000
  return year < 1980 ? 20_000 : 2_000
}
const missingPerMillion = 400

export interface Lives {
  lifeStatus(place: Place): LifeStatus
  isDead(place: Place): boolean
  /** Who is alive for certain if `place` is not: someone of the same block, birth year and sex. */
  standIn(place: Place): Place
  /** `yyyy-MM-dd`. */
  birthDate(place: Place): string
}

const half = lanes / 2

export const createLives = (chance: Chance, cohorts: Cohorts, families: Families): Lives => {
  /** Of the lanes of a block only one half may be dead or missing, so that everyone has a living stand-in. */
  const isExposed = (place: Place): boolean => {
    const flip = chance(salts.life, place.legacy, place.year, place.block) & half
    return (place.lane & half) === flip
  }

  const lifeStatus = (place: Place): LifeStatus => {
    const isApplicant = place.year >= firstApplicantYear && place.year <= lastApplicantYear
    if (isApplicant && !isExposed(place)) return 'ALIVE'
    const factor = isApplicant ? 2 : 1
    const bits = chance(salts.life, cohorts.indexOf(place))
    const dead = deathsPerMillion(place.year) * factor
    if (isOneOf(bits, dead)) return 'DEAD'
    return isOneOf(bits, dead + missingPerMillion * factor) ? 'MISSING' : 'ALIVE'
  }

  return {
    lifeStatus,
    isDead: (place) => lifeStatus(place) === 'DEAD',
    standIn: (place) => ({ ...place, lane: place.lane ^ half }),
    birthDate: (place) => {
      const day = chance(salts.birthDay, families.birthKey(place)) % 365
      return new Date(Date.UTC(place.year, 0, 1 + day)).toISOString().slice(0, 10)
    },
  }
}
