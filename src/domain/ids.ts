import type { Brand } from '../lib/brand.ts'
import type { LocalDate } from './dates.ts'
import { parseLocalDate } from './dates.ts'

/** Số định danh cá nhân: 12 digits, no check digit (Decree 137/2015, Circular 07/2016). */
export type PersonalId = Brand<'PersonalId'>
/** Số CMND: the old 9-digit card, no longer an identity paper since 31 Dec 2024 but still a search key. */
export type OldCardNumber = Brand<'OldCardNumber'>
/** Mã TTHC: national `1.001193`, optionally with a local suffix, or an irregular legacy code kept as it is. */
export type ProcedureCode = Brand<'ProcedureCode'>
/** Mã hồ sơ: organisation, date of receipt, number of the day: `H26.101-261118-0007`. */
export type DossierCode = Brand<'DossierCode'>
/** Mã đơn vị hành chính (Decision 19/2025/QĐ-TTg): 2 digits for a province, 5 for a commune. */
export type UnitCode = Brand<'UnitCode'>
/** Mã định danh cơ quan (Decision 20/2020/QĐ-TTg), always in its top-down form: `H26.101`. */
export type OrganisationCode = Brand<'OrganisationCode'>

/** Desks type 000000001 or 999999999 where a form insists on a number; nobody holds one of these. */
const isDummyNumber = (digits: string): boolean =>
  /^0+\d{0,3}$/.test(digits) || /^(\d)\1*$/.test(digits)

/** Any 12 digits: prefixes from 100 up are country codes and occur. Dummy numbers are null. */
export const parsePersonalId = (raw: string): PersonalId | null => {
  const digits = raw.trim()
  return /^\d{12}$/.test(digits) && !isDummyNumber(digits) ? (digits as PersonalId) : null
}

/** Any 9 digits but a dummy number. */
export const parseOldCardNumber = (raw: string): OldCardNumber | null => {
  const digits = raw.trim()
  return /^\d{9}$/.test(digits) && !isDummyNumber(digits) ? (digits as OldCardNumber) : null
}

/** The fourth digit: 0 and 1 are men and women born in the 1900s, 2 and 3 in the 2000s, and so on. */
const centuryDigitOf = (id: PersonalId): number => Number(id[3])

/** The year that the number states; the register may since have corrected the person's birth date. */
export const birthYearOf = (id: PersonalId): number =>
  1900 + Math.floor(centuryDigitOf(id) / 2) * 100 + Number(id.slice(4, 6))

/** The sex that the number states; the register may since have corrected it. */
export const sexOf = (id: PersonalId): 'MALE' | 'FEMALE' =>
  centuryDigitOf(id) % 2 === 0 ? 'MALE' : 'FEMALE'

/** `001*****0111`: sex, birth year and half of the serial number are hidden. */
export const maskPersonalId = (id: PersonalId): string => `${id.slice(0, 3)}*****${id.slice(8)}`

/** Kept as written, irregular codes too: `T-BPC-280421` is a real one. Null when empty, over 50 characters or unprintable. */
export const parseProcedureCode = (raw: string): ProcedureCode | null => {
  const code = raw.trim()
  return code !== '' && code.length <= 50 && !/\p{C}/u.test(code) ? (code as ProcedureCode) : null
}

/** Neither `1.001193` nor the same with a province's suffix `3.000181.000.00.00.H22`. */
export const isIrregularProcedureCode = (code: ProcedureCode): boolean =>
  !/^\d\.\d{6}(\.\d{3}\.\d{2}\.\d{2}\.H\d{2})?$/.test(code)

/** `3.000181.000.00.00.H22` is a province's form of `3.000181`; any other code is its own national one. */
export const nationalProcedureCode = (code: ProcedureCode): ProcedureCode =>
  code.replace(/^(\d\.\d{6})\.\d{3}\.\d{2}\.\d{2}\.H\d{2}$/, '$1') as ProcedureCode

/** The province whose own form a code is: `H22` of `3.000181.000.00.00.H22`; null for national codes. */
export const provinceOfProcedure = (code: ProcedureCode): OrganisationCode | null => {
  const province = /^\d\.\d{6}\.\d{3}\.\d{2}\.\d{2}\.(H\d{2})$/.exec(code)?.[1]
  return province === undefined ? null : parseOrganisationCode(province)
}

const levelOne = /^[A-Z]\d{2}$/

/** QCVN 102 wrote the smallest agency first and filled empty levels with zeros: `000.00.16.H05`. */
const topDown = (groups: readonly string[]): readonly string[] =>
  !levelOne.test(groups[0] ?? '') && levelOne.test(groups.at(-1) ?? '')
    ? groups.filter((group) => !/^0+$/.test(group)).reverse()
    : groups

/**
 * At most 35 characters in groups of digits and capitals (Decision 20/2020/QĐ-TTg). The older bottom-up form becomes
 * top-down: `000.00.16.H05` is `H05.16`.
 */
export const parseOrganisationCode = (raw: string): OrganisationCode | null => {
  const code = raw.trim()
  if (code.length > 35 || !/^[0-9A-Z]+(\.[0-9A-Z]+)*$/i.test(code) || /^[0.]+$/.test(code))
    return null
  return topDown(code.toUpperCase().split('.')).join('.') as OrganisationCode
}

/** The organisation itself or one below it; `H261` is not below `H26`. */
export const isWithinOrganisation = (code: OrganisationCode, ancestor: OrganisationCode): boolean =>
  code === ancestor || code.startsWith(`${ancestor}.`)

export interface DossierCodeParts {
  readonly code: DossierCode
  readonly organisation: OrganisationCode
  readonly receivedOn: LocalDate
  /** The number of the day, with its leading zeros. */
  readonly sequence: string
}

/** Two forms of the date occur: `yyMMdd` of Circular 01/2018/TT-VPCP Art. 19 and `yyyyMMdd`. */
const dossierCode = /^(?<org>[0-9A-Z.]+)-(?<date>\d{6}|\d{8})-(?<sequence>\d{4,7})$/i

/** Null as well where the date of receipt is no real day. The code is kept as written, in capitals. */
export const parseDossierCode = (raw: string): DossierCodeParts | null => {
  const code = raw.trim()
  const { org = '', date = '', sequence = '' } = dossierCode.exec(code)?.groups ?? {}
  const organisation = parseOrganisationCode(org)
  const receivedOn = parseLocalDate(date.length === 6 ? `20${date}` : date)
  if (organisation === null || receivedOn === null) return null
  return { code: code.toUpperCase() as DossierCode, organisation, receivedOn, sequence }
}

/** 2 digits for a province, 5 for a commune; zeros alone are no unit. */
export const parseUnitCode = (raw: string): UnitCode | null => {
  const code = raw.trim()
  return /^(\d{2}|\d{5})$/.test(code) && !/^0+$/.test(code) ? (code as UnitCode) : null
}
