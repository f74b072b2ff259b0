import type { Place } from './cohorts.ts'
import type { Families } from './families.ts'
import type { Lives } from './lives.ts'

/** `relationship` codes: CH01 head, CH02 husband or wife, CH03 child, CH04 grandchild. */
export interface Membership {
  readonly head: Place
  readonly relationship: string
  /** Equal for all members of a household: addresses hang on it. */
  readonly anchor: Place
}

/** Unmarried people born from this year on still live with their parents. */
const livesWithParentsFrom = 1992
const headCode = 'CH01'
const codes = { spouse: 'CH02', child: 'CH03', grandchild: 'CH04' }

export type MembershipOf = (place: Place) => Membership

const isSame = (a: Place, b: Place): boolean =>
  a.year === b.year && a.sex === b.sex && a.lane === b.lane && a.block === b.block

export const createHouseholds = (families: Families, lives: Lives): MembershipOf => {
  const ofCouple = (place: Place, partner: Place): Membership => {
    const [husband, wife] = place.sex === 'MALE' ? [place, partner] : [partner, place]
    const head = lives.isDead(husband) && !lives.isDead(wife) ? wife : husband
    return { head, relationship: isSame(head, place) ? headCode : codes.spouse, anchor: wife }
  }

  const alone = (place: Place): Membership => ({
    head: place,
    relationship: headCode,
    anchor: place,
  })

  const withParents = (place: Place): Membership | null => {
    const mother = families.mother(place)
    if (place.year < livesWithParentsFrom || mother === null) return null
    const home = membership(mother)
    if (lives.isDead(home.head)) return null
    const isGrandchild = home.relationship === codes.child || home.relationship === codes.grandchild
    return { ...home, relationship: isGrandchild ? codes.grandchild : codes.child }
  }

  const membership: MembershipOf = (place) => {
    const partner = families.partner(place)
    if (partner !== null && families.bond(place) === 'MARRIED') return ofCouple(place, partner)
    const isFree = families.bond(place) === 'NONE'
    return (isFree ? withParents(place) : null) ?? alone(place)
  }

  return membership
}
