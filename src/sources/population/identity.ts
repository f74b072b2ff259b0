import { isDeepStrictEqual } from 'node:util'
import type { Citizen, CitizenMatch } from '../../domain/citizen.ts'
import type { PartialDate } from '../../domain/dates.ts'
import { matchingName } from '../../domain/names.ts'
import { toBirthDate, toName, toOldCardNumber, toPersonalId } from './decode.ts'
import { malformed, type Report } from './errors.ts'
import type { WireCitizen } from './wire.ts'

const hasName = (row: WireCitizen): boolean => toName(row.HoVaTen) !== null

/** Without such a number nothing tells whom the row is about. */
const hasNumber = (row: WireCitizen, { number }: CitizenMatch): boolean =>
  toPersonalId(row.SoDinhDanh) !== null ||
  (number.kind === 'OLD_CARD' && toOldCardNumber(row.SoCMND) !== null)

const bearsNumber = (row: WireCitizen, { number }: CitizenMatch): boolean =>
  number.kind === 'PERSONAL_ID'
    ? toPersonalId(row.SoDinhDanh) === number.value
    : toOldCardNumber(row.SoCMND) === number.value

const agreesOnNameAndYear = (row: WireCitizen, { fullName, birthDate }: CitizenMatch): boolean =>
  matchingName(toName(row.HoVaTen) ?? '') === matchingName(fullName) &&
  toBirthDate(row.NgayThangNamSinh)?.slice(0, 4) === birthDate.slice(0, 4)

/**
 * The rows about the person asked for. A record may no longer show the old card it was found by (one person may have
 * held several), so where none shows it the name with the year of birth is enough. A personal id has no such excuse.
 */
const rowsAbout = (match: CitizenMatch, rows: readonly WireCitizen[]): readonly WireCitizen[] => {
  const byNumber = rows.filter((row) => bearsNumber(row, match))
  if (byNumber.length > 0 || match.number.kind === 'PERSONAL_ID') return byNumber
  return rows.filter((row) => agreesOnNameAndYear(row, match))
}

/**
 * The row about the person asked for; null where nobody was found, which the source says either by no row or by one
 * without a name. Rows about others are dropped and reported.
 *
 * @throws UpstreamError `malformed`: reason `WRONG_PERSON` where every row is about somebody else, `CONFLICTING_ROWS`
 * where two rows about the person differ, none where a row bears no number to tell by
 */
export const pickAsked = (
  rows: readonly WireCitizen[],
  match: CitizenMatch,
  report: Report,
): WireCitizen | null => {
  const found = rows.filter(hasName)
  const asked = rowsAbout(match, found)
  const [first] = asked
  if (first === undefined) {
    if (found.length === 0) return null
    if (!found.some((row) => hasNumber(row, match))) throw malformed()
    report('WRONG_PERSON')
    throw malformed('WRONG_PERSON')
  }
  if (asked.some((row) => !isDeepStrictEqual(row, first))) {
    report('CONFLICTING_ROWS')
    throw malformed('CONFLICTING_ROWS')
  }
  if (found.length > asked.length) report('UNASKED_ROW')
  return first
}

/** A year with a month is asked as the year: see `toWireDate`. */
const asAsked = (date: PartialDate): string => (date.length === 10 ? date : date.slice(0, 4))

const agree = (one: string | null, other: string): boolean =>
  one === null || one.startsWith(other) || other.startsWith(one)

/**
 * Whether a record at hand is about the person asked for: the same three facts that the source matches on, as far as the
 * record knows them. A record found by an old card may show another one, as above.
 */
export const isAbout = (citizen: Citizen, match: CitizenMatch): boolean =>
  (match.number.kind === 'OLD_CARD' || citizen.personalId === match.number.value) &&
  matchingName(citizen.fullName) === matchingName(match.fullName) &&
  agree(citizen.birthDate, asAsked(match.birthDate))
