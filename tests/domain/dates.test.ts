import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DateTime, LocalDate, PartialDate } from '../../src/domain/dates.ts'
import {
  addDays,
  addMonths,
  daysBetween,
  localDateOf,
  parseDateTime,
  parseLocalDate,
  parsePartialDate,
  partialDateParts,
  toDateTime,
  toInstant,
  toWireTimestamp,
} from '../../src/domain/dates.ts'

describe('a birth date', () => {
  test.each([
    ['yyyyMMdd', '19920229', '1992-02-29'],
    ['yyyyMMddHHmmss', '19920229000000', '1992-02-29'],
    ['dd/MM/yyyy', '29/02/1992', '1992-02-29'],
    ['d/M/yyyy', '5/3/1992', '1992-03-05'],
    ['dd-MM-yyyy', '29-02-1992', '1992-02-29'],
    ['dd/MM/yyyy HH:mm:ss', '29/02/1992 00:00:00', '1992-02-29'],
    ['yyyy-MM-dd', '1992-02-29', '1992-02-29'],
    ['yyyy-MM-dd HH:mm:ss', '1992-02-29 00:00:00', '1992-02-29'],
    ['yyyy/MM/dd', '1992/02/29', '1992-02-29'],
    ['MM/yyyy', '02/1992', '1992-02'],
    ['yyyy-MM', '1992-02', '1992-02'],
    ['yyyy', '1992', '1992'],
    ['a moment in UTC', '1992-02-28T17:00:00.000+0000', '1992-02-29'],
    ['a moment with Z', '1992-02-28T17:00:00Z', '1992-02-29'],
    ['a moment in Vietnam', '1992-02-29T00:00:00+07:00', '1992-02-29'],
    ['spaces around it', ' 1992-02-29 ', '1992-02-29'],
    [
      'a birth before 1975, sent by a machine that follows the clocks of Saigon',
      '1960-05-04T16:00:00.000+0000',
      '1960-05-05',
    ],
    [
      'a birth before 1975, sent by a machine that does not',
      '1960-05-04T17:00:00.000+0000',
      '1960-05-05',
    ],
  ])('is read as %s', (_, raw, expected) => {
    expect(parsePartialDate(raw)).toBe(expected)
  })

  test.each([
    ['31 February', '31/02/1992'],
    ['29 February of a common year', '29/02/1993'],
    ['29 February 1900, no leap year', '29/02/1900'],
    ['day 0', '00/02/1992'],
    ['month 0', '00/1992'],
    ['month 13', '19921301'],
    ['two kinds of marks', '29/02-1992'],
    ['two digits of a year', '29/02/92'],
    ['the null date of .NET', '0001-01-01T00:00:00'],
    ['hour 24', '1992-02-29 24:00:00'],
    ['minute 60', '1992-02-29 23:60:00'],
    ['a zone that does not exist', '1992-02-29T00:00:00+99:00'],
    ['words', 'không rõ'],
    ['nothing', ''],
  ])('is refused when it is %s', (_, raw) => {
    expect(parsePartialDate(raw)).toBeNull()
  })

  test('falls into year, month and day, as many as there are', () => {
    expect(partialDateParts('1992' as PartialDate)).toEqual({ year: 1992, month: null, day: null })
    expect(partialDateParts('1992-02' as PartialDate)).toEqual({ year: 1992, month: 2, day: null })
    expect(partialDateParts('1992-02-29' as PartialDate)).toEqual({ year: 1992, month: 2, day: 29 })
  })
})

