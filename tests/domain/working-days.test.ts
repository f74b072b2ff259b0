import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DateTime, LocalDate } from '../../src/domain/dates.ts'
import { addDays } from '../../src/domain/dates.ts'
import { workingCalendar } from '../../src/domain/working-calendar.ts'
import {
  addWorkingDays,
  isProvisional,
  isWorkingDay,
  nextWorkingDay,
  workingDaysBetween,
} from '../../src/domain/working-days.ts'
import { addWorkingHours, workingHoursBetween } from '../../src/domain/working-hours.ts'

const day = (text: string): LocalDate => text as LocalDate
const moment = (text: string): DateTime => `${text}+07:00` as DateTime
const someDay = fc
  .integer({ min: -2000, max: 2000 })
  .map((days) => addDays(day('2026-06-15'), days))

describe('the calendar', () => {
  test.each([
    ['a Wednesday is worked', '2026-11-18', true],
    ['a Saturday is not', '2026-11-21', false],
    ['a Sunday is not', '2026-11-22', false],
    ['New Year 2025 is not', '2025-01-01', false],
    ['the last day of Tết 2025 is not', '2025-01-31', false],
    ['the Monday after Tết 2025 is', '2025-02-03', true],
    ['the day of the Hùng Kings 2025 is not', '2025-04-07', false],
    ['the Saturday swapped for 2 May 2025 is', '2025-04-26', true],
    ['2 May 2025 is not', '2025-05-02', false],
    ['1 September 2025 is not', '2025-09-01', false],
    ['2 January 2026 is not', '2026-01-02', false],
    ['the Saturday swapped for 2 January 2026 is', '2026-01-10', true],
    ['the first day of Tết 2026 is not', '2026-02-16', false],
    ['the Friday of Tết 2026 is not', '2026-02-20', false],
    ['the Monday after Tết 2026 is', '2026-02-23', true],
    ['the Monday for the Hùng Kings 2026 is not', '2026-04-27', false],
    ['the Saturday swapped for 31 August 2026 is', '2026-08-22', true],
    ['31 August 2026 is not', '2026-08-31', false],
    ['2 September 2026 is not', '2026-09-02', false],
    ['1 May 2027, a Saturday, is made good on the Monday', '2027-05-03', false],
    [
      'beyond the calendar only weekends are known: 2 September 2028 is a Saturday',
      '2028-09-02',
      false,
    ],
    ['beyond the calendar only weekends are known: 30 April 2029 is a Monday', '2029-04-30', true],
    [
      'before the calendar only weekends are known: 2 September 2024 is a Monday',
      '2024-09-02',
      true,
    ],
  ])('%s', (_, date, expected) => {
    expect(isWorkingDay(day(date))).toBe(expected)
  })

  test.each([
    ['2024-12-31', true],
    ['2025-01-01', false],
    ['2026-12-31', false],
    ['2027-01-01', true],
    ['2029-01-01', true],
  ])('%s is provisional: %s', (date, expected) => {
    expect(isProvisional(day(date))).toBe(expected)
  })

  test('names the source of every day, and marks those that are not decided', () => {
    for (const { date, source } of workingCalendar.days) {
      expect(source).not.toBe('')
      expect(source.includes('[provisional]')).toBe(date >= workingCalendar.provisionalFrom)
    }
  })

  test('lists each day once, in order, and within its reach', () => {
    const dates = workingCalendar.days.map(({ date }) => date)
    expect(dates).toEqual([...new Set(dates)].sort())
    expect(
      dates.every((date) => date >= workingCalendar.from && date <= workingCalendar.until),
    ).toBe(true)
  })

  test('gives a day off only on weekdays and takes one back only on Saturdays', () => {
    for (const { date, kind } of workingCalendar.days) {
      const weekday = new Date(date).getUTCDay()
      if (kind === 'WORKING_DAY') expect([date, weekday]).toEqual([date, 6])
      else expect([1, 2, 3, 4, 5]).toContain(weekday)
    }
  })

  test.each([2025, 2026])('takes back a Saturday for each swapped day of %i', (year) => {
    const inYear = workingCalendar.days.filter(({ date }) => date.startsWith(String(year)))
    const worked = inYear.filter(({ kind }) => kind === 'WORKING_DAY')
    const swapped = inYear.filter(({ name }) => name.startsWith('Swapped'))
    expect(worked.length).toBe(swapped.length)
    // Eleven days off by law, and the swapped ones.
    expect(inYear.length - worked.length).toBe(11 + swapped.length)
  })
})

