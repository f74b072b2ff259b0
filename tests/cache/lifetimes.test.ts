import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { createCache } from '../../src/cache/index.ts'
import { UpstreamError } from '../../src/lib/errors.ts'
import {
  catalogue,
  createRows,
  createTestClock,
  down,
  personal,
  readerOf,
  row,
  setUp,
} from './fixture.ts'

describe('time', () => {
  test('ends a record that may not be stale', async () => {
    const { read, rows, clock } = setUp()
    await read('a')
    clock.pass(personal.freshMs - 1)
    await read('a')
    expect(rows.calls).toHaveLength(1)
    clock.pass(1)
    rows.change('a')
    expect((await read('a')).get('a')).toEqual(row('a', 1))
  })

  test.each([
    [0, 0.9],
    [0.5, 1],
    [1, 1.1],
  ])('ends softly after a jittered part of the life: %s → %s', async (random, part) => {
    const clock = createTestClock()
    const rows = createRows()
    const { read, stale } = readerOf(createCache({ clock, random: () => random }), catalogue, rows)
    await read('a')
    clock.pass(part * catalogue.freshMs - 1)
    await read('a')
    expect(stale).toEqual([])
    clock.pass(2)
    await read('a')
    expect(stale).toHaveLength(1)
  })

  test('that the jitter adds never passes the promised end', async () => {
    const clock = createTestClock()
    const rows = createRows()
    const { read } = readerOf(createCache({ clock, random: () => 1 }), personal, rows)
    rows.absent.add('b')
    await read('a', 'b')
    clock.pass(personal.absentMs)
    await read('b')
    clock.pass(personal.freshMs - personal.absentMs)
    await read('a')
    expect(rows.asked).toEqual(['a', 'b', 'b', 'a'])
  })
})

describe('what is stale and may be', () => {
  test('is served while exactly one caller asks for it anew', async () => {
    const { each, rows, clock, stale } = setUp(catalogue)
    await each('a')
    clock.pass(catalogue.freshMs)
    rows.change('a')
    const release = rows.hold()
    const answers = await Promise.all(Array.from({ length: 100 }, () => each('a')))
    expect(answers.every((answer) => answer.get('a') instanceof Object)).toBe(true)
    expect(answers[99]?.get('a')).toEqual(row('a', 0))
    expect(rows.asked).toEqual(['a', 'a'])
    expect(stale).toHaveLength(100)
    expect(stale[0]).toEqual({
      fetchedAt: new Date(clock.wall() - catalogue.freshMs),
      reason: 'REFRESHING',
    })
    release()
    await sleep(1)
    expect((await each('a')).get('a')).toEqual(row('a', 1))
    expect(rows.asked).toHaveLength(2)
  })

  test('is served without a further question for a while when the refresh has failed', async () => {
    const { one, rows, clock, stale } = setUp(catalogue)
    await one('a')
    clock.pass(catalogue.freshMs)
    rows.fail(down)
    await one('a')
    await sleep(1)
    expect(await one('a')).toEqual(row('a'))
    expect(rows.asked).toEqual(['a', 'a'])
    expect(stale.map(({ reason }) => reason)).toEqual(['REFRESHING', 'SOURCE_FAILED'])
    clock.pass(2_000)
    await one('a')
    expect(rows.asked).toHaveLength(3)
  })

  test('stands in for a source that fails, up to its end and no longer', async () => {
    const { one, rows, clock, stale } = setUp(catalogue)
    await one('a')
    rows.fail(down)
    clock.pass(catalogue.freshMs + catalogue.staleOnErrorMs - 1)
    expect(await one('a')).toEqual(row('a'))
    expect(stale.map(({ reason }) => reason)).toEqual(['SOURCE_FAILED'])
    clock.pass(1)
    await expect(one('a')).rejects.toBe(down)
  })

  test('past the time to be served by itself waits for the source first', async () => {
    const { one, rows, clock, stale } = setUp(catalogue)
    await one('a')
    rows.change('a')
    clock.pass(catalogue.keepMs)
    expect(await one('a')).toEqual(row('a', 1))
    expect(stale).toEqual([])
  })

  test('does not stand in for a refusal where it is about a person, whatever its policy allows', async () => {
    const refusal = new UpstreamError('rows', 'rejected')
    const allowed = { keepMs: 60_000, staleOnErrorMs: 600_000 }
    const persons = setUp(allowed)
    const procedures = setUp({ ...allowed, sharing: 'public' })
    for (const { one, clock, rows } of [persons, procedures]) {
      await one('a')
      clock.pass(personal.freshMs)
      rows.fail(refusal)
    }
    await expect(persons.one('a')).rejects.toBe(refusal)
    expect(await procedures.one('a')).toEqual(row('a'))
  })

  test('is nothing of a person: neither while refreshed nor while the source fails', async () => {
    const { one, rows, clock, stale } = setUp(personal)
    await one('a')
    clock.pass(personal.freshMs)
    rows.fail(down)
    await expect(one('a')).rejects.toBe(down)
    expect(stale).toEqual([])
  })
})
