import { matchingName } from '../../src/domain/names.ts'
import type { Slot, Slots } from './slots.ts'
import { salts } from './salts.ts'
import type { WorldDossier, WorldPerson } from './types.ts'

/** The number that one-stop systems fill in where they know none. */
export const dummyNumber = '000000001'

type Numbers = Pick<WorldPerson, 'personalId' | 'oldCard'>

/** A slip of the pen in the last digit. Its own inverse, so that a wrong number leads back to its person. */
export const slipOf = (number: string): string =>
  number.slice(0, -1) + String(9 - Number(number.at(-1)))

/** What the dossier gives as the number: nearly always the personal id. */
export const statedNumber = (
  slot: Slot,
  slots: Slots,
  { personalId, oldCard }: Numbers,
): string | null => {
  const perMille = slots.bits(salts.statedNumber, slot) % 1000
  if (perMille < 10) return dummyNumber
  if (perMille < 18) return null
  if (perMille < 45 && oldCard !== null) return oldCard
  return perMille >= 990 ? slipOf(personalId) : personalId
}

/** A name with a word left out, or with one too many where there is none to spare. */
const misnamed = (fullName: string): string => {
  const words = fullName.split(' ')
  return words.length > 2 ? [words[0], ...words.slice(2)].join(' ') : `${fullName} Anh`
}

const withoutDiacritics = (name: string): string =>
  name.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd').replaceAll('Đ', 'D')

const statedName = (slot: Slot, slots: Slots, fullName: string): string => {
  const bits = slots.bits(salts.statedName, slot)
  const name = bits % 1000 < 11 ? misnamed(fullName) : fullName
  const style = (bits >>> 12) % 100
  if (style < 12) return withoutDiacritics(name).toUpperCase()
  return style < 30 ? name.toUpperCase() : name
}

/** Day and month changed places, or a neighbouring day where that is no date or the same. */
const misdated = (date: string): string => {
  const [year = '', month = '', day = ''] = date.split('-')
  if (day !== month && Number(day) <= 12) return `${year}-${day}-${month}`
  return `${year}-${month}-${day === '01' ? '02' : '01'}`
}

const statedBirthDate = (slot: Slot, slots: Slots, person: WorldPerson): string | null => {
  const perMille = slots.bits(salts.statedBirthDate, slot) % 1000
  if (perMille < 20) return null
  if (person.birthPrecision === 'YEAR') return person.birthDate.slice(0, 4)
  return perMille >= 990 ? misdated(person.birthDate) : person.birthDate
}

/** The applicant as the dossier states them: one in thirty differs from the register in something. */
export const statement = (
  slot: Slot,
  slots: Slots,
  person: WorldPerson,
): WorldDossier['applicant'] => ({
  fullName: statedName(slot, slots, person.fullName),
  birthDate: statedBirthDate(slot, slots, person),
  number: statedNumber(slot, slots, person),
})

/** Which of the things stated are there and differ from the register. */
export const differences = (
  stated: WorldDossier['applicant'],
  person: WorldPerson,
): readonly ('name' | 'birthDate' | 'number')[] => {
  const { number, birthDate } = stated
  const isNumberWrong =
    number !== null && ![person.personalId, person.oldCard, dummyNumber].includes(number)
  return [
    ...(matchingName(stated.fullName) === matchingName(person.fullName) ? [] : (['name'] as const)),
    ...(birthDate === null || person.birthDate.startsWith(birthDate)
      ? []
      : (['birthDate'] as const)),
    ...(isNumberWrong ? (['number'] as const) : []),
  ]
}
