import type { Desk } from './agencies.ts'
import type { Cohorts, Place } from './cohorts.ts'
import { lanes } from './cohorts.ts'
import { firstApplicantYear, lastApplicantYear } from './lives.ts'
import { itemAt, upperBound } from './random.ts'

/** The people of working and older age whom one desk serves, numbered from 0 without a gap. */
export interface Residents {
  readonly size: number
  at(rank: number): Place
  /** null for a person whom the desk does not serve. */
  rankOf(place: Place): number | null
}

const years = lastApplicantYear - firstApplicantYear + 1

export const createResidents = (
  cohorts: Cohorts,
  { legacyIndex: legacy, position, step }: Pick<Desk, 'legacyIndex' | 'position' | 'step'>,
): Residents => {
  const starts = new Int32Array(years + 1)
  for (let at = 0; at < years; at++) {
    const blocks = cohorts.blocks(legacy, firstApplicantYear + at)
    const own = blocks > position ? Math.ceil((blocks - position) / step) : 0
    starts[at + 1] = itemAt(starts, at) + own * lanes * 2
  }
  return {
    size: itemAt(starts, years),
    at: (rank) => {
      const yearAt = upperBound(starts, rank) - 1
      const within = rank - itemAt(starts, yearAt)
      return {
        legacy,
        year: firstApplicantYear + yearAt,
        sex: within % 2 === 0 ? 'MALE' : 'FEMALE',
        lane: (within >> 1) % lanes,
        block: position + Math.floor(within / (lanes * 2)) * step,
      }
    },
    rankOf: (place) => {
      const isServed = place.legacy === legacy && place.block % step === position % step
      if (!isServed || place.year < firstApplicantYear || place.year > lastApplicantYear)
        return null
      const own = Math.floor(place.block / step)
      const within = (own * lanes + place.lane) * 2 + (place.sex === 'FEMALE' ? 1 : 0)
      return itemAt(starts, place.year - firstApplicantYear) + within
    },
  }
}
