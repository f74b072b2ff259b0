import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createCohorts } from '../../mocks/world/cohorts.ts'
import { createFamilies } from '../../mocks/world/families.ts'
import { createWorld } from '../../mocks/world/index.ts'
import { createChance } from '../../mocks/world/random.ts'
import type { WorldPerson } from '../../mocks/world/types.ts'

const world = createWorld()
const indices = fc.nat({ max: world.populationSize - 1 })
const runs = { numRuns: 2000 }
const yearOf = (person: WorldPerson): number => Number(person.birthDate.slice(0, 4))

/** Runs the check for a few thousand people for whom `related` finds someone; fails if there were hardly any. */
const forRelated = (
  related: (person: WorldPerson) => number | null | undefined,
  check: (person: WorldPerson, other: WorldPerson) => void,
  least = 100,
): void => {
  let seen = 0
  fc.assert(
    fc.property(indices, (index) => {
      const person = world.person(index)
      const other = related(person)
      if (other === null || other === undefined) return
      seen++
      check(person, world.person(other))
    }),
    { numRuns: 4000 },
  )
  expect(seen).toBeGreaterThan(least)
}

describe('spouses', () => {
  test('name each other, are of age and both married', () => {
    forRelated(
      ({ spouse }) => spouse?.index,
      (person, spouse) => {
        expect(spouse.spouse).toEqual({
          index: person.index,
          fullName: person.fullName,
          personalId: person.personalId,
        })
        expect(person.spouse?.fullName).toBe(spouse.fullName)
        expect([person.marital, spouse.marital]).toEqual([2, 2])
        expect(person.sex).not.toBe(spouse.sex)
        expect(yearOf(person)).toBeLessThanOrEqual(2005)
        expect(person.permanent).toEqual(spouse.permanent)
      },
    )
  })

  test('are not brother and sister', () => {
    forRelated(
      ({ spouse }) => spouse?.index,
      (person, spouse) => {
        if (person.mother !== null) expect(spouse.mother?.index).not.toBe(person.mother.index)
      },
    )
  })
})

describe('parents', () => {
  test.each(['father', 'mother'] as const)('exist, and the %s is old enough', (which) => {
    forRelated(
      (person) => person[which]?.index,
      (person, parent) => {
        expect(yearOf(person) - yearOf(parent)).toBeGreaterThanOrEqual(20)
        expect(yearOf(person) - yearOf(parent)).toBeLessThanOrEqual(50)
        expect(parent.sex).toBe(which === 'father' ? 'MALE' : 'FEMALE')
        expect(person[which]?.personalId).toBe(parent.personalId)
      },
    )
  })

  test('hand on their people and their surname from father to child', () => {
    forRelated(
      ({ father }) => father?.index,
      (person, father) => {
        expect(person.ethnicity).toBe(father.ethnicity)
        if (person.ethnicity === '01')
          expect(person.fullName.normalize('NFC').split(' ')[0]).toBe(
            father.fullName.normalize('NFC').split(' ')[0],
          )
      },
    )
  })

  test('of everyone under 18 include a mother', () => {
    fc.assert(
      fc.property(indices, (index) => {
        const person = world.person(index)
        if (yearOf(person) >= 2008) expect(person.mother).not.toBeNull()
      }),
      runs,
    )
  })

  test('lead back over at most six generations', () => {
    const depth = (person: WorldPerson): number =>
      person.mother === null ? 1 : 1 + depth(world.person(person.mother.index))
    fc.assert(
      fc.property(indices, (index) => {
        expect(depth(world.person(index))).toBeLessThanOrEqual(6)
      }),
      runs,
    )
  })
})

describe('children', () => {
  const cohorts = createCohorts(createChance(world.seed))
  const families = createFamilies(createChance(world.seed), cohorts)

  test('computed from a parent name that parent, and the other way round', () => {
    let seen = 0
    fc.assert(
      fc.property(indices, (index) => {
        const place = cohorts.placeOf(index)
        for (const child of families.children(place)) {
          seen++
          const { father, mother } = world.person(cohorts.indexOf(child))
          expect([father?.index, mother?.index]).toContain(index)
        }
        const mother = families.mother(place)
        if (mother !== null)
          expect(families.children(mother).map((child) => cohorts.indexOf(child))).toContain(index)
      }),
      runs,
    )
    expect(seen).toBeGreaterThan(500)
  })

  test('of one mother are twins or more than a year apart', () => {
    fc.assert(
      fc.property(indices, (index) => {
        const years = families
          .children(cohorts.placeOf(index))
          .filter((child) => families.twin(child) === null)
          .map(({ year }) => year)
          .sort((a, b) => a - b)
        years.slice(1).forEach((year, at) => {
          expect(year - (years[at] ?? 0)).toBeGreaterThanOrEqual(2)
        })
      }),
      runs,
    )
  })
})

test('twins share sex, birth date and parents, and differ in the given name alone, which has one word or two', () => {
  forRelated(
    ({ twinIndex }) => twinIndex,
    (person, twin) => {
      expect(twin.twinIndex).toBe(person.index)
      expect(Math.abs(twin.index - person.index)).toBe(1)
      expect(twin.sex).toBe(person.sex)
      expect(twin.birthDate).toBe(person.birthDate)
      expect(twin.mother).toEqual(person.mother)
      expect(twin.father).toEqual(person.father)
      const words = (name: string) => name.normalize('NFC').split(' ')
      const [one, other] = [words(person.fullName), words(twin.fullName)]
      const isGiven = (all: readonly string[], others: readonly string[]) => (word: string) =>
        all.filter((same) => same === word).length !== others.filter((same) => same === word).length
      expect(one.filter(isGiven(one, other)).length).toBeLessThanOrEqual(2)
      expect(other.filter(isGiven(other, one)).length).toBeLessThanOrEqual(2)
      expect(person.fullName.normalize('NFC')).not.toBe(twin.fullName.normalize('NFC'))
    },
    30,
  )
})

describe('households', () => {
  test('have a head who is its own head and lives at the same address', () => {
    forRelated(
      ({ head }) => head.index,
      (person, head) => {
        expect(head.head.index).toBe(head.index)
        expect(head.head.relationship).toBe('CH01')
        expect(head.permanent).toEqual(person.permanent)
        expect(person.head.relationship === 'CH01').toBe(head.index === person.index)
      },
    )
  })

  test('keep the unmarried young with their parents', () => {
    forRelated(
      (person) => (person.head.relationship === 'CH03' ? person.head.index : null),
      (person, head) => {
        expect([person.father?.index, person.mother?.index]).toContain(head.index)
        expect([0, 1]).toContain(person.marital)
      },
    )
  })
})
