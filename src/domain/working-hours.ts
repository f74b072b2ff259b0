import type { DateTime, LocalDate } from './dates.ts'
import { addDays, dateTimeOn, localDateOf, toDateTime, toInstant } from './dates.ts'
import { isWorkingDay } from './working-days.ts'

/** Eight hours: the commonest hours of provincial offices. A provincial one-stop system counts 8 of them to a working day. */
const officeHours = [
  ['07:30:00', '11:30:00'],
  ['13:00:00', '17:00:00'],
] as const

const hourMs = 3_600_000

interface Span {
  readonly from: number
  readonly to: number
}

const spansOf = (date: LocalDate): readonly Span[] =>
  isWorkingDay(date)
    ? officeHours.map(([from, to]) => ({
        from: toInstant(dateTimeOn(date, from)).getTime(),
        to: toInstant(dateTimeOn(date, to)).getTime(),
      }))
    : []

/** The moment when `hours` of office time have passed since `start`. */
export const addWorkingHours = (start: DateTime, hours: number): DateTime => {
  const startMs = toInstant(start).getTime()
  let leftMs = hours * hourMs
  for (let date = localDateOf(start); ; date = addDays(date, 1)) {
    for (const span of spansOf(date)) {
      const fromMs = Math.max(span.from, startMs)
      if (fromMs + leftMs <= span.to && fromMs < span.to)
        return toDateTime(new Date(fromMs + leftMs))
      leftMs -= Math.max(span.to - fromMs, 0)
    }
  }
}

/** Office time between two moments, in hours; 0 where `to` is not later. */
export const workingHoursBetween = (from: DateTime, to: DateTime): number => {
  const [startMs, endMs] = [toInstant(from).getTime(), toInstant(to).getTime()]
  let sumMs = 0
  for (let date = localDateOf(from); date <= localDateOf(to); date = addDays(date, 1)) {
    for (const span of spansOf(date)) {
      sumMs += Math.max(Math.min(span.to, endMs) - Math.max(span.from, startMs), 0)
    }
  }
  return sumMs / hourMs
}
