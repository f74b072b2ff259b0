import type { World } from '../../mocks/world/types.ts'
import { matchingName } from '../../src/domain/names.ts'

export interface Facts {
  readonly personalId: string
  readonly fullName: string
  readonly birthDate: string
}

/** Whom a question is about that is answered with "nobody matches". */
export const kinds = ['absent', 'mismatched', 'hidden'] as const
export type Kind = (typeof kinds)[number]
export type Subjects = Readonly<Record<Kind, readonly Facts[]>>

/** As many distinct ones of each kind. The absent bear numbers that nobody has, with the names of people. */
export const createSubjects = (world: World, count: number): Subjects => {
  let index = 10_000
  const nextPerson = (): Facts => {
    const { personalId, fullName, birthDate, birthPrecision } = world.person((index += 1))
    return birthPrecision === 'DAY' ? { personalId, fullName, birthDate } : nextPerson()
  }
  const nextAbsent = (): Facts => {
    const facts = nextPerson()
    const last = Number(facts.personalId.slice(-6))
    for (let step = 1; step < 1_000_000; step += 1) {
      const other = String((last + step * 7) % 1_000_000).padStart(6, '0')
      const personalId = `${facts.personalId.slice(0, 6)}${other}`
      if (world.personById(personalId) === null) return { ...facts, personalId }
    }
    return nextAbsent()
  }
  const nextMismatched = (): Facts => {
    const [facts, { fullName }] = [nextPerson(), nextPerson()]
    const isOther = matchingName(fullName) !== matchingName(facts.fullName)
    return isOther ? { ...facts, fullName } : nextMismatched()
  }
  const many = (make: () => Facts) => Array.from({ length: count }, make)
  return {
    absent: many(nextAbsent),
    mismatched: many(nextMismatched),
    hidden: many(nextPerson),
  }
}
