import { describe, expect, test } from 'vitest'
import { createWorld } from '../../mocks/world/index.ts'
import { localDateOf, toDateTime } from '../../src/domain/dates.ts'
import { isWorkingDay } from '../../src/domain/working-days.ts'
import { list, now, world } from './world-fixture.ts'

const all = list()

describe('a dossier', () => {
  test('found by its code equals the one in the list', () => {
    for (const dossier of all) expect(world.dossier(dossier.code)).toEqual(dossier)
  })

  test('carries the number of the day, growing with the time of receipt', () => {
    const byDay = Map.groupBy(all, ({ code }) => code.split('-')[1]?.slice(-6))
    for (const dossiers of byDay.values()) {
      const numbers = dossiers.map(({ code }) => Number(code.split('-').at(2)))
      expect(numbers).toEqual(numbers.map((_, at) => numbers.length - at))
    }
  })

  test('is received at the counter between 07:30 and 17:00 on the day of its code', () => {
    for (const { code, receivedAt } of all) {
      const local = new Date(receivedAt.getTime() + 7 * 3_600_000).toISOString()
      expect(code.split('-')[1]?.slice(-6)).toBe(local.slice(2, 10).replaceAll('-', ''))
      expect(local.slice(11, 19) >= '07:30:00' && local.slice(11, 19) <= '17:00:00').toBe(true)
      expect(receivedAt.getMilliseconds()).toBe(0)
    }
  })

  test.each([
    '',
    'H26.104',
    'H26.104-261120-0000',
    'H26.104-261120-0025',
    'H26.104-261120-001',
    'H26.104-261131-0001',
    'H26.9999-261120-0001',
    'h26.104-261120-0001',
    'H26.104-250101-0001',
    'H26.104-261123-0001',
  ])('is not there for the code %j', (code) => {
    expect(world.dossier(code)).toBeNull()
  })

  test('has one code alone: the other form of the date finds nothing', () => {
    const code = all[0]?.code ?? ''
    const [organisation = '', date = '', number = ''] = code.split('-')
    expect(date).toHaveLength(6)
    expect(world.dossier(`${organisation}-20${date}-000${number}`)).toBeNull()
  })

  test('tells its steps in order, the last of them its status', () => {
    for (const { steps, status, receivedAt, supplements, channel } of all) {
      const times = steps.map(({ at }) => at.getTime())
      expect(times).toEqual([...times].sort((a, b) => a - b))
      expect(times[0]).toBe(receivedAt.getTime())
      expect(times.at(-1)).toBeLessThanOrEqual(now.getTime())
      expect(steps.at(-1)?.status).toBe(status)
      expect(steps[0]?.status).toBe(channel === 2 ? 1 : 2)
      for (const { from, until } of supplements) expect(until === null || until > from).toBe(true)
    }
  })

  test('is due when the office is open, after the citizen kept it waiting too', () => {
    const due = all.filter(({ dueAt }) => dueAt !== null)
    expect(due.some(({ supplements }) => supplements[0]?.until instanceof Date)).toBe(true)
    for (const { dueAt } of due) {
      const moment = toDateTime(dueAt ?? now)
      expect([moment, isWorkingDay(localDateOf(moment))]).toEqual([moment, true])
      expect(moment.slice(11, 19) >= '07:30:00' && moment.slice(11, 19) <= '17:00:00').toBe(true)
    }
  })

  test('is finished exactly when it has ended, and has a result only when processed', () => {
    for (const { status, finishedAt, returnedAt, results } of all) {
      expect(finishedAt !== null).toBe([3, 7, 8, 9, 10].includes(status))
      expect(returnedAt !== null).toBe(status === 10)
      expect(results.length > 0).toBe(status >= 9)
    }
  })

  test('is filed by a channel that its procedure has', () => {
    const offline = new Set(
      world.procedures.filter(({ online }) => online === 'INFORMATION').map(({ code }) => code),
    )
    for (const { channel, procedureCode } of all)
      if (offline.has(procedureCode)) expect(channel).not.toBe(2)
    expect(new Set(all.map(({ channel }) => channel))).toEqual(new Set([1, 2, 3]))
  })

  test('moves forward as time passes and never changes what it was', () => {
    let moment = new Date('2026-11-20T15:00:00+07:00')
    const later = createWorld({ now: () => moment })
    const open = all.filter(({ finishedAt }) => finishedAt === null).slice(0, 40)
    const before = open.map(({ code }) => later.dossier(code))
    moment = new Date('2027-02-20T15:00:00+07:00')
    open.forEach(({ code }, at) => {
      const [then, after] = [before[at], later.dossier(code)]
      expect(after?.steps.slice(0, then?.steps.length)).toEqual(then?.steps)
      expect({ ...after?.applicant, at: after?.receivedAt }).toEqual({
        ...then?.applicant,
        at: then?.receivedAt,
      })
    })
    const ended = open.filter(({ code }) => later.dossier(code)?.finishedAt)
    expect(ended.length).toBeGreaterThan(open.length * 0.6)
  })

  test('does not exist before it is received', () => {
    const newest = all[0]
    const earlier = createWorld({ now: () => new Date((newest?.receivedAt.getTime() ?? 0) - 1) })
    expect(earlier.dossier(newest?.code ?? '')).toBeNull()
    const onTime = createWorld({ now: () => newest?.receivedAt ?? now })
    expect(onTime.dossier(newest?.code ?? '')?.code).toBe(newest?.code)
  })
})
