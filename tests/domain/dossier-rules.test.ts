import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DateTime } from '../../src/domain/dates.ts'
import { toDateTime, toInstant } from '../../src/domain/dates.ts'
import {
  codeOfStatus,
  dueAt,
  hasUnknownEnd,
  isEnded,
  isOverdue,
  statusOfCode,
  workingDaysLeft,
} from '../../src/domain/dossier-rules.ts'
import { dossierStatuses } from '../../src/domain/dossier.ts'
import type { TimeLimit } from '../../src/domain/time-limit.ts'

const moment = (text: string): DateTime => `${text}+07:00` as DateTime
const now = (text: string): Date => toInstant(moment(text))

const dossier = (receivedAt: string, sourceDueAt: string | null = null) => ({
  receivedAt: moment(receivedAt),
  sourceDueAt: sourceDueAt === null ? null : moment(sourceDueAt),
  pauses: [],
})

const workingDays = (amount: number): TimeLimit => ({ amount, unit: 'WORKING_DAY' })

describe('status', () => {
  test('the national codes 1 to 10 are the statuses in their order, and back', () => {
    const codes = dossierStatuses.map(codeOfStatus)
    expect(codes).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(codes.map((code) => statusOfCode(code ?? 0))).toEqual(dossierStatuses)
  })

  test.each([
    ['a written code', '4', 'PROCESSING'],
    ['spaces around it', ' 10 ', 'RETURNED'],
    ['a leading zero', '09', 'COMPLETED'],
    ['0', 0, 'UNKNOWN'],
    ['11', '11', 'UNKNOWN'],
    ['a negative code', -1, 'UNKNOWN'],
    ['a fraction', 4.5, 'UNKNOWN'],
    ['words', 'Đang xử lý', 'UNKNOWN'],
    ['nothing', '', 'UNKNOWN'],
    ['not a number', Number.NaN, 'UNKNOWN'],
  ] as const)('%s is read', (_, raw, expected) => {
    expect(statusOfCode(raw)).toBe(expected)
  })

  test('an unknown status has no code', () => {
    expect(codeOfStatus('UNKNOWN')).toBeNull()
  })

  test('a dossier that ended has an unknown end only where no time is told', () => {
    expect(hasUnknownEnd({ status: 'COMPLETED', finishedAt: null })).toBe(true)
    expect(hasUnknownEnd({ status: 'PROCESSING', finishedAt: null })).toBe(false)
    const finishedAt = toDateTime(new Date('2026-11-18T02:00:00Z'))
    expect(hasUnknownEnd({ status: 'COMPLETED', finishedAt })).toBe(false)
  })

  test('refused, withdrawn, stopped, completed and returned dossiers have ended', () => {
    expect(dossierStatuses.filter(isEnded).map(codeOfStatus)).toEqual([3, 7, 8, 9, 10])
  })
})

