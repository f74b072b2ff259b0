import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { decodeCursor } from '../../src/sources/dossiers/cursor.ts'
import {
  boot,
  codeOf,
  codesOf,
  momentOf,
  must,
  numberOf,
  unitOf,
  walk,
  type Booted,
} from './dossiers-fixture.ts'
import { agencies, at, createPaperWorld, newestFirst, now, paper } from './dossiers-paper.ts'

let gateway: Booted
afterEach(() => gateway.stop())

const later = (ms: number): Date => new Date(now.getTime() + ms)
const minutesAgo = (minutes: number): Date => later(-minutes * 60_000)
const oneAMinute = (count: number, agency = agencies.hoanKiem) =>
  Array.from({ length: count }, (_, index) => paper(agency, minutesAgo(index + 1)))

const hoanKiem = { communes: [unitOf('00070')] }
const hacThanh = { communes: [unitOf('14797')] }
const both = { communes: [unitOf('00070'), unitOf('14797')] }

/** A world whose time the test moves; dossiers that arrive do so at that time. */
const startMoving = async (written = oneAMinute(30)) => {
  const moving = { at: now }
  const world = createPaperWorld(written, () => moving.at)
  gateway = await boot(world)
  return {
    world,
    pass: (ms: number) => void (moving.at = new Date(moving.at.getTime() + ms)),
    arrive: (agency = agencies.hoanKiem) => {
      const one = paper(agency, moving.at)
      world.add(one)
      return one.code
    },
  }
}

const searches = () => gateway.asked('search').length

describe('a list', () => {
  test('that is asked for again within five seconds is not asked for again upstream', async () => {
    const { pass } = await startMoving()
    const first = await gateway.search(hoanKiem)
    pass(4_000)
    expect(codesOf(await gateway.search(hoanKiem))).toEqual(codesOf(first))
    expect(searches()).toBe(1)
    pass(1_000)
    await gateway.search(hoanKiem)
    expect(searches()).toBe(2)
  })

  test('that many wait for at one time is asked for once', async () => {
    await startMoving()
    const pages = await Promise.all(Array.from({ length: 20 }, () => gateway.search(hoanKiem)))
    expect(searches()).toBe(1)
    expect(new Set(pages.map((page) => codesOf(page).join())).size).toBe(1)
  })

  test('at hand is given at once, without a promise', async () => {
    await startMoving()
    await gateway.search(hoanKiem)
    const request = gateway.request()
    const page = request.search(hoanKiem, { first: 50, after: null })
    expect(page).not.toBeInstanceOf(Promise)
    expect(codesOf(await page)).toHaveLength(30)
    expect(request.outcomes.rows()).toEqual([
      { name: 'dossiers', instance: 'ha-noi', status: 'OK' },
    ])
    expect((await page).coverage).toEqual({ asked: 1, answered: 1, missing: [] })
  })

  test('that holds nothing is kept as well', async () => {
    await startMoving([])
    expect(codesOf(await gateway.search(hoanKiem))).toEqual([])
    expect(codesOf(await gateway.search(hoanKiem))).toEqual([])
    expect(searches()).toBe(1)
  })

  test.each([
    ['status', { status: 'PROCESSING' }],
    ['applicant', { applicantId: numberOf('001192000111') }],
    ['first day', { receivedFrom: momentOf('2026-11-01') }],
    ['last day', { receivedTo: momentOf('2026-11-18T08:50:00+07:00') }],
  ] as const)('of another %s is another list', async (_, narrower) => {
    await startMoving()
    await gateway.search(hoanKiem)
    await gateway.search({ ...hoanKiem, ...narrower })
    expect(searches()).toBe(2)
  })

  test('up to a day that is not over is the list of this moment', async () => {
    await startMoving()
    await gateway.search(hoanKiem)
    await gateway.search({ ...hoanKiem, receivedTo: momentOf('2026-11-18T23:59:59+07:00') })
    expect(searches()).toBe(1)
  })

  test('up to a moment that comes while it is kept holds nothing of afterwards', async () => {
    const { pass, arrive } = await startMoving()
    const receivedTo = momentOf('2026-11-18T09:00:02+07:00')
    pass(3_000)
    const late = arrive()
    await gateway.search(hoanKiem)
    expect(codesOf(await gateway.search({ ...hoanKiem, receivedTo }))).not.toContain(late)
  })

  test('whose installation fails is not kept, and no old one stands in for it', async () => {
    const { pass } = await startMoving()
    await gateway.search(hoanKiem)
    pass(5_000)
    gateway.faults.set('dossiers', 'ha-noi', { kind: 'down' })
    await expect(gateway.search(hoanKiem)).rejects.toMatchObject({ fault: 'unavailable' })
    gateway.faults.set('dossiers', 'ha-noi', null)
    expect(codesOf(await gateway.search(hoanKiem))).toHaveLength(30)
  })

  test('gives rows that nobody can change for others', async () => {
    await startMoving()
    const [item] = (await gateway.search(hoanKiem)).items
    expect(Object.isFrozen(item?.dossier)).toBe(true)
    expect(Object.isFrozen(item?.dossier.applicant)).toBe(true)
  })

  test('is counted by what its dossiers weigh, within a bound', async () => {
    gateway = await boot(createPaperWorld(oneAMinute(60)), { memory: { memoryBytes: 2 ** 21 } })
    const figures = (space: string) =>
      must(gateway.cache.figures().find((one) => one.space === space))
    const [item] = (await gateway.search(hoanKiem)).items
    await gateway.request().dossier(must(item).dossier.code)
    const one = figures('dossiers').bytes
    // What a place in memory costs comes once for the list, but with each dossier.
    expect(figures('dossier-lists').bytes).toBeGreaterThan(50 * (one - 400))
    for (let first = 1; first < 50; first++) await gateway.search(hoanKiem, { first })
    expect(figures('dossier-lists').bytes).toBeLessThanOrEqual(2 ** 21 / 10)
    expect(figures('dossier-lists').entries).toBeGreaterThan(1)
  })

  test('leaves a dossier that was on it to be found by its code', async () => {
    await startMoving()
    await gateway.search(hoanKiem)
    const [item] = (await gateway.search(hoanKiem)).items
    const { code } = must(item).dossier
    expect(await gateway.request().dossier(codeOf(code))).toEqual(must(item).dossier)
  })
})

