import { legacyProvinces } from './legacy-provinces.ts'
import type { Permutation } from './permutation.ts'
import { createPermutation } from './permutation.ts'
import type { Chance } from './random.ts'
import { itemAt, upperBound } from './random.ts'

export const populationSize = 100_000_000
export const firstBirthYear = 1920
export const lastBirthYear = 2025
const years = lastBirthYear - firstBirthYear + 1

/** People come in blocks of 16 men and 16 women born in one former province in one year: see families.ts. */
export const lanes = 16
const peoplePerBlock = lanes * 2
const serials = 1_000_000

export type Sex = 'MALE' | 'FEMALE'

/** Where a person stands in the grid of cohorts: computed from the index and back. */
export interface Place {
  /** Index into `legacyProvinces`. */
  readonly legacy: number
  readonly year: number
  readonly sex: Sex
  readonly block: number
  readonly lane: number
}

export interface Cohorts {
  placeOf(index: number): Place
  indexOf(place: Place): number
  blocks(legacy: number, year: number): number
  exists(place: Place): boolean
  personalIdOf(place: Place): string
  placeOfPersonalId(id: string): Place | null
}

/**
 * How many are registered by year of birth, relative to those of today. The register was filled from about 2010 on, so
 * few of the oldest are in it; and no year after 1960 is smaller than today's, so that every child finds a mother.
 */
const yearShape: readonly (readonly [year: number, weight: number])[] = [
  [1920, 0.03],
  [1930, 0.15],
  [1940, 0.4],
  [1950, 0.75],
  [1960, 1.05],
  [1988, 1.35],
  [2003, 1.02],
  [2026, 1],
]

const weightOfYear = (year: number): number => {
  const next = yearShape.findIndex(([end]) => end > year)
  const [start, low] = itemAt(yearShape, next - 1)
  const [end, high] = itemAt(yearShape, next)
  return low + ((high - low) * (year - start)) / (end - start)
}

/** Blocks before each cell (former province, year), rounded so that the whole comes out exactly. */
const firstBlocks = (): Int32Array => {
  const weights = legacyProvinces.flatMap(({ people }) =>
    Array.from({ length: years }, (_, at) => people * weightOfYear(firstBirthYear + at)),
  )
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  const starts = new Int32Array(weights.length + 1)
  let passed = 0
  weights.forEach((weight, cell) => {
    passed += weight
    starts[cell + 1] = Math.round((passed / whole) * (populationSize / peoplePerBlock))
  })
  return starts
}

const sexDigit = (year: number, sex: Sex): number =>
  (year >= 2000 ? 2 : 0) + (sex === 'FEMALE' ? 1 : 0)

export const createCohorts = (chance: Chance): Cohorts => {
  const starts = firstBlocks()
  const legacyByPrefix = new Map(legacyProvinces.map(({ prefix }, index) => [prefix, index]))
  const cellOf = (legacy: number, year: number) => legacy * years + year - firstBirthYear
  const hasYear = (year: number) => year >= firstBirthYear && year <= lastBirthYear

  const blocks = (legacy: number, year: number): number => {
    if (!hasYear(year)) return 0
    const cell = cellOf(legacy, year)
    return itemAt(starts, cell + 1) - itemAt(starts, cell)
  }

  const serialsOf = ({ legacy, year, sex }: Pick<Place, 'legacy' | 'year' | 'sex'>): Permutation =>
    createPermutation(serials, cellOf(legacy, year) * 2 + (sex === 'FEMALE' ? 1 : 0), chance)

  const placeOf = (index: number): Place => {
    if (!Number.isInteger(index) || index < 0 || index >= populationSize)
      throw new RangeError(`nobody has index ${index}`)
    const cell = upperBound(starts, Math.floor(index / peoplePerBlock)) - 1
    const within = index - itemAt(starts, cell) * peoplePerBlock
    const year = firstBirthYear + (cell % years)
    const legacy = Math.floor(cell / years)
    const men = blocks(legacy, year) * lanes
    const k = within % men
    return {
      legacy,
      year,
      sex: within < men ? 'MALE' : 'FEMALE',
      block: Math.floor(k / lanes),
      lane: k % lanes,
    }
  }

  const indexOf = ({ legacy, year, sex, block, lane }: Place): number =>
    itemAt(starts, cellOf(legacy, year)) * peoplePerBlock +
    (sex === 'FEMALE' ? blocks(legacy, year) * lanes : 0) +
    block * lanes +
    lane

  const personalIdOf = (place: Place): string => {
    const serial = serialsOf(place).forward(place.block * lanes + place.lane)
    const { prefix } = itemAt(legacyProvinces, place.legacy)
    const head = `${prefix}${sexDigit(place.year, place.sex)}`
    return `${head}${String(place.year).slice(2)}${String(serial).padStart(6, '0')}`
  }

  const placeOfPersonalId = (id: string): Place | null => {
    const legacy = legacyByPrefix.get(id.slice(0, 3))
    const digit = Number(id[3])
    if (!/^\d{12}$/.test(id) || legacy === undefined || digit > 3) return null
    const year = (digit < 2 ? 1900 : 2000) + Number(id.slice(4, 6))
    const sex = digit % 2 === 0 ? 'MALE' : 'FEMALE'
    const size = blocks(legacy, year) * lanes
    const k = size === 0 ? 0 : serialsOf({ legacy, year, sex }).back(Number(id.slice(6)))
    return k < size ? { legacy, year, sex, block: Math.floor(k / lanes), lane: k % lanes } : null
  }

  return {
    placeOf,
    indexOf,
    blocks,
    exists: ({ legacy, year, block }) => block < blocks(legacy, year),
    personalIdOf,
    placeOfPersonalId,
  }
}
