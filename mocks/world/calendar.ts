import type { LocalDate } from '../../src/domain/dates.ts'
import { isWorkingDay } from '../../src/domain/working-days.ts'

/** A day in Vietnam (+07:00) as a number: days since 1 January 1970. */
export type Day = number

const secondMs = 1000
export const dayMs = 86_400_000
const zoneMs = 7 * 3600 * secondMs

export const dayOf = (ms: number): Day => Math.floor((ms + zoneMs) / dayMs)
export const startOf = (day: Day): number => day * dayMs - zoneMs
/** `yyyyMMdd`. */
export const compactDate = (day: Day): string =>
  new Date(day * dayMs).toISOString().slice(0, 10).replaceAll('-', '')

/** The number of `yyyyMMdd`, or null where there is no such day. */
export const dayOfCompact = (text: string): Day | null => {
  const day =
    Date.UTC(Number(text.slice(0, 4)), Number(text.slice(4, 6)) - 1, Number(text.slice(6))) / dayMs
  return Number.isInteger(day) && compactDate(day) === text ? day : null
}

/** 0 is Sunday. */
export const weekdayOf = (day: Day): number => (day + 4) % 7

/** By day: 0 not looked up yet, 1 open, 2 closed. Lists ask for the same few hundred days a million times. */
const known = new Uint8Array(dayOf(Date.UTC(2100, 0)))
export const isOpen = (day: Day): boolean => {
  const answer = known[day]
  if (answer) return answer === 1
  const open = isWorkingDay(new Date(day * dayMs).toISOString().slice(0, 10) as LocalDate)
  known[day] = open ? 1 : 2
  return open
}

export const addWorkingDays = (day: Day, count: number): Day => {
  let reached = day
  for (let left = count; left > 0;) if (isOpen(++reached)) left--
  return reached
}

const opens = 7.5 * 3600
const noon = 11.5 * 3600
const lunchEnds = 13.5 * 3600
const closes = 17 * 3600
/** Seconds a counter is open in a day: 07:30–11:30 and 13:30–17:00. */
export const officeSeconds = noon - opens + closes - lunchEnds

/** The moment after so many seconds at the counter on that day. */
export const officeMoment = (day: Day, seconds: number): number => {
  const clock = seconds < noon - opens ? opens + seconds : lunchEnds + seconds - (noon - opens)
  return startOf(day) + Math.floor(clock) * secondMs
}

export const closing = (day: Day): number => startOf(day) + closes * secondMs

/** The moment itself, or the next one at which the office is open. */
export const toOfficeHours = (ms: number): number => {
  const day = dayOf(ms)
  const clock = (ms - startOf(day)) / secondMs
  if (!isOpen(day) || clock > closes) return officeMoment(addWorkingDays(day, 1), 0)
  if (clock < opens) return officeMoment(day, 0)
  return clock > noon && clock < lunchEnds ? startOf(day) + lunchEnds * secondMs : ms
}
