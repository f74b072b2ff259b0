import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { bootScripted, bootSimulated, codeOf, ok } from './procedures-fixture.ts'
import type { Question } from './procedures-fixture.ts'

const codes = Array.from({ length: 12 }, (_, n) => `1.0000${String(n + 10)}`)

const answer = ({ service, code }: Question): unknown => {
  if (service === null) return null
  return service === 'LayThuTuc'
    ? ok([{ MATTHC: code }])
    : ok(codes.map((one) => ({ MATTHC: one })))
}

const readAhead = (perSecond: number) => ({ readAhead: { enabled: true, perSecond, delayMs: 0 } })

const detailsAsked = (asked: readonly Question[]): readonly (string | null)[] =>
  asked.filter(({ service }) => service === 'LayThuTuc').map(({ code }) => code)

test('reads every code once, also those that somebody asks for meanwhile', async () => {
  const { procedures, asked, details, search } = await bootScripted(answer, readAhead(50))
  procedures.start()
  await Promise.all([details(codeOf('1.000021')), details(codeOf('1.000021'))])
  await vi.waitFor(() => expect(new Set(detailsAsked(asked)).size).toBe(codes.length), 5000)
  await sleep(200)
  expect([...detailsAsked(asked)].sort()).toEqual(codes)
  const page = await search({}, { first: 1, after: null })
  expect(page).toMatchObject({ detailsRead: 12, detailsTotal: 12 })
})

test('leaves out what was read before it started', async () => {
  const { procedures, asked, details } = await bootScripted(answer, readAhead(100))
  await details(codeOf('1.000010'))
  procedures.start()
  await vi.waitFor(() => expect(detailsAsked(asked)).toHaveLength(codes.length), 5000)
  expect(detailsAsked(asked).filter((code) => code === '1.000010')).toHaveLength(1)
})

test('keeps its rate', async () => {
  const { procedures, asked } = await bootScripted(answer, readAhead(5))
  const startedAt = performance.now()
  procedures.start()
  await sleep(1200)
  const count = detailsAsked(asked).length
  expect(count).toBeLessThanOrEqual((performance.now() - startedAt) / 200 + 1)
  expect(count).toBeGreaterThan(0)
})

test('has never more than one call under way', async () => {
  const running = { now: 0, most: 0 }
  const { procedures, asked } = await bootScripted(async (question) => {
    running.now += 1
    running.most = Math.max(running.most, running.now)
    await sleep(30)
    running.now -= 1
    return answer(question)
  }, readAhead(100))
  procedures.start()
  await vi.waitFor(() => expect(detailsAsked(asked)).toHaveLength(codes.length), 10_000)
  expect(running.most).toBe(1)
})

test('does not make a caller wait for its turn', async () => {
  const { procedures, asked, details } = await bootScripted(answer, readAhead(0.5))
  procedures.start()
  await vi.waitFor(() => expect(asked.length).toBeGreaterThan(1), 5000)
  expect((await details(codeOf('1.000021')))?.code).toBe('1.000021')
  expect(detailsAsked(asked)).toContain('1.000021')
  expect(detailsAsked(asked).length).toBeLessThan(codes.length)
})

test('asks nothing before start, and nothing more after close', async () => {
  const { procedures, asked } = await bootScripted(answer, readAhead(50))
  await sleep(100)
  expect(asked).toEqual([])
  procedures.start()
  procedures.start()
  await vi.waitFor(() => expect(detailsAsked(asked).length).toBeGreaterThan(2), 5000)
  await procedures.close()
  const count = asked.length
  await sleep(200)
  expect(asked).toHaveLength(count)
})

test('asks nothing where it is switched off', async () => {
  const { procedures, asked } = await bootScripted(answer, {
    readAhead: { enabled: false, perSecond: 100, delayMs: 0 },
  })
  procedures.start()
  await sleep(200)
  expect(asked).toEqual([])
})

test('waits its delay first', async () => {
  const { procedures, asked } = await bootScripted(answer, {
    readAhead: { enabled: true, perSecond: 100, delayMs: 60_000 },
  })
  procedures.start()
  await sleep(200)
  expect(asked).toEqual([])
})

test('backs off from a system that fails, and disturbs nobody', async () => {
  const { procedures, asked, details } = await bootScripted(
    (question) =>
      question.service === 'LayThuTuc' && question.code !== '1.000021'
        ? { error_code: -1, message: 'Lỗi hệ thống' }
        : answer(question),
    readAhead(100),
  )
  procedures.start()
  await sleep(2500)
  // One second after the first failure, two after the second.
  expect(detailsAsked(asked).length).toBeLessThanOrEqual(3)
  expect(detailsAsked(asked).length).toBeGreaterThan(0)
  expect((await details(codeOf('1.000021')))?.code).toBe('1.000021')
})

test('goes on with the next code where one is malformed', async () => {
  const { procedures, asked } = await bootScripted(
    (question) => (question.code === '1.000010' ? ok([{ MATTHC: '1.000011' }]) : answer(question)),
    readAhead(100),
  )
  procedures.start()
  await vi.waitFor(() => expect(detailsAsked(asked)).toHaveLength(codes.length), 5000)
  expect([...detailsAsked(asked)].sort()).toEqual(codes)
})

test('reads the simulated catalogue, so that a field finds its procedures', async () => {
  const { procedures, search } = await bootSimulated(readAhead(100))
  procedures.start()
  await vi.waitFor(
    async () => {
      const page = await search({ field: 'G95-DB01' }, { first: 1, after: null })
      expect(page.totalCount).toBeGreaterThan(0)
    },
    { timeout: 10_000, interval: 100 },
  )
})