describe('due date', () => {
  test("the source's own date goes before the computed one", () => {
    expect(dueAt(dossier('2026-11-18T08:42:10', '2026-11-30T17:00:00'), workingDays(3))).toEqual({
      at: moment('2026-11-30T17:00:00'),
      basis: 'SOURCE',
      provisional: false,
    })
  })

  test('neither a date nor a time limit gives none', () => {
    expect(dueAt(dossier('2026-11-18T08:42:10'), null)).toBeNull()
  })

  test.each([
    [
      'the first day is not counted',
      '2026-11-18T08:42:10',
      1,
      'WORKING_DAY',
      '2026-11-19T08:42:10',
    ],
    ['a weekend is skipped', '2026-11-18T08:42:10', 3, 'WORKING_DAY', '2026-11-23T08:42:10'],
    [
      'a receipt on Sunday counts from Monday',
      '2026-11-22T09:00:00',
      1,
      'WORKING_DAY',
      '2026-11-23T09:00:00',
    ],
    [
      'a receipt in the evening is due before the desk closes',
      '2026-11-18T22:30:00',
      1,
      'WORKING_DAY',
      '2026-11-19T17:00:00',
    ],
    [
      'milliseconds of the receipt are dropped',
      '2026-11-18T08:42:10.123',
      1,
      'WORKING_DAY',
      '2026-11-19T08:42:10',
    ],
    ['Tết is skipped', '2026-02-12T10:00:00', 5, 'WORKING_DAY', '2026-02-26T10:00:00'],
    [
      'a swapped Saturday is counted',
      '2026-01-08T10:00:00',
      2,
      'WORKING_DAY',
      '2026-01-10T10:00:00',
    ],
    [
      'half a working day is four office hours',
      '2026-11-18T14:00:00',
      0.5,
      'WORKING_DAY',
      '2026-11-19T08:30:00',
    ],
    ['hours are office hours', '2026-11-18T16:00:00', 4, 'HOUR', '2026-11-19T10:30:00'],
    ['days are days of the calendar', '2026-11-18T10:00:00', 5, 'DAY', '2026-11-23T10:00:00'],
    [
      'a last day on Saturday moves to Monday',
      '2026-11-18T10:00:00',
      3,
      'DAY',
      '2026-11-23T10:00:00',
    ],
    ['a last day in Tết moves behind it', '2026-02-10T10:00:00', 7, 'DAY', '2026-02-23T10:00:00'],
    [
      'a month ends on the same day of the next',
      '2026-10-19T10:00:00',
      1,
      'MONTH',
      '2026-11-19T10:00:00',
    ],
    [
      'a month ends on the last day of a shorter one',
      '2026-08-31T10:00:00',
      1,
      'MONTH',
      '2026-09-30T10:00:00',
    ],
    [
      'a month that ends on a Sunday moves to Monday',
      '2026-10-22T10:00:00',
      1,
      'MONTH',
      '2026-11-23T10:00:00',
    ],
  ] as const)('%s', (_, receivedAt, amount, unit, expected) => {
    expect(dueAt(dossier(receivedAt), { amount, unit })).toEqual({
      at: moment(expected),
      basis: 'COMPUTED',
      provisional: false,
    })
  })

  test('a date over days that are not decided yet is provisional', () => {
    expect(dueAt(dossier('2026-12-30T10:00:00'), workingDays(5))).toMatchObject({
      provisional: true,
    })
  })

  test.each([0, -3, Number.NaN, Number.POSITIVE_INFINITY, 100_000])(
    '%d days are no time limit',
    (amount) => {
      expect(dueAt(dossier('2026-11-18T08:42:10'), workingDays(amount))).toBeNull()
    },
  )
})

describe('overdue and days left', () => {
  const due = { at: moment('2026-11-20T10:00:00') }

  test.each([
    ['days before', null, '2026-11-18T08:00:00', false, 2],
    ['on the day, before the hour', null, '2026-11-20T09:59:59', false, 0],
    ['at the very moment', null, '2026-11-20T10:00:00', false, 0],
    ['on the day, after the hour', null, '2026-11-20T10:00:01', true, -1],
    ['on the weekend after', null, '2026-11-22T10:00:00', true, -1],
    ['on the next working day', null, '2026-11-23T10:00:00', true, -1],
    ['two working days later', null, '2026-11-24T10:00:00', true, -2],
    ['finished in time', '2026-11-20T09:00:00', '2026-12-01T08:00:00', false, null],
    ['finished late', '2026-11-20T10:00:01', '2026-12-01T08:00:00', true, null],
  ])('%s', (_, finishedAt, at, overdue, left) => {
    const finished = finishedAt === null ? null : moment(finishedAt)
    expect(isOverdue(due, finished, now(at))).toBe(overdue)
    expect(workingDaysLeft(due, finished, now(at))).toBe(left)
  })

  test('without a due date neither is known', () => {
    expect(isOverdue(null, null, now('2026-11-20T10:00:00'))).toBeNull()
    expect(workingDaysLeft(null, null, now('2026-11-20T10:00:00'))).toBeNull()
  })

  const moments = fc
    .date({ min: new Date('2025-01-01'), max: new Date('2027-12-31'), noInvalidDate: true })
    .map((date) => new Date(date.getTime()))

  test('days left are negative exactly when overdue', () => {
    fc.assert(
      fc.property(moments, moments, (dueDate, today) => {
        const at = { at: toDateTime(dueDate) }
        expect((workingDaysLeft(at, null, today) ?? 0) < 0).toBe(isOverdue(at, null, today))
      }),
    )
  })
})
