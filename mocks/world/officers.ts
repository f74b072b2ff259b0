import type { Desk } from './agencies.ts'
import type { Applicants } from './applicants.ts'
import type { Cohorts, Place } from './cohorts.ts'
import type { Chance } from './random.ts'
import { salts } from './salts.ts'

export interface Officers {
  /** The three officers of a desk. */
  of(desk: Desk): readonly Place[]
  isOfficer(place: Place): boolean
}

const officersPerDesk = 3
/** Residents stand in order of birth years: from here to there they are of an age to serve. */
const youngest = 0.95
const oldest = 0.4

export const createOfficers = (
  chance: Chance,
  cohorts: Cohorts,
  applicants: Applicants,
): Officers => {
  const of = (desk: Desk): readonly Place[] =>
    Array.from({ length: officersPerDesk }, (_, order) => {
      const bits = chance(salts.officer, desk.number, order)
      return applicants.resident(desk, oldest + ((youngest - oldest) * bits) / 2 ** 32)
    })
  return {
    of,
    isOfficer: (place) => {
      const index = cohorts.indexOf(place)
      return applicants
        .desksServing(place)
        .some((desk) => of(desk).some((officer) => cohorts.indexOf(officer) === index))
    },
  }
}
