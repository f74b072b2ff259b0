import type { Cohorts, Place } from './cohorts.ts'
import type { Families } from './families.ts'
import { legacyProvinces } from './legacy-provinces.ts'
import { nameLists } from './name-lists.ts'
import type { NameList } from './name-lists.ts'
import type { Chance } from './random.ts'
import { isOneOf, itemAt, pick } from './random.ts'
import { salts } from './salts.ts'

/** What a person takes from the oldest forefather the register knows. */
export interface Lineage {
  readonly ethnicity: string
  readonly surname: string
}

export interface Names {
  lineage(place: Place): Lineage
  /** In NFC, or decomposed (NFD) for one record in two hundred. */
  fullName(place: Place): string
}

const kinh = '01'

const listOf = (ethnicity: string): NameList => {
  const list = nameLists[ethnicity]
  if (list === undefined) throw new RangeError(`no names for ethnicity ${ethnicity}`)
  return list
}

/** "Y Bhăm Niê" and "H'Bliă Niê"; "Siu Blơ" and "Siu H'Bơn"; "A Thút" and "Y Hlạ"; else "Nguyễn Văn Minh". */
const compose = (
  list: NameList,
  isMale: boolean,
  surname: string,
  middle: string,
  given: string,
) => {
  switch (list.form) {
    case 'e-de':
      return isMale ? `Y ${given} ${surname}` : `H'${given} ${surname}`
    case 'gia-rai':
      return isMale ? `${surname} ${given}` : `${surname} H'${given}`
    case 'xo-dang':
      return `${isMale ? 'A' : 'Y'} ${given}`
    case 'plain':
      return `${surname} ${middle} ${given}`
  }
}

/** Nobody bears the same word twice, as in "Thu Thu". */
const givenBeside = (given: readonly string[], middle: string): readonly string[] => {
  const middles = middle.split(' ')
  return given.filter(
    (name) => !middle.includes(name) && !name.split(' ').some((word) => middles.includes(word)),
  )
}

/** A few hundred pairs name everybody, and finding what fits took a fifth of the time of all simulators together. */
const createGivenNames = () => {
  const kept = new Map<readonly string[], Map<string, readonly string[]>>()
  return (given: readonly string[], middle: string): readonly string[] => {
    const ofList = kept.get(given) ?? new Map<string, readonly string[]>()
    kept.set(given, ofList)
    const fitting = ofList.get(middle) ?? givenBeside(given, middle)
    ofList.set(middle, fitting)
    return fitting
  }
}

export const createNames = (chance: Chance, cohorts: Cohorts, families: Families): Names => {
  const lineage = (place: Place): Lineage => {
    const { legacy, year, block, lane } = families.origin(place)
    const ofRoot = (salt: number) => chance(salt, legacy, year, block, lane)
    let percent = ofRoot(salts.lineage) % 100
    const group = itemAt(legacyProvinces, legacy).minorities.find(
      ([, share]) => (percent -= share) < 0,
    )
    const ethnicity = group?.[0] ?? kinh
    return { ethnicity, surname: pick(listOf(ethnicity).surnames, ofRoot(salts.surname)) }
  }

  const givenNames = createGivenNames()

  /** Twins share every word but the given name. */
  const givenName = (place: Place, list: NameList, middle: string): string => {
    const given = givenNames(place.sex === 'MALE' ? list.maleGiven : list.femaleGiven, middle)
    const key = families.birthKey(place)
    const first = chance(salts.givenName, key) % given.length
    const isSecondTwin = families.twin(place) !== null && place.lane % 2 === 1
    const step = isSecondTwin ? 1 + (chance(salts.givenName, key, 1) % (given.length - 1)) : 0
    return itemAt(given, (first + step) % given.length)
  }

  const fullName = (place: Place): string => {
    const { ethnicity, surname } = lineage(place)
    const list = listOf(ethnicity)
    const isMale = place.sex === 'MALE'
    const middles = isMale ? list.maleMiddle : list.femaleMiddle
    const middle = pick(middles, chance(salts.middleName, families.birthKey(place)))
    const name = compose(list, isMale, surname, middle, givenName(place, list, middle))
    const isDecomposed = isOneOf(chance(salts.decomposed, cohorts.indexOf(place)), 5_000)
    return name.normalize(isDecomposed ? 'NFD' : 'NFC')
  }

  return { lineage, fullName }
}
