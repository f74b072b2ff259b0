import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { BadInputError } from '../../src/lib/errors.ts'
import {
  boot,
  codeOf,
  codesOf,
  momentOf,
  organisationOf,
  unitOf,
  walk,
  type Booted,
} from './dossiers-fixture.ts'
import { agencies, at, createPaperWorld, newestFirst, now, paper } from './dossiers-paper.ts'

let gateway: Booted
afterEach(() => gateway.stop())

const minutesAgo = (minutes: number): Date => new Date(now.getTime() - minutes * 60_000)

/** One dossier a minute, in turn at the agencies given. */
const oneAMinute = (count: number, ...of: readonly (typeof agencies.hoanKiem)[]) =>
  Array.from({ length: count }, (_, index) =>
    paper(of[index % of.length] ?? agencies.hoanKiem, minutesAgo(index + 1)),
  )

const everywhere = [agencies.hoanKiem, agencies.hacThanh, agencies.vietTri, agencies.hoaBinh]

describe('a page', () => {
  test('over both dialects is one list in one order', async () => {
    const papers = oneAMinute(40, ...everywhere)
    gateway = await boot(createPaperWorld(papers))
    const page = await gateway.search({}, { first: 25 })
    expect(codesOf(page)).toEqual(papers.slice(0, 25).map(({ code }) => code))
    expect(page.hasNextPage).toBe(true)
    expect(page.endCursor).toBe(page.items.at(-1)?.cursor)
    expect(await page.totalCount()).toBe(40)
  })

  test('asks each stream once when one upstream page suffices', async () => {
    gateway = await boot(createPaperWorld(oneAMinute(400, ...everywhere)))
    const first = await gateway.search({}, { first: 50 })
    const lists = () => [...gateway.asked('search'), ...gateway.asked('LayDanhSachHoSo')].length
    expect(lists()).toBe(4)
    await gateway.search({}, { first: 50, after: first.endCursor })
    expect(lists()).toBe(8)
  })

  test('of one busy agency reads on only as far as it must', async () => {
    const busy = oneAMinute(60, agencies.hoanKiem)
    const quiet = Array.from({ length: 60 }, (_, index) =>
      paper(agencies.hacThanh, minutesAgo(500 + index)),
    )
    gateway = await boot(createPaperWorld([...busy, ...quiet]))
    await gateway.search({}, { first: 50 })
    expect(gateway.asked('search')).toHaveLength(1)
    expect(gateway.asked('LayDanhSachHoSo', 'thanh-hoa')).toHaveLength(1)
  })

  test('at the end has no next page, and an empty one no cursor', async () => {
    const papers = oneAMinute(3, agencies.hoanKiem)
    gateway = await boot(createPaperWorld(papers))
    const page = await gateway.search({}, { first: 3 })
    expect(page.hasNextPage).toBe(false)
    const after = await gateway.search({}, { first: 3, after: page.endCursor })
    expect(after).toMatchObject({ items: [], hasNextPage: false, endCursor: null })
    const none = await gateway.search({}, { first: 0 })
    expect(none).toMatchObject({ items: [], hasNextPage: true, endCursor: null })
  })

  test('knows nothing of a future that a wrong clock claims', async () => {
    const papers = [paper(agencies.hoanKiem, minutesAgo(-5)), paper(agencies.hoanKiem, now)]
    gateway = await boot(createPaperWorld(papers))
    expect(codesOf(await gateway.search({}))).toEqual([papers[1]?.code])
  })

  test.each([
    ['nonsense'],
    [''],
    [Buffer.from('{"v":1}').toString('base64url')],
    [Buffer.from('{"v":2,"until":1,"at":1,"code":"H26.1-261116-0001"}').toString('base64url')],
    [Buffer.from('{"v":1,"until":1,"at":1,"code":"<script>"}').toString('base64url')],
    [Buffer.from('{"v":1,"until":1e300,"at":1,"code":"H26.1-261116-0001"}').toString('base64url')],
    [
      Buffer.from('{"v":1,"until":1,"at":1,"code":"H26.1-261116-0001","x":1}').toString(
        'base64url',
      ),
    ],
  ])('after %j is bad input and asks nobody', async (after) => {
    gateway = await boot(createPaperWorld([]))
    const question = gateway.search({}, { after })
    await expect(question).rejects.toBeInstanceOf(BadInputError)
    await expect(question).rejects.toMatchObject({ argument: 'after' })
    await expect(question).rejects.not.toThrow(after === '' ? /^$/ : after)
    expect(gateway.journal.entries()).toEqual([])
  })
})