describe('a walk that begins on a list at hand', () => {
  test('is as of when that was fetched: what came since is not counted and not shown, but next time', async () => {
    const { pass, arrive } = await startMoving()
    await gateway.search(hoanKiem, { first: 10 })
    pass(3_000)
    const late = arrive()
    const page = await gateway.search(hoanKiem, { first: 10 })
    expect(await page.totalCount()).toBe(30)
    const rest = await gateway.search(hoanKiem, { after: page.endCursor })
    expect(await rest.totalCount()).toBe(30)
    expect([...codesOf(page), ...codesOf(rest)]).toHaveLength(30)
    pass(2_000)
    const next = await gateway.search(hoanKiem, { first: 10 })
    expect(codesOf(next)[0]).toBe(late)
    expect(await next.totalCount()).toBe(31)
  })

  test('over lists of different moments is as of the earliest', async () => {
    const { pass, arrive } = await startMoving([
      ...oneAMinute(5),
      ...oneAMinute(5, agencies.hacThanh),
    ])
    await gateway.search(hoanKiem)
    pass(2_000)
    const late = [arrive(), arrive(agencies.hacThanh)]
    expect(codesOf(await gateway.search(hacThanh))).toContain(late[1])
    const page = await gateway.search(both)
    expect(codesOf(page)).toHaveLength(10)
    expect(await page.totalCount()).toBe(10)
    expect(page.coverage).toEqual({ asked: 2, answered: 2, missing: [] })
    pass(3_000)
    expect(codesOf(await gateway.search(both))).toEqual(expect.arrayContaining(late))
  })

  test('tells the overdue ones of it as of now', async () => {
    const soon = paper(agencies.hoanKiem, minutesAgo(10), { dueAt: later(2_000) })
    const { pass } = await startMoving([soon])
    expect(codesOf(await gateway.search({ ...hoanKiem, overdue: true }))).toEqual([])
    pass(3_000)
    expect(codesOf(await gateway.search({ ...hoanKiem, overdue: true }))).toEqual([soon.code])
    expect(searches()).toBe(1)
  })

  test('brings whatever was there when it began once, whoever else asks and whatever arrives meanwhile', async () => {
    const { world, pass, arrive } = await startMoving([])
    const places = [agencies.hoanKiem, agencies.hacThanh, agencies.vietTri]
    const step = fc.record({
      arrivals: fc.array(fc.constantFrom(...places), { maxLength: 3 }),
      seconds: fc.integer({ min: 1, max: 4 }),
      other: fc.constantFrom({}, hoanKiem, hacThanh, both),
    })
    const rows = fc.array(fc.tuple(fc.constantFrom(...places), fc.integer({ min: 1, max: 9 })), {
      maxLength: 40,
    })
    await fc.assert(
      fc.asyncProperty(
        rows,
        fc.array(step, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 3, max: 15 }),
        async (written, steps, first) => {
          pass(60_000)
          const began = world.now()
          world.set(written.map(([of, ago]) => paper(of, new Date(began.getTime() - ago * 1_000))))
          let turn = 0
          let until = began.getTime()
          const searchAmidOthers: Booted['search'] = async (filter, page) => {
            const { arrivals, seconds, other } = must(steps[turn++ % steps.length])
            pass(1_000)
            for (const agency of arrivals) arrive(agency)
            await gateway.search(other, { first })
            pass(seconds * 1_000)
            const found = await gateway.search(filter, page)
            if (page?.after !== null || found.endCursor === null) return found
            until = decodeCursor(found.endCursor).until
            expect(until).toBeGreaterThan(world.now().getTime() - 5_000)
            return found
          }
          const seen = await walk(searchAmidOthers, {}, first)
          const expected = ['ha-noi', 'thanh-hoa', 'phu-tho']
            .flatMap(
              (instance) =>
                world.dossiers({ instance, to: new Date(until), offset: 0, limit: 1_000 }).items,
            )
            .sort(newestFirst)
            .map(({ code }) => code)
          expect(seen).toEqual(expected)
        },
      ),
      { numRuns: 25 },
    )
  })

  test('loses nothing in a run of one moment that others leave meanwhile', async () => {
    const moment = at('2026-11-17T08:00:00')
    const papers = Array.from({ length: 60 }, () => paper(agencies.hoanKiem, moment))
    const world = createPaperWorld(papers)
    gateway = await boot(world)
    const filter = { ...hoanKiem, status: 'PROCESSING' } as const
    const pages = [await gateway.search(filter, { first: 5 })]
    const next = async () =>
      pages.push(await gateway.search(filter, { first: 5, after: must(pages.at(-1)).endCursor }))
    await next()
    const [gone, ...stay] = papers
    world.set([{ ...must(gone), status: 9 }, ...stay])
    await next()
    await next()
    expect(pages.flatMap(codesOf)).toEqual(papers.slice(0, 20).map(({ code }) => code))
  })
})
