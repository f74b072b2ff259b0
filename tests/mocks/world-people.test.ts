import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createCohorts, firstBirthYear, lastBirthYear } from '../../mocks/world/cohorts.ts'
import { createWorld } from '../../mocks/world/index.ts'
import { legacyProvinces } from '../../mocks/world/legacy-provinces.ts'
import { createChance } from '../../mocks/world/random.ts'

const world = createWorld()
const indices = fc.nat({ max: world.populationSize - 1 })
const runs = { numRuns: 3000 }

/** Evenly spread over the whole range. */
const sample = Array.from({ length: 20_000 }, (_, at) => world.person(at * 5000 + (at % 4999)))
const shareOf = (test: (person: (typeof sample)[number]) => boolean): number =>
  sample.filter(test).length / sample.length

describe('the population', () => {
  test('is exactly 100,000,000, with fewer than a million numbers used in each cohort', () => {
    const cohorts = createCohorts(createChance(1))
    let people = 0
    for (let year = firstBirthYear; year <= lastBirthYear; year++)
      legacyProvinces.forEach((_, legacy) => {
        const blocks = cohorts.blocks(legacy, year)
        expect(blocks * 16).toBeLessThan(1_000_000)
        people += blocks * 32
      })
    expect(people).toBe(100_000_000)
    expect(world.populationSize).toBe(100_000_000)
  })

  test.each([-1, 100_000_000, 0.5, NaN])('has nobody at index %s', (index) => {
    expect(() => world.person(index)).toThrow(RangeError)
  })

  test('reaches from the first index to the last', () => {
    expect(world.person(0).index).toBe(0)
    expect(world.person(99_999_999).index).toBe(99_999_999)
  })

  test('is found by personal id, wherever the person stands', () => {
    fc.assert(
      fc.property(indices, (index) => {
        const person = world.person(index)
        expect(world.personById(person.personalId)).toEqual(person)
      }),
      runs,
    )
  })

  test('is found by the old card, where there is one', () => {
    fc.assert(
      fc.property(indices, (index) => {
        const person = world.person(index)
        if (person.oldCard === null) return
        expect(person.oldCard).toMatch(/^(?!00)\d{9}$/)
        expect(world.personByOldCard(person.oldCard)).toEqual(person)
      }),
      runs,
    )
  })

  test('has ids that tell sex, century and year of birth', () => {
    fc.assert(
      fc.property(indices, (index) => {
        const { personalId, sex, birthDate } = world.person(index)
        const year = Number(birthDate.slice(0, 4))
        const digit = (year >= 2000 ? 2 : 0) + (sex === 'FEMALE' ? 1 : 0)
        expect(personalId).toMatch(/^\d{12}$/)
        expect(personalId.slice(3, 6)).toBe(`${digit}${birthDate.slice(2, 4)}`)
        expect(legacyProvinces.some(({ prefix }) => personalId.startsWith(prefix))).toBe(true)
      }),
      runs,
    )
  })

  test('leaves most numbers of a cohort without a holder', () => {
    fc.assert(
      fc.property(fc.nat({ max: 999_999 }), (serial) => {
        const id = `001085${String(serial).padStart(6, '0')}`
        const person = world.personById(id)
        expect(person === null || person.personalId === id).toBe(true)
      }),
      runs,
    )
    const taken = Array.from({ length: 2000 }, (_, at) =>
      world.personById(`001085${String(at * 499).padStart(6, '0')}`),
    ).filter((person) => person !== null)
    expect(taken.length).toBeGreaterThan(50)
    expect(taken.length).toBeLessThan(250)
  })

  test.each(['', '001', '00108500000x', '003085000001', '001485000001', '001010000001 '])(
    'has nobody under the id %j',
    (id) => {
      expect(world.personById(id)).toBeNull()
    },
  )

  test.each(['', '000000001', '12345678', '00000000x', '111111111', '123456789'])(
    'has nobody under the old card %j',
    (number) => {
      expect(world.personByOldCard(number)).toBeNull()
    },
  )

  test('is the same in two worlds of one seed and another in a world of another seed', () => {
    const again = createWorld()
    const other = createWorld({ seed: 35 })
    const index = 31_415_926
    expect(again.person(index)).toEqual(world.person(index))
    expect(other.person(index).personalId).not.toBe(world.person(index).personalId)
  })
})

describe('among the people', () => {
  test.each([
    ['dead', 0.02, 0.1, (p: (typeof sample)[number]) => p.lifeStatus === 'DEAD'],
    ['missing', 0.0001, 0.002, (p: (typeof sample)[number]) => p.lifeStatus === 'MISSING'],
    ['moved to another province', 0.08, 0.14, (p: (typeof sample)[number]) => p.moved],
    ['twins', 0.01, 0.03, (p: (typeof sample)[number]) => p.twinIndex !== null],
    ['holders of old cards', 0.5, 0.8, (p: (typeof sample)[number]) => p.oldCard !== null],
    [
      'known by year alone',
      0.005,
      0.03,
      (p: (typeof sample)[number]) => p.birthPrecision === 'YEAR',
    ],
    ['ethnic minorities', 0.07, 0.18, (p: (typeof sample)[number]) => p.ethnicity !== '01'],
    [
      'names in NFD',
      0.002,
      0.01,
      (p: (typeof sample)[number]) => p.fullName !== p.fullName.normalize('NFC'),
    ],
  ] as const)('some are %s', (_, least, most, test) => {
    expect(shareOf(test)).toBeGreaterThan(least)
    expect(shareOf(test)).toBeLessThan(most)
  })

  test('about half live under a code that was abolished on 1 July 2025', () => {
    const codes = new Set(world.communes.map(({ code }) => code))
    const share = shareOf(({ permanent }) => !codes.has(permanent.communeCode))
    expect(share).toBeGreaterThan(0.35)
    expect(share).toBeLessThan(0.55)
  })

  test('one in 50,000 is protected', () => {
    const first = world.personById(
      world.sandbox.people.find(({ label }) => label === 'protected')?.personalId ?? '',
    )
    const index = first?.index ?? 0
    const neighbours = Array.from({ length: 500 }, (_, at) => world.person(index + at))
    expect(neighbours.filter(({ isProtected }) => isProtected)).toHaveLength(1)
    expect(world.person(index + 50_000).isProtected).toBe(true)
    expect(world.person(index + 49_950_000).isProtected).toBe(true)
  })

  test('every sex and century digit is borne', () => {
    expect(new Set(sample.map(({ personalId }) => personalId[3]))).toEqual(
      new Set(['0', '1', '2', '3']),
    )
  })

  test.each([
    ['12', /^(Y \p{L}+|H'\p{L}+) \p{L}+$/u],
    ['08', /^(Giàng|Vàng|Sùng|Thào|Lầu|Lý|Hạng|Mùa|Cứ|Sình|Vừ|Má) (A|Seo|Mí|Chứ|Thị) /],
    ['14', /^(A|Y) \p{L}+$/u],
  ])('names of ethnic group %s are built in its own way', (ethnicity, form) => {
    const names = sample.filter((person) => person.ethnicity === ethnicity)
    expect(names.length).toBeGreaterThan(10)
    for (const { fullName } of names) expect(fullName.normalize('NFC')).toMatch(form)
  })

  test('nobody bears the same word twice as middle and given name', () => {
    for (const { fullName, ethnicity } of sample) {
      const words = fullName.normalize('NFC').split(' ')
      if (ethnicity === '01') expect(words.at(-1)).not.toBe(words.at(-2))
    }
  })
})