describe('a walk over all pages', () => {
  test.each([1, 7, 50])('by %i brings every dossier once, in order', async (first) => {
    const papers = oneAMinute(60, ...everywhere)
    gateway = await boot(createPaperWorld(papers))
    expect(await walk(gateway.search, {}, first)).toEqual(papers.map(({ code }) => code))
  })

  test('loses and repeats nothing when 50 dossiers arrive between two pages', async () => {
    const papers = oneAMinute(60, ...everywhere)
    const world = createPaperWorld(papers)
    gateway = await boot(world)
    const first = await gateway.search({}, { first: 20 })
    const late = Array.from({ length: 50 }, (_, index) =>
      paper(everywhere[index % 4] ?? agencies.hoanKiem, now),
    )
    world.add(...late)
    const rest = await walk(
      (filter, page) => gateway.search(filter, { ...page, after: page?.after ?? first.endCursor }),
      {},
      20,
    )
    expect([...codesOf(first), ...rest]).toEqual(papers.map(({ code }) => code))
  })

  test('goes on counting what was there when it began', async () => {
    let moment = now
    const world = createPaperWorld(oneAMinute(30, ...everywhere), () => moment)
    gateway = await boot(world)
    const first = await gateway.search({}, { first: 10 })
    moment = new Date(now.getTime() + 60_000)
    world.add(paper(agencies.hoanKiem, moment))
    const second = await gateway.search({}, { first: 10, after: first.endCursor })
    expect(await second.totalCount()).toBe(30)
    expect(await (await gateway.search({})).totalCount()).toBe(31)
  })

  test('names an installation that is down, which comes back below the cursor', async () => {
    const papers = oneAMinute(40, agencies.hoanKiem, agencies.hacThanh)
    const codes = (of: string) =>
      papers.filter(({ instance }) => instance === of).map(({ code }) => code)
    gateway = await boot(createPaperWorld(papers))
    gateway.faults.set('dossiers', 'thanh-hoa', { kind: 'down' })
    const first = await gateway.search({}, { first: 10 })
    expect(codesOf(first)).toEqual(codes('ha-noi').slice(0, 10))
    expect(first.coverage).toEqual({
      asked: 3,
      answered: 2,
      missing: [{ instance: 'thanh-hoa', reason: 'UNAVAILABLE' }],
    })
    expect(await first.totalCount()).toBeNull()

    gateway.faults.set('dossiers', 'thanh-hoa', null)
    const second = await gateway.search({}, { first: 100, after: first.endCursor })
    expect(codesOf(second)).toEqual(papers.slice(19).map(({ code }) => code))
    expect(second.coverage.missing).toEqual([])
  })

  test('takes dossiers of one and the same moment in order of their codes over every page border', async () => {
    const many = Array.from({ length: 70 }, (_, index) =>
      paper(everywhere[index % 4] ?? agencies.hoanKiem, minutesAgo(10)),
    )
    const papers = [...oneAMinute(5, ...everywhere), ...many].sort(newestFirst)
    gateway = await boot(createPaperWorld(papers))
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 80 }), async (first) => {
        expect(await walk(gateway.search, {}, first)).toEqual(papers.map(({ code }) => code))
      }),
      { numRuns: 12 },
    )
  })

  test('is right for any mix of moments, places and page sizes', async () => {
    const place = fc.constantFrom(...everywhere)
    const seconds = fc.integer({ min: 0, max: 6 })
    const rows = fc.array(fc.tuple(place, seconds), { maxLength: 60 })
    const world = createPaperWorld([])
    gateway = await boot(world)
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 20 }), async (written, first) => {
        const papers = written.map(([of, second]) =>
          paper(of, new Date(at('2026-11-17T08:00:00').getTime() + second * 1000)),
        )
        world.set(papers)
        gateway.expire()
        const expected = papers.toSorted(newestFirst).map(({ code }) => code)
        expect(await walk(gateway.search, {}, first)).toEqual(expected)
      }),
      { numRuns: 25 },
    )
  })

  test('keeps apart milliseconds of one dialect and whole seconds of the other', async () => {
    const second = at('2026-11-17T08:00:00')
    const plus = (ms: number) => new Date(second.getTime() + ms)
    const papers = [
      paper(agencies.hoanKiem, plus(1000)),
      paper(agencies.hoanKiem, plus(999)),
      paper(agencies.hoanKiem, plus(1)),
      paper(agencies.hoanKiem, plus(0)),
      paper(agencies.hacThanh, plus(0)),
      paper(agencies.hacThanh, plus(0)),
      paper(agencies.hoanKiem, plus(-1)),
    ]
    gateway = await boot(createPaperWorld(papers))
    for (const first of [1, 2, 3])
      expect(await walk(gateway.search, {}, first)).toEqual(papers.map(({ code }) => code))
  })
})

test('times of the filter hold on every page', async () => {
  const papers = oneAMinute(30, ...everywhere)
  gateway = await boot(createPaperWorld(papers))
  const filter = {
    receivedFrom: momentOf('2026-11-18T08:40:00+07:00'),
    receivedTo: momentOf('2026-11-18T08:50:00+07:00'),
  }
  const expected = papers.slice(9, 20).map(({ code }) => code)
  expect(await walk(gateway.search, filter, 4)).toEqual(expected)
})

test('an organisation and one under it may overlap in configuration without a row coming twice', async () => {
  const papers = oneAMinute(6, agencies.vietTri)
  gateway = await boot(createPaperWorld(papers), {
    change: ({ name }) =>
      name === 'phu-tho' ? { organisationPrefixes: ['H44', 'H44.101', 'H28'] } : {},
  })
  const page = await gateway.search({ province: unitOf('25') })
  expect(codesOf(page)).toEqual(papers.map(({ code }) => code))
  expect(codesOf(await gateway.search({ organisation: organisationOf('H44') }))).toHaveLength(6)
  expect(await gateway.request().dossier(codeOf(papers[0]?.code ?? ''))).not.toBeNull()
})

test('a span of time that lies ahead holds nothing, and nobody is asked about it', async () => {
  gateway = await boot(createPaperWorld(oneAMinute(3, ...everywhere)))
  const page = await gateway.search({ receivedFrom: momentOf('2026-11-19') })
  expect(page).toMatchObject({ items: [], hasNextPage: false, endCursor: null })
  expect(page.coverage).toEqual({ asked: 3, answered: 3, missing: [] })
  expect(await page.totalCount()).toBe(0)
  expect(gateway.journal.entries()).toEqual([])
})