describe('counting working days', () => {
  test.each([
    ['the first day is not counted', '2026-11-18', 1, '2026-11-19'],
    ['a weekend is skipped', '2026-11-20', 1, '2026-11-23'],
    ['a day off is where counting may begin', '2026-11-22', 1, '2026-11-23'],
    ['Tết is skipped', '2026-02-13', 1, '2026-02-23'],
    ['a swapped Saturday is counted', '2026-01-09', 1, '2026-01-10'],
    ['no days leave the day as it is', '2026-11-22', 0, '2026-11-22'],
  ])('%s', (_, from, count, expected) => {
    expect(addWorkingDays(day(from), count)).toBe(expected)
  })

  test('days added are the days between', () => {
    fc.assert(
      fc.property(someDay, fc.integer({ min: 0, max: 300 }), (from, count) => {
        expect(workingDaysBetween(from, addWorkingDays(from, count))).toBe(count)
      }),
    )
  })

  test('the days between are those that are working days one by one', () => {
    fc.assert(
      fc.property(someDay, fc.integer({ min: -20, max: 400 }), (from, length) => {
        const dates = Array.from({ length: Math.max(length, 0) }, (_, index) =>
          addDays(from, index + 1),
        )
        expect(workingDaysBetween(from, addDays(from, length))).toBe(
          dates.filter(isWorkingDay).length,
        )
      }),
    )
  })

  test('the next working day is the day itself or the first one after it', () => {
    expect(nextWorkingDay(day('2026-11-18'))).toBe('2026-11-18')
    expect(nextWorkingDay(day('2026-02-14'))).toBe('2026-02-23')
  })
})

describe('counting office hours', () => {
  test.each([
    ['hours of one morning', '2026-11-18T08:00:00', 2, '2026-11-18T10:00:00'],
    ['the lunch break is skipped', '2026-11-18T10:30:00', 2, '2026-11-18T14:00:00'],
    [
      'the end of the morning is still the morning',
      '2026-11-18T09:30:00',
      2,
      '2026-11-18T11:30:00',
    ],
    ['the night is skipped', '2026-11-18T16:00:00', 2, '2026-11-19T08:30:00'],
    ['the weekend is skipped', '2026-11-20T16:00:00', 2, '2026-11-23T08:30:00'],
    ['counting begins when the office opens', '2026-11-18T05:00:00', 1, '2026-11-18T08:30:00'],
    ['counting begins on the next working day', '2026-11-21T10:00:00', 1, '2026-11-23T08:30:00'],
    ['eight hours are a day', '2026-11-18T09:00:00', 8, '2026-11-19T09:00:00'],
    ['Tết is skipped', '2026-02-13T16:30:00', 1, '2026-02-23T08:00:00'],
  ])('%s', (_, start, hours, expected) => {
    expect(addWorkingHours(moment(start), hours)).toBe(moment(expected))
  })

  test('hours added are the hours between', () => {
    const start = fc.tuple(someDay, fc.integer({ min: 0, max: 1439 })).map(([date, minute]) => {
      const clock = [Math.floor(minute / 60), minute % 60].map((part) =>
        String(part).padStart(2, '0'),
      )
      return moment(`${date}T${clock.join(':')}:00`)
    })
    fc.assert(
      fc.property(start, fc.integer({ min: 1, max: 400 }), (from, quarters) => {
        const hours = quarters / 4
        expect(workingHoursBetween(from, addWorkingHours(from, hours))).toBeCloseTo(hours, 9)
      }),
    )
  })

  test('there are none between a later moment and an earlier one', () => {
    expect(workingHoursBetween(moment('2026-11-18T10:00:00'), moment('2026-11-18T08:00:00'))).toBe(
      0,
    )
  })
})
