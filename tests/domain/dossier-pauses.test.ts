import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DateTime } from '../../src/domain/dates.ts'
import { toDateTime, toInstant } from '../../src/domain/dates.ts'
import { dueAt, isOverdue, pausedSince, workingDaysLeft } from '../../src/domain/dossier-rules.ts'
import type { Pause } from '../../src/domain/dossier.ts'
import type { TimeLimit } from '../../src/domain/time-limit.ts'

const moment = (text: string): DateTime => `${text}+07:00` as DateTime
const now = (text: string): Date => toInstant(moment(text))
const workingDays = (amount: number): TimeLimit => ({ amount, unit: 'WORKING_DAY' })

const pause = (from: string | null, until: string | null): Pause => ({
  from: from === null ? null : moment(from),
  until: until === null ? null : moment(until),
})

describe('the clock stops while the office waits for the citizen', () => {
  const due = (pauses: readonly Pause[], limit = workingDays(3)) =>
    dueAt({ receivedAt: moment('2026-11-16T10:00:00'), sourceDueAt: null, pauses }, limit)?.at

  test.each([
    ['without a pause', [], '2026-11-19T10:00:00'],
    [
      'two working days are added',
      [pause('2026-11-17T09:00:00', '2026-11-19T15:00:00')],
      '2026-11-23T10:00:00',
    ],
    [
      'a weekend within the pause is not',
      [pause('2026-11-19T09:00:00', '2026-11-23T15:00:00')],
      '2026-11-23T10:00:00',
    ],
    [
      'a pause within a day adds nothing',
      [pause('2026-11-17T09:00:00', '2026-11-17T15:00:00')],
      '2026-11-19T10:00:00',
    ],
    [
      'two pauses add up',
      [
        pause('2026-11-17T09:00:00', '2026-11-18T09:00:00'),
        pause('2026-11-19T09:00:00', '2026-11-20T09:00:00'),
      ],
      '2026-11-23T10:00:00',
    ],
    [
      'pauses that overlap count once, in whatever order',
      [
        pause('2026-11-18T09:00:00', '2026-11-19T09:00:00'),
        pause('2026-11-17T09:00:00', '2026-11-19T09:00:00'),
      ],
      '2026-11-23T10:00:00',
    ],
    [
      'a pause that began after the due time adds nothing',
      [pause('2026-11-20T09:00:00', '2026-11-24T09:00:00')],
      '2026-11-19T10:00:00',
    ],
    [
      'a pause before the receipt adds nothing',
      [pause('2026-11-10T09:00:00', '2026-11-13T09:00:00')],
      '2026-11-19T10:00:00',
    ],
    [
      'a pause that ends before it begins adds nothing',
      [pause('2026-11-18T09:00:00', '2026-11-17T09:00:00')],
      '2026-11-19T10:00:00',
    ],
    [
      'a pause of which only the end is known adds nothing',
      [pause(null, '2026-11-18T09:00:00')],
      '2026-11-19T10:00:00',
    ],
    [
      'a pause that still runs moves nothing yet',
      [pause('2026-11-17T09:00:00', null)],
      '2026-11-19T10:00:00',
    ],
  ])('%s', (_, pauses, expected) => {
    expect(due(pauses)).toBe(moment(expected))
  })

  test('days of the calendar are added to a limit in days', () => {
    const pauses = [pause('2026-11-17T09:00:00', '2026-11-19T09:00:00')]
    expect(due(pauses, { amount: 2, unit: 'DAY' })).toBe(moment('2026-11-20T10:00:00'))
  })

  test('office hours are added to a limit in hours', () => {
    const pauses = [pause('2026-11-16T11:00:00', '2026-11-16T14:00:00')]
    expect(due(pauses, { amount: 2, unit: 'HOUR' })).toBe(moment('2026-11-16T15:00:00'))
  })

  test('the running pause is the one without an end', () => {
    expect(pausedSince([])).toBeNull()
    expect(pausedSince([pause('2026-11-17T09:00:00', '2026-11-19T09:00:00')])).toBeNull()
    expect(
      pausedSince([
        pause('2026-11-17T09:00:00', '2026-11-18T09:00:00'),
        pause('2026-11-19T09:00:00', null),
      ]),
    ).toBe(moment('2026-11-19T09:00:00'))
  })

  test('a dossier that waits for the citizen does not become overdue', () => {
    const at = { at: moment('2026-11-19T10:00:00') }
    expect(isOverdue(at, null, now('2026-12-01T08:00:00'), moment('2026-11-17T09:00:00'))).toBe(
      false,
    )
    expect(
      workingDaysLeft(at, null, now('2026-12-01T08:00:00'), moment('2026-11-17T09:00:00')),
    ).toBe(2)
  })

  test('a pause of unknown beginning leaves open whether a due time that has passed was kept', () => {
    const at = { at: moment('2026-11-19T10:00:00') }
    const paused = pausedSince([pause(null, null)])
    expect(paused).toBe('UNKNOWN')
    expect(isOverdue(at, null, now('2026-11-18T08:00:00'), paused)).toBe(false)
    expect(isOverdue(at, null, now('2026-12-01T08:00:00'), paused)).toBeNull()
    expect(isOverdue(null, null, now('2026-12-01T08:00:00'), paused)).toBeNull()
    expect(workingDaysLeft(at, null, now('2026-11-18T08:00:00'), paused)).toBeNull()
    expect(isOverdue(at, moment('2026-11-20T09:00:00'), now('2026-12-01T08:00:00'), paused)).toBe(
      true,
    )
  })

  test('a dossier that was finished is judged by that, though its last pause was never closed', () => {
    const at = { at: moment('2026-11-19T10:00:00') }
    const [finished, paused] = [moment('2026-11-20T09:00:00'), moment('2026-11-17T09:00:00')]
    expect(isOverdue(at, finished, now('2026-12-01T08:00:00'), paused)).toBe(true)
  })

  test('a dossier that was overdue before it waited for the citizen stays so', () => {
    const at = { at: moment('2026-11-19T10:00:00') }
    expect(isOverdue(at, null, now('2026-12-01T08:00:00'), moment('2026-11-20T09:00:00'))).toBe(
      true,
    )
    expect(
      workingDaysLeft(at, null, now('2026-12-01T08:00:00'), moment('2026-11-20T09:00:00')),
    ).toBe(-1)
  })

  const moments = fc
    .date({ min: new Date('2025-01-01'), max: new Date('2027-12-31'), noInvalidDate: true })
    .map((date) => new Date(date.getTime()))

  test('a pause never makes a dossier due earlier', () => {
    const limits = fc.record({
      amount: fc.integer({ min: 1, max: 60 }),
      unit: fc.constantFrom('HOUR', 'DAY', 'WORKING_DAY', 'MONTH'),
    })
    const pauses = fc.array(
      fc
        .tuple(moments, moments)
        .map(([from, until]) => ({ from: toDateTime(from), until: toDateTime(until) })),
      { maxLength: 4 },
    )
    fc.assert(
      fc.property(moments, limits, pauses, (received, limit, waits) => {
        const receivedAt = toDateTime(received)
        const plain = dueAt({ receivedAt, sourceDueAt: null, pauses: [] }, limit)
        const paused = dueAt({ receivedAt, sourceDueAt: null, pauses: waits }, limit)
        expect(
          paused !== null && plain !== null && paused.at >= plain.at && plain.at > receivedAt,
        ).toBe(true)
      }),
    )
  })
})
