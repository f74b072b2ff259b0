import type { LocalDate } from './dates.ts'
import { addDays } from './dates.ts'
import { workingCalendar } from './working-calendar.ts'

// Days are counted as numbers, because a page of dossiers asks a few hundred times.
const dayMs = 86_400_000
const numberOf = (date: LocalDate): number => Date.parse(date) / dayMs

const exceptions = workingCalendar.days.map(({ date, kind }) => ({
  day: numberOf(date),
  change: kind === 'WORKING_DAY' ? 1 : -1,
}))
const workingExceptions = new Map(exceptions.map(({ day, change }) => [day, change === 1]))

/** 1 January 1970 was a Thursday: day -3 is a Monday. */
const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7

const isWorking = (day: number): boolean => workingExceptions.get(day) ?? weekdayOf(day) < 5

/** Working days from an arbitrary Monday to `day`, both included. */
const workingDaysUntil = (day: number): number => {
  const weekdays = Math.floor((day + 3) / 7) * 5 + Math.min(weekdayOf(day) + 1, 5)
  return exceptions.reduce(
    (sum, exception) => (exception.day <= day ? sum + exception.change : sum),
    weekdays,
  )
}

/** Weekends, public holidays and swapped days considered. */
export const isWorkingDay = (date: LocalDate): boolean => isWorking(numberOf(date))

/** Whether a day off may yet be declared or moved: the Government has not decided, or the calendar does not reach there. */
export const isProvisional = (date: LocalDate): boolean =>
  date < workingCalendar.from || date >= workingCalendar.provisionalFrom

/** How many working days lie after `from` and not after `to`; 0 where `to` is not later. */
export const workingDaysBetween = (from: LocalDate, to: LocalDate): number =>
  to > from ? workingDaysUntil(numberOf(to)) - workingDaysUntil(numberOf(from)) : 0

/** The day itself, or the first working day after it. */
export const nextWorkingDay = (date: LocalDate): LocalDate => {
  let day = numberOf(date)
  while (!isWorking(day)) day++
  return addDays(date, day - numberOf(date))
}

/** The `count`th working day after `date`; the day itself where `count` is 0. */
export const addWorkingDays = (date: LocalDate, count: number): LocalDate => {
  let day = numberOf(date)
  for (let left = count; left > 0;) if (isWorking(++day)) left--
  return addDays(date, day - numberOf(date))
}
