import type { Brand } from '../lib/brand.ts'
import type { WrittenDate } from './date-forms.ts'
import { readDate } from './date-forms.ts'
import { saigonOffsetMs } from './saigon-clock.ts'

/** `1992`, `1992-02` or `1992-02-29`: many citizens' records hold only a year. */
export type PartialDate = Brand<'PartialDate'>
/** A day in Vietnam, `2026-11-18`. */
export type LocalDate = Brand<'LocalDate'>
/**
 * A moment, always written in Vietnam's time whatever the machine's zone: `2026-11-18T08:42:10+07:00`,
 * with `.123` milliseconds only where the source gave some. Text order is time order.
 */
export type DateTime = Brand<'DateTime'>

/** Vietnam has kept +07:00 without daylight saving since June 1975. */
const vietnamZoneMinutes = 7 * 60
const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

const instantOf = (written: WrittenDate, zoneMinutes: number): Date =>
  new Date(
    Date.UTC(written.year, (written.month ?? 1) - 1, written.day ?? 1) +
      written.timeMs -
      zoneMinutes * minuteMs,
  )

const pad = (part: number): string => String(part).padStart(2, '0')

const textOf = (year: number, month: number | null, day: number | null): string =>
  [String(year), ...[month, day].filter((part) => part !== null).map(pad)].join('-')

/** Systems that send birth dates as moments follow the clocks as they were on that day. */
const dayInVietnam = (instant: Date): string => {
  const clock = new Date(instant.getTime() + saigonOffsetMs(instant))
  return textOf(clock.getUTCFullYear(), clock.getUTCMonth() + 1, clock.getUTCDate())
}

const dayTextOf = (written: WrittenDate): string =>
  written.zoneMinutes === null
    ? textOf(written.year, written.month, written.day)
    : dayInVietnam(instantOf(written, written.zoneMinutes))

/** A year, a month or a day in any form the systems write; null where it is none of them or no real day. */
export const parsePartialDate = (raw: string): PartialDate | null => {
  const written = readDate(raw)
  return written === null ? null : (dayTextOf(written) as PartialDate)
}

/** A whole day in any form the systems write; a moment with a zone gives the day it was in Vietnam. */
export const parseLocalDate = (raw: string): LocalDate | null => {
  const written = readDate(raw)
  return written?.day == null ? null : (dayTextOf(written) as LocalDate)
}

/** A moment in any form the systems write. Text without a zone is Vietnam's time, a day alone is its midnight. */
export const parseDateTime = (raw: string): DateTime | null => {
  const written = readDate(raw)
  if (written?.day == null) return null
  return toDateTime(instantOf(written, written.zoneMinutes ?? vietnamZoneMinutes))
}

/** Throws RangeError for an invalid date and for years that four digits cannot write. */
export const toDateTime = (date: Date): DateTime => {
  const iso = new Date(date.getTime() + vietnamZoneMinutes * minuteMs).toISOString()
  if (!/^\d{4}-/.test(iso)) throw new RangeError('year outside 0000–9999')
  const millis = iso.slice(19, 23)
  return `${iso.slice(0, 19)}${millis === '.000' ? '' : millis}+07:00` as DateTime
}

export const toInstant = (moment: DateTime): Date => new Date(moment)

/** The day in Vietnam on which the moment falls. */
export const localDateOf = (moment: DateTime): LocalDate => moment.slice(0, 10) as LocalDate

/** `yyyyMMddHHmmss` in Vietnam's time, as the national packet writes it; milliseconds are dropped. */
export const toWireTimestamp = (moment: DateTime): string => moment.slice(0, 19).replace(/\D/g, '')

/** A day and a time of day such as `17:00:00`, both Vietnam's. */
export const dateTimeOn = (date: LocalDate, time: string): DateTime =>
  `${date}T${time}+07:00` as DateTime

export interface PartialDateParts {
  readonly year: number
  readonly month: number | null
  readonly day: number | null
}

export const partialDateParts = (date: PartialDate): PartialDateParts => {
  const [year = '', month, day] = date.split('-')
  return {
    year: Number(year),
    month: month === undefined ? null : Number(month),
    day: day === undefined ? null : Number(day),
  }
}

/** The day `days` later, or earlier where negative. */
export const addDays = (date: LocalDate, days: number): LocalDate =>
  new Date(Date.parse(date) + days * dayMs).toISOString().slice(0, 10) as LocalDate

export const daysBetween = (from: LocalDate, to: LocalDate): number =>
  (Date.parse(to) - Date.parse(from)) / dayMs

/** The same day `months` later, or that month's last day where it is shorter. */
export const addMonths = (date: LocalDate, months: number): LocalDate => {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number)
  const lastDay = new Date(Date.UTC(year, month + months, 0)).getUTCDate()
  const later = Date.UTC(year, month - 1 + months, Math.min(day, lastDay))
  return new Date(later).toISOString().slice(0, 10) as LocalDate
}
