import type { Cohorts, Place } from './cohorts.ts'
import { populationSize } from './cohorts.ts'
import type { Lives } from './lives.ts'
import { protectedEvery, protectedRest } from './people.ts'
import type { SandboxPerson, World, WorldPerson } from './types.ts'

interface Special {
  readonly label: string
  readonly vi: string
  readonly en: string
  readonly test: (person: WorldPerson) => boolean
  /** A cheap look at the place first, for what is rare. */
  readonly place?: (place: Place) => boolean
}

const idDigit = (digit: string) => (person: WorldPerson) =>
  person.personalId[3] === digit && person.lifeStatus === 'ALIVE' && person.birthPrecision === 'DAY'
const isPlain = (person: WorldPerson): boolean =>
  person.lifeStatus === 'ALIVE' &&
  person.birthPrecision === 'DAY' &&
  !person.moved &&
  !person.isProtected &&
  person.fullName === person.fullName.normalize('NFC')

const specials = (lives: Lives): readonly Special[] => [
  {
    label: 'ordinary',
    vi: 'Người trưởng thành bình thường, đã kết hôn',
    en: 'Ordinary married adult',
    test: (person) => isPlain(person) && person.spouse !== null,
  },
  {
    label: 'child',
    vi: 'Trẻ em, có cha và mẹ trong cơ sở dữ liệu',
    en: 'Child whose parents are both registered',
    test: (person) =>
      isPlain(person) &&
      person.birthDate >= '2013' &&
      person.father !== null &&
      person.mother !== null,
  },
  {
    label: 'twin',
    vi: 'Song sinh: cùng ngày sinh, cùng cha mẹ, tên khác một chữ',
    en: 'Twin: same birth date and parents, a name that differs in one word',
    test: (person) => isPlain(person) && person.twinIndex !== null && person.father !== null,
  },
  {
    label: 'dead',
    vi: 'Đã chết',
    en: 'Dead',
    test: (person) => person.lifeStatus === 'DEAD',
  },
  {
    label: 'missing',
    vi: 'Mất tích',
    en: 'Missing',
    place: (place) => lives.lifeStatus(place) === 'MISSING',
    test: () => true,
  },
  {
    label: 'moved',
    vi: 'Đang ở tỉnh khác nơi thường trú',
    en: 'Lives in another province than registered',
    test: (person) => person.moved && person.lifeStatus === 'ALIVE',
  },
  {
    label: 'year-only',
    vi: 'Chỉ có năm sinh',
    en: 'Only the year of birth is known',
    test: (person) => person.birthPrecision === 'YEAR' && person.lifeStatus === 'ALIVE',
  },
  {
    label: 'old-card',
    vi: 'Còn số CMND 9 số',
    en: 'Holder of an old 9-digit card',
    test: (person) => isPlain(person) && person.oldCard !== null,
  },
  {
    label: 'decomposed-name',
    vi: 'Họ tên lưu ở dạng NFD',
    en: 'Name stored decomposed (NFD)',
    test: (person) => person.fullName !== person.fullName.normalize('NFC'),
  },
  {
    label: 'ethnic-minority',
    vi: 'Người dân tộc thiểu số, tên không theo kiểu họ và tên của người Kinh',
    en: 'Ethnic minority, with a name built in another way',
    test: (person) => isPlain(person) && person.ethnicity === '12',
    place: (place) => place.legacy === 41,
  },
  {
    label: 'former-commune-code',
    vi: 'Địa chỉ còn mã xã cũ trước ngày 01/7/2025',
    en: 'Address with a commune code from before 1 July 2025',
    test: (person) => isPlain(person) && person.permanent.provinceCode === '02',
    place: (place) => place.legacy === 1,
  },
  {
    label: 'widowed',
    vi: 'Góa, là chủ hộ',
    en: 'Widowed head of household',
    test: (person) => isPlain(person) && person.marital === 3 && person.head.index === person.index,
  },
  {
    label: 'man-1900s',
    vi: 'Nam, sinh thế kỷ 20 (chữ số thứ tư là 0)',
    en: 'Man born in the 1900s (fourth digit 0)',
    test: idDigit('0'),
  },
  {
    label: 'woman-1900s',
    vi: 'Nữ, sinh thế kỷ 20 (chữ số thứ tư là 1)',
    en: 'Woman born in the 1900s (fourth digit 1)',
    test: idDigit('1'),
  },
  {
    label: 'man-2000s',
    vi: 'Nam, sinh thế kỷ 21 (chữ số thứ tư là 2)',
    en: 'Man born in the 2000s (fourth digit 2)',
    test: idDigit('2'),
  },
  {
    label: 'woman-2000s',
    vi: 'Nữ, sinh thế kỷ 21 (chữ số thứ tư là 3)',
    en: 'Woman born in the 2000s (fourth digit 3)',
    test: idDigit('3'),
  },
]

export const toSandboxPerson = (
  person: WorldPerson,
  { label, vi, en }: Pick<Special, 'label' | 'vi' | 'en'>,
): SandboxPerson => ({
  label,
  personalId: person.personalId,
  oldCard: person.oldCard,
  fullName: person.fullName,
  birthDate: person.birthPrecision === 'YEAR' ? person.birthDate.slice(0, 4) : person.birthDate,
  specialVi: vi,
  specialEn: en,
})

/** A prime step walks through the whole country, former province by former province. */
const stride = 1_299_709
const patience = 60_000

/** The first person of each kind on a fixed walk through the country, each kind another person. */
export const findPeople = (
  world: World,
  cohorts: Cohorts,
  lives: Lives,
): readonly SandboxPerson[] => {
  const taken = new Set<number>()
  const first = ({ place, test }: Special): WorldPerson | null => {
    for (let step = 1; step < patience; step++) {
      const index = (step * stride) % populationSize
      if (taken.has(index) || !(place?.(cohorts.placeOf(index)) ?? true)) continue
      const person = world.person(index)
      if (!test(person)) continue
      taken.add(index)
      return person
    }
    return null
  }
  const found = specials(lives).flatMap((special) => {
    const person = first(special)
    if (person === null) return []
    const other = special.label === 'twin' ? person.twinIndex : null
    const pair =
      other === null
        ? []
        : [toSandboxPerson(world.person(other), { ...special, label: 'other-twin' })]
    return [toSandboxPerson(person, special), ...pair]
  })
  return [...found, protectedPerson(world)]
}

const protectedPerson = (world: World): SandboxPerson => {
  let index = protectedRest
  while (!isAliveAdult(world.person(index))) index += protectedEvery
  return toSandboxPerson(world.person(index), {
    label: 'protected',
    vi: 'Người được bảo vệ dữ liệu',
    en: 'Protected person',
  })
}

const isAliveAdult = (person: WorldPerson): boolean =>
  person.lifeStatus === 'ALIVE' && person.birthDate > '1950' && person.birthDate < '2005'
