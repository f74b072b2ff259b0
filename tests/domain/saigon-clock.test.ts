import { expect, test } from 'vitest'
import { saigonOffsetMs } from '../../src/domain/saigon-clock.ts'

const clock = new Intl.DateTimeFormat('en', {
  timeZone: 'Asia/Ho_Chi_Minh',
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
})

/** What this machine's time zone database says. */
const known = (instant: Date): number => {
  const parts = clock.formatToParts(instant)
  const [year = 0, month = 0, day = 0, hour, minute, second] = (
    ['year', 'month', 'day', 'hour', 'minute', 'second'] as const
  ).map((wanted) => Number(parts.find(({ type }) => type === wanted)?.value))
  return Date.UTC(year, month - 1, day, hour, minute, second) - instant.getTime()
}

const halfDayMs = 43_200_000
const [first, last] = [Date.UTC(1880, 0, 1), Date.UTC(2026, 11, 31)]

test('the clocks of Saigon are those of the time zone database, every half day since 1880', () => {
  const wrong: string[] = []
  for (let at = first; at < last; at += halfDayMs) {
    const instant = new Date(at)
    if (saigonOffsetMs(instant) !== known(instant)) wrong.push(instant.toISOString())
  }
  expect(wrong).toEqual([])
})

test.each([
  '1911-04-30T16:53:30Z',
  '1942-12-31T16:00:00Z',
  '1945-03-14T15:00:00Z',
  '1945-09-01T15:00:00Z',
  '1947-03-31T17:00:00Z',
  '1955-06-30T17:00:00Z',
  '1959-12-31T16:00:00Z',
  '1975-06-12T16:00:00Z',
])('at %s they were moved, to the second', (moment) => {
  const [before, after] = [new Date(Date.parse(moment) - 1000), new Date(moment)]
  expect(saigonOffsetMs(before)).toBe(known(before))
  expect(saigonOffsetMs(after)).toBe(known(after))
  expect(saigonOffsetMs(before)).not.toBe(saigonOffsetMs(after))
})
