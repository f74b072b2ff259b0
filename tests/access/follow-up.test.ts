import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { createFollowUp, type FollowUpDeps } from '../../src/access/follow-up.ts'
import { AuditUnavailable } from '../../src/audit/errors.ts'
import type { DueIntake } from '../../src/audit/types.ts'
import type { Coverage, DossierFilter } from '../../src/domain/dossier.ts'
import { UpstreamError } from '../../src/lib/errors.ts'
import { births, createClock } from '../support/looks.ts'

describe('following up', () => {
  const clock = createClock('2026-11-20T00:00:00+07:00')
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    return () => vi.useRealTimers()
  })

  const intake = (id: string): DueIntake => ({
    id,
    at: Date.parse('2026-11-18T09:00:00+07:00'),
    deadlineAt: Date.parse('2026-11-19T23:59:59+07:00'),
    client: 'officer',
    officer: '001085000777',
    organisation: 'H26.101',
    procedure: births,
    subject: '001092012345',
  })

  /** A store that several replicas share. The first to settle is believed, as in the real one. */
  const createStore = (ids: readonly string[]) => {
    const due = new Set(ids)
    const settled = new Map<string, boolean>()
    return {
      settled,
      dueIntakes: (_: number, most: number) => Promise.resolve([...due].slice(0, most).map(intake)),
      settleIntake: (id: string, followed: boolean) => {
        if (due.delete(id)) settled.set(id, followed)
        return Promise.resolve()
      },
    }
  }

  const complete: Coverage = { asked: 1, answered: 1, missing: [] }
  const lacking = (reason: string): Coverage => ({
    asked: 1,
    answered: 0,
    missing: [{ instance: 'ha-noi', reason }],
  })
  type Answers = (filter: DossierFilter) => Coverage | 'FOUND' | Error

  const start = (
    audit: FollowUpDeps['audit'],
    answers: Answers,
    { most = 100, now = clock.now }: { most?: number; now?: () => Date } = {},
  ) => {
    const asked: DossierFilter[] = []
    const pages: unknown[] = []
    const faults: unknown[] = []
    const search = async (filter: DossierFilter, page: unknown) => {
      asked.push(filter)
      pages.push(page)
      await Promise.resolve()
      const answer = answers(filter)
      if (answer instanceof Error) throw answer
      const items = answer === 'FOUND' ? [{ dossier: {}, cursor: '' }] : []
      return { items, coverage: answer === 'FOUND' ? complete : answer }
    }
    const followUp = createFollowUp({
      audit,
      dossiers: () => ({
        search: search as unknown as ReturnType<FollowUpDeps['dossiers']>['search'],
      }),
      now,
      settings: { everyMs: 60_000, most },
      onFault: (error) => faults.push(error),
    })
    followUp.start()
    onTestFinished(() => followUp.stop())
    return { asked, pages, faults, stop: () => followUp.stop() }
  }
  const passMinute = () => vi.advanceTimersByTimeAsync(60_000)

  test('asks the unit alone where the dossier is there, for the time around the intake', async () => {
    const store = createStore(['one'])
    const { asked, pages } = start(store, () => 'FOUND')
    await passMinute()
    expect(pages).toEqual([{ first: 1, after: null }])
    expect(asked).toEqual([
      {
        applicantId: '001092012345',
        organisation: 'H26.101',
        receivedFrom: '2026-11-18T08:55:00+07:00',
        receivedTo: '2026-11-19T23:59:59+07:00',
      },
    ])
    expect([...store.settled]).toEqual([['one', true]])
  })

  test('asks the whole country before it says that nothing followed', async () => {
    const store = createStore(['one', 'two'])
    const { asked } = start(store, ({ organisation }) => (organisation ? complete : 'FOUND'))
    await passMinute()
    expect(asked).toHaveLength(4)
    expect([...store.settled.values()]).toEqual([true, true])
    const other = createStore(['three'])
    start(other, () => complete)
    await passMinute()
    expect([...other.settled]).toEqual([['three', false]])
  })

  test.each([
    ['the unit’s own system gives no answer', () => new UpstreamError('dossiers', 'timeout')],
    ['the unit’s own system cannot search by applicant', () => lacking('NOT_CAPABLE')],
    ['the unit’s own system gives an answer with gaps', () => lacking('MALFORMED')],
    [
      'another province gives no answer',
      ({ organisation }: DossierFilter) => (organisation ? complete : lacking('TIMEOUT')),
    ],
  ])('leaves an intake open where %s', async (_, answers) => {
    const store = createStore(['one'])
    const { faults } = start(store, answers)
    await passMinute()
    expect([...store.settled]).toEqual([])
    expect(faults).toEqual([])
  })

  const lookOf = async (over: Partial<DueIntake>) => {
    const store = createStore(['one'])
    const dueIntakes = async (now: number, most: number) =>
      (await store.dueIntakes(now, most)).map((one) => ({ ...one, ...over }))
    const { asked } = start({ ...store, dueIntakes }, () => complete)
    await passMinute()
    return { asked, settled: [...store.settled] }
  }

  test('asks by an old card as well', async () => {
    const { asked } = await lookOf({ subject: '012345678' })
    expect(asked[0]?.applicantId).toBe('012345678')
  })

  test('asks nobody where the intake was by what is no number: nobody can have filed under it', async () =>
    expect(await lookOf({ subject: 'no number' })).toEqual({
      asked: [],
      settled: [['one', false]],
    }))

  test.each([
    ['is not known', null],
    ['has a code that is none', ''],
  ])('asks the whole country at once where the unit %s', async (_, organisation) => {
    const { asked, settled } = await lookOf({ organisation })
    expect(asked).toHaveLength(1)
    expect(asked[0]).not.toHaveProperty('organisation')
    expect(settled).toEqual([['one', false]])
  })

  test('does not wait for a province that can never tell', async () => {
    const store = createStore(['one'])
    start(store, ({ organisation }) => (organisation ? complete : lacking('NOT_CAPABLE')))
    await passMinute()
    expect([...store.settled]).toEqual([['one', false]])
  })

  test('lets those behind go first where nobody can tell, and comes back after a quarter of an hour', async () => {
    let at = clock.now()
    const ids = Array.from({ length: 150 }, (_, index) => `blocked-${index}`)
    const store = createStore([...ids, 'behind'])
    const blocked = new Set(ids)
    let isDown = true
    const audit = {
      ...store,
      dueIntakes: async (now: number, most: number) =>
        (await store.dueIntakes(now, most)).map((one) =>
          blocked.has(one.id) ? one : { ...one, subject: '001092054321' },
        ),
    }
    const { asked } = start(
      audit,
      ({ applicantId }) =>
        applicantId === '001092054321' || !isDown ? 'FOUND' : lacking('UNAVAILABLE'),
      { now: () => at },
    )
    for (let minute = 0; minute < 3; minute += 1) await passMinute()
    expect([...store.settled]).toEqual([['behind', true]])
    expect(asked).toHaveLength(151)
    isDown = false
    at = new Date(at.getTime() + 15 * 60_000)
    for (let minute = 0; minute < 2; minute += 1) await passMinute()
    expect(store.settled.size).toBe(151)
  })

  test('asks for no more than its bound in one go', async () => {
    const store = createStore(Array.from({ length: 100 }, (_, index) => `intake-${index}`))
    const { asked } = start(store, () => 'FOUND', { most: 25 })
    await passMinute()
    expect(asked).toHaveLength(25)
    await passMinute()
    expect(asked).toHaveLength(50)
  })

  test('by two replicas settles each intake once, and seldom asks twice', async () => {
    const ids = Array.from({ length: 100 }, (_, index) => `intake-${index}`)
    const store = createStore(ids)
    const one = start(store, () => 'FOUND')
    const other = start(store, () => 'FOUND')
    for (let minute = 0; minute < 3; minute += 1) await passMinute()
    expect([...store.settled.keys()].sort()).toEqual([...ids].sort())
    expect(one.asked.length + other.asked.length).toBeLessThan(150)
  })

  test('goes on in the next minute after a fault, and tells of it', async () => {
    const store = createStore(['one'])
    let isBroken = true
    const { faults } = start(
      {
        ...store,
        dueIntakes: (now, most) =>
          isBroken ? Promise.reject(new TypeError('a mistake')) : store.dueIntakes(now, most),
      },
      () => 'FOUND',
    )
    await passMinute()
    expect(faults).toEqual([expect.any(TypeError)])
    isBroken = false
    await passMinute()
    expect(store.settled.size).toBe(1)
  })

  test('is not held up by one intake that it stumbles over', async () => {
    const store = createStore(['one'])
    const { faults, asked } = start(store, () => new TypeError('a mistake'))
    await passMinute()
    await passMinute()
    expect(faults).toHaveLength(1)
    expect(asked).toHaveLength(1)
  })

  test('says nothing of a store that does not answer, which tells of itself', async () => {
    const { faults } = start(
      { ...createStore([]), dueIntakes: () => Promise.reject(new AuditUnavailable('down')) },
      () => 'FOUND',
    )
    await passMinute()
    expect(faults).toEqual([])
  })

  test('gives up for now where what it found cannot be written, and tries all again', async () => {
    const store = createStore(['one', 'two', 'three'])
    let isDown = true
    const settleIntake = (id: string, followed: boolean) =>
      isDown ? Promise.reject(new AuditUnavailable('down')) : store.settleIntake(id, followed)
    const { asked } = start({ ...store, settleIntake }, () => 'FOUND')
    await passMinute()
    expect(asked).toHaveLength(1)
    isDown = false
    await passMinute()
    expect(store.settled.size).toBe(3)
  })

  test('looks for nothing any more once it has ended', async () => {
    await start(createStore(['one']), () => 'FOUND').stop()
    expect(vi.getTimerCount()).toBe(0)
  })

  test('ends with the question that is under way', async () => {
    const store = createStore(Array.from({ length: 5 }, (_, index) => `intake-${index}`))
    const { asked, stop } = start(store, () => 'FOUND')
    vi.advanceTimersByTime(60_000)
    await stop()
    expect(vi.getTimerCount()).toBe(0)
    expect(asked.length).toBeLessThan(5)
    await passMinute()
    expect(asked.length).toBeLessThan(5)
  })
})
