import { afterEach, describe, expect, test } from 'vitest'
import { boot, codesOf, walk, type Booted } from './dossiers-fixture.ts'
import { agencies, createPaperWorld, now, paper } from './dossiers-paper.ts'

let gateway: Booted
afterEach(() => gateway.stop())

const minutesAgo = (minutes: number): Date => new Date(now.getTime() - minutes * 60_000)

/** One dossier a minute, in turn at the agencies given. */
const oneAMinute = (count: number, ...of: readonly (typeof agencies.hoanKiem)[]) =>
  Array.from({ length: count }, (_, index) =>
    paper(of[index % of.length] ?? agencies.hoanKiem, minutesAgo(index + 1)),
  )

const everywhere = [agencies.hoanKiem, agencies.hacThanh, agencies.vietTri, agencies.hoaBinh]

describe('dossiers that are kept by a test of their own', () => {
  const late = { dueAt: minutesAgo(1) }
  const inTime = { dueAt: minutesAgo(-600) }

  test('are the overdue ones by the due date of the source, where no better test is given', async () => {
    // Neither: without a due date, ended at an unknown time, waiting for the citizen since an unknown time.
    const neither = [{ dueAt: null }, { ...late, status: 9 }, { ...late, status: 5 }]
    const papers = [late, inTime, ...neither].map((due, index) =>
      paper(agencies.hoanKiem, minutesAgo(index + 10), due),
    )
    gateway = await boot(createPaperWorld(papers))
    const [first, second] = papers.map(({ code }) => code)
    expect(codesOf(await gateway.search({ overdue: true }))).toEqual([first])
    expect(codesOf(await gateway.search({ overdue: false }))).toEqual([second])
  })

  test('are judged together, and the walk over them is whole', async () => {
    const papers = oneAMinute(300, ...everywhere)
    const wanted = new Set(papers.filter((_, index) => index % 7 === 0).map(({ code }) => code))
    gateway = await boot(createPaperWorld(papers))
    let waiting = 0
    let most = 0
    const keep = async ({ code }: { readonly code: string }) => {
      most = Math.max(most, ++waiting)
      await Promise.resolve()
      waiting--
      return wanted.has(code)
    }
    const found = await walk((filter, page) => gateway.search(filter, { ...page, keep }), {}, 10)
    expect(found).toEqual([...wanted])
    expect(most).toBeGreaterThan(50)
  })

  test('end a page early after 1,000 dossiers, which then goes on where it stopped', async () => {
    const papers = oneAMinute(1005, agencies.hoanKiem)
    const last = papers.at(-1)?.code
    gateway = await boot(createPaperWorld(papers))
    let judged = 0
    const keep = ({ code }: { readonly code: string }) => {
      judged++
      return code === last
    }
    const first = await gateway.search({}, { first: 10, keep })
    expect(judged).toBe(1000)
    expect(first).toMatchObject({ items: [], hasNextPage: true })
    expect(await first.totalCount()).toBeNull()
    const second = await gateway.search({}, { first: 10, keep, after: first.endCursor })
    expect(codesOf(second)).toEqual([last])
    expect(second.hasNextPage).toBe(false)
    expect(judged).toBe(1005)
  })

  test('leave a full page with a next one only where something is left to look at', async () => {
    const papers = oneAMinute(30, agencies.hoanKiem)
    gateway = await boot(createPaperWorld(papers))
    const keep = () => true
    expect((await gateway.search({}, { first: 29, keep })).hasNextPage).toBe(true)
    expect((await gateway.search({}, { first: 30, keep })).hasNextPage).toBe(false)
  })

  test('with a status that has no code are looked for among all', async () => {
    const papers = [
      paper(agencies.hoanKiem, minutesAgo(1)),
      paper(agencies.hoanKiem, minutesAgo(2), { status: 17 }),
    ]
    gateway = await boot(createPaperWorld(papers))
    const { items } = await gateway.search({ status: 'UNKNOWN' })
    expect(items.map(({ dossier }) => [dossier.code, dossier.rawStatus])).toEqual([
      [papers[1]?.code, '17'],
    ])
  })
})