describe('a moment', () => {
  test.each([
    ['yyyyMMddHHmmss is Vietnam time', '20261118084210', '2026-11-18T08:42:10+07:00'],
    ['+0000 is moved to Vietnam time', '2026-11-18T01:42:10.000+0000', '2026-11-18T08:42:10+07:00'],
    ['+00:00 is moved to Vietnam time', '2026-11-18T01:42:10+00:00', '2026-11-18T08:42:10+07:00'],
    ['Z is moved to Vietnam time', '2026-11-18T01:42:10Z', '2026-11-18T08:42:10+07:00'],
    ['+07:00 stays', '2026-11-18T08:42:10+07:00', '2026-11-18T08:42:10+07:00'],
    [
      'a zone west of Greenwich is moved too',
      '2026-11-17T20:42:10-05:00',
      '2026-11-18T08:42:10+07:00',
    ],
    ['no zone is Vietnam time', '2026-11-18 08:42:10', '2026-11-18T08:42:10+07:00'],
    ['T without a zone is Vietnam time', '2026-11-18T08:42:10', '2026-11-18T08:42:10+07:00'],
    ['seconds may be missing', '18/11/2026 08:42', '2026-11-18T08:42:00+07:00'],
    ['dd/MM/yyyy HH:mm:ss is Vietnam time', '18/11/2026 08:42:10', '2026-11-18T08:42:10+07:00'],
    ['a day alone is its midnight', '2026/11/18', '2026-11-18T00:00:00+07:00'],
    ['yyyyMMdd alone is its midnight', '20261118', '2026-11-18T00:00:00+07:00'],
    ['milliseconds are kept', '2026-11-18T01:42:10.123Z', '2026-11-18T08:42:10.123+07:00'],
    ['one digit of a fraction is tenths', '2026-11-18T08:42:10.5', '2026-11-18T08:42:10.500+07:00'],
    [
      'seven digits of a fraction are cut to three',
      '2026-11-18T08:42:10.1239999',
      '2026-11-18T08:42:10.123+07:00',
    ],
    ['the year may turn', '2026-12-31T18:00:00Z', '2027-01-01T01:00:00+07:00'],
    ['an empty string is no moment', '', null],
    ['a month is no moment', '11/2026', null],
    ['31 February is no moment', '20260231084210', null],
    ['second 60 is no moment', '20261118084260', null],
    ['a wire timestamp cut short is no moment', '2026111808421', null],
  ])('%s', (_, raw, expected) => {
    expect(parseDateTime(raw)).toBe(expected)
  })

  const moments = fc
    .date({ min: new Date('1800-01-02'), max: new Date('2199-12-30'), noInvalidDate: true })
    .map((date) => new Date(date.getTime()))

  test('text and instant turn into each other without loss', () => {
    fc.assert(
      fc.property(moments, (date) => {
        expect(toInstant(toDateTime(date))).toEqual(date)
        expect(parseDateTime(toDateTime(date))).toBe(toDateTime(date))
        expect(parseDateTime(date.toISOString())).toBe(toDateTime(date))
      }),
    )
  })

  test('text order is time order, with and without milliseconds', () => {
    const nearby = fc.tuple(moments, fc.integer({ min: -2000, max: 2000 }))
    fc.assert(
      fc.property(nearby, ([date, laterMs]) => {
        const other = new Date(date.getTime() + laterMs)
        expect(Math.sign(laterMs)).toBe(
          toDateTime(other) === toDateTime(date)
            ? 0
            : toDateTime(other) > toDateTime(date)
              ? 1
              : -1,
        )
      }),
    )
  })

  test('a wire timestamp is read back as the same second', () => {
    fc.assert(
      fc.property(moments, (date) => {
        date.setUTCMilliseconds(0)
        expect(parseDateTime(toWireTimestamp(toDateTime(date)))).toBe(toDateTime(date))
      }),
    )
  })

  test('a wire timestamp drops the milliseconds', () => {
    expect(toWireTimestamp('2026-11-18T08:42:10.123+07:00' as DateTime)).toBe('20261118084210')
  })

  test('its day is the day in Vietnam', () => {
    expect(localDateOf(toDateTime(new Date('2026-11-17T17:00:00Z')))).toBe('2026-11-18')
    expect(localDateOf(toDateTime(new Date('2026-11-17T16:59:59Z')))).toBe('2026-11-17')
  })

  test('an invalid date and a year of five digits are programming errors', () => {
    expect(() => toDateTime(new Date(Number.NaN))).toThrow(RangeError)
    expect(() => toDateTime(new Date(Date.UTC(10_000, 0, 1)))).toThrow(RangeError)
  })
})

describe('a day', () => {
  test('needs more than a month', () => {
    expect(parseLocalDate('2026-11')).toBeNull()
    expect(parseLocalDate('2026')).toBeNull()
    expect(parseLocalDate('18/11/2026')).toBe('2026-11-18')
  })

  test.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2024-01-31', 1, '2024-02-29'],
    ['2026-11-18', 2, '2027-01-18'],
    ['2026-10-31', 1, '2026-11-30'],
    ['2026-12-31', 12, '2027-12-31'],
  ])('%s plus %i months is %s', (date, months, expected) => {
    expect(addMonths(date as LocalDate, months)).toBe(expected)
  })

  test('days are added and counted alike', () => {
    expect(addDays('2026-12-31' as LocalDate, 1)).toBe('2027-01-01')
    fc.assert(
      fc.property(fc.integer({ min: -40_000, max: 40_000 }), (days) => {
        const date = '2026-11-18' as LocalDate
        expect(daysBetween(date, addDays(date, days))).toBe(days)
      }),
    )
  })
})

test.each([
  'UTC',
  'America/Los_Angeles',
  'Asia/Ho_Chi_Minh',
  'Pacific/Kiritimati',
  'Europe/Berlin',
])('a machine in %s reads and writes Vietnam time', (zone) => {
  const module = join(import.meta.dirname, '../../src/domain/dates.ts')
  const script = `
      const { parseDateTime, parsePartialDate, toDateTime, toInstant } = await import(${JSON.stringify(module)})
      console.log(JSON.stringify([
        parseDateTime('29/03/2026 02:30:00'),
        parseDateTime('20261118084210'),
        toDateTime(new Date(Date.UTC(2026, 10, 17, 17))),
        toInstant('2026-11-18T08:42:10+07:00').toISOString(),
        parsePartialDate('1992-02-28T17:00:00.000+0000'),
        parsePartialDate('29/02/1992'),
        new Date(0).getTimezoneOffset(),
      ]))`
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    env: { TZ: zone },
    encoding: 'utf8',
  })
  const [offset, ...rest] = (JSON.parse(output) as unknown[]).toReversed()
  expect(rest.toReversed()).toEqual([
    '2026-03-29T02:30:00+07:00',
    '2026-11-18T08:42:10+07:00',
    '2026-11-18T00:00:00+07:00',
    '2026-11-18T01:42:10.000Z',
    '1992-02-29',
    '1992-02-29',
  ])
  expect(offset === 0).toBe(zone === 'UTC')
})

test('no text at all makes a reader of dates throw', () => {
  const digits = fc.stringMatching(/^[0-9/T:.+Z -]{0,30}$/)
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), digits), (raw) => {
      expect(() => [parsePartialDate(raw), parseLocalDate(raw), parseDateTime(raw)]).not.toThrow()
    }),
    { numRuns: 1000 },
  )
})
