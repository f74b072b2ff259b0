import { afterEach, describe, expect, test } from 'vitest'
import { dossiersSettings } from '../../src/sources/dossiers/index.ts'
import { toInstanceSettings } from '../../mocks/dossiers/index.ts'
import {
  boot,
  codeOf,
  codesOf,
  must,
  numberOf,
  organisationOf,
  unitOf,
  type Booted,
} from './dossiers-fixture.ts'
import { agencies, at, createPaperWorld, paper, provinces } from './dossiers-paper.ts'

let gateway: Booted
afterEach(() => gateway.stop())

const received = at('2026-11-16T08:42:10')

describe('a dossier code', () => {
  test('goes to the installation with its prefix, and to no other', async () => {
    const one = paper(agencies.vietTri, received)
    gateway = await boot(createPaperWorld([one]))
    expect((await gateway.request().dossier(codeOf(one.code)))?.instance).toBe('phu-tho')
    expect(new Set(gateway.journal.entries().map(({ instance }) => instance))).toEqual(
      new Set(['phu-tho']),
    )
  })

  test("with the second prefix of a merged province goes to that province's installation", async () => {
    const one = paper(agencies.hoaBinh, received)
    gateway = await boot(createPaperWorld([one]))
    expect((await gateway.request().dossier(codeOf(one.code)))?.instance).toBe('phu-tho')
  })

  test('in the old bottom-up form is routed by its province all the same', async () => {
    const code = '000.00.101.H26-261116-0007'
    const one = paper(agencies.hoanKiem, received, { code })
    gateway = await boot(createPaperWorld([one]))
    expect((await gateway.request().dossier(codeOf(code)))?.instance).toBe('ha-noi')
  })

  test('goes to the longest prefix that fits', async () => {
    const one = paper(agencies.hoanKiem, received)
    gateway = await boot(createPaperWorld([one]), {
      change: ({ name, organisationPrefixes }) =>
        name === 'thanh-hoa' ? { organisationPrefixes: [...organisationPrefixes, 'H26.101'] } : {},
    })
    expect(await gateway.request().dossier(codeOf(one.code))).toBeNull()
    expect(gateway.asked('TraCuuHoSo', 'thanh-hoa')).toHaveLength(1)
    expect(gateway.asked('search')).toHaveLength(0)
  })

  test('of an organisation that nobody answers for is null and asks nobody', async () => {
    gateway = await boot(createPaperWorld([]))
    const request = gateway.request()
    expect(await request.dossier(codeOf('G09.20-20260609-0092637'))).toBeNull()
    expect(await request.dossier(codeOf('H261.101-261116-0001'))).toBeNull()
    expect(request.outcomes.rows()).toEqual([])
    expect(gateway.journal.entries()).toEqual([])
  })

  test('asked for many times within seconds goes upstream once', async () => {
    const one = paper(agencies.hoanKiem, received)
    gateway = await boot(createPaperWorld([one]))
    const [a, b] = [gateway.request(), gateway.request()]
    const code = codeOf(one.code)
    await Promise.all([a.dossier(code), a.dossier(code), b.dossier(code)])
    await gateway.request().dossier(code)
    expect(gateway.asked('search')).toHaveLength(1)
  })

  test('that a list has just brought is not asked for again in the same request', async () => {
    const one = paper(agencies.hoanKiem, received)
    gateway = await boot(createPaperWorld([one]))
    const request = gateway.request()
    await request.search({ province: unitOf('01') }, { first: 10, after: null })
    expect(await request.dossier(codeOf(one.code))).not.toBeNull()
    expect(gateway.asked('search')).toHaveLength(1)
  })
})

describe('a list', () => {
  test('of a commune asks each of its agencies once, the one under another not at all', async () => {
    const papers = [
      paper(agencies.hoanKiem, at('2026-11-16T08:00:00')),
      paper(agencies.hoanKiemCentre, at('2026-11-16T09:00:00')),
      paper(agencies.cuaNam, at('2026-11-16T10:00:00')),
    ]
    gateway = await boot(createPaperWorld(papers))
    const page = await gateway.search({ communes: [unitOf('00070')] })
    expect(codesOf(page)).toEqual([papers[1]?.code, papers[0]?.code])
    expect(gateway.asked('search').map(({ keys }) => keys)).toEqual([['H26.101']])
    expect(page.coverage).toEqual({ asked: 1, answered: 1, missing: [] })
  })

  test('of a commune with two separate agencies merges both', async () => {
    const papers = [
      paper(agencies.cuaNam, at('2026-11-16T08:00:00')),
      paper(agencies.cuaNamCentre, at('2026-11-16T09:00:00')),
      paper(agencies.cuaNam, at('2026-11-16T10:00:00')),
    ]
    gateway = await boot(createPaperWorld(papers))
    const page = await gateway.search({ communes: [unitOf('00082')] })
    expect(codesOf(page)).toEqual(papers.map(({ code }) => code).toReversed())
    expect(gateway.asked('search').map(({ keys }) => keys.join())).toEqual(['H26.102', 'H26.302'])
    expect(await page.totalCount()).toBe(3)
  })

  test('of two communes in two provinces asks both installations', async () => {
    const papers = [paper(agencies.hoanKiem, received), paper(agencies.hacThanh, received)]
    gateway = await boot(createPaperWorld(papers))
    const page = await gateway.search({ communes: [unitOf('00070'), unitOf('14797')] })
    expect(codesOf(page)).toEqual(papers.map(({ code }) => code))
    expect(page.coverage.asked).toBe(2)
  })

  test('of a commune for which the installation names no agency says so instead of nothing', async () => {
    gateway = await boot(createPaperWorld([]))
    const page = await gateway.search({ communes: [unitOf('00004')] })
    expect(page.items).toEqual([])
    expect(page.coverage.missing).toEqual([{ instance: 'ha-noi', reason: 'NOT_CAPABLE' }])
  })

  test('of communes reads the list of agencies once an hour, not once a question', async () => {
    gateway = await boot(createPaperWorld([]))
    const communes = [unitOf('00070')]
    await Promise.all([gateway.search({ communes }), gateway.search({ communes })])
    await gateway.search({ communes })
    expect(gateway.asked('agency')).toHaveLength(1)
  })

  test('of a province asks its own installation only, under each of its prefixes', async () => {
    const papers = [paper(agencies.hoaBinh, received), paper(agencies.vietTri, received)]
    gateway = await boot(createPaperWorld(papers))
    const page = await gateway.search({ province: unitOf('25') })
    expect(codesOf(page)).toEqual(papers.map(({ code }) => code))
    expect(gateway.asked('LayDanhSachHoSo').map(({ keys }) => keys.join())).toEqual(['H44', 'H28'])
    expect(gateway.journal.entries('dossiers', 'ha-noi')).toEqual([])
  })

  test('of an organisation holds those under it', async () => {
    const papers = [
      paper(agencies.hoanKiem, received),
      paper(agencies.hoanKiemCentre, received),
      paper(agencies.cuaNam, received),
    ]
    gateway = await boot(createPaperWorld(papers))
    const page = await gateway.search({ organisation: organisationOf('H26.101') })
    expect(codesOf(page)).toEqual(papers.slice(0, 2).map(({ code }) => code))
  })

  test('of an organisation or a province that nobody answers for is empty and covers nobody', async () => {
    gateway = await boot(createPaperWorld([]))
    for (const filter of [{ organisation: organisationOf('G15') }, { province: unitOf('79') }]) {
      const page = await gateway.search(filter)
      expect(page.items).toEqual([])
      expect(page.coverage).toEqual({ asked: 0, answered: 0, missing: [] })
      expect(await page.totalCount()).toBe(0)
    }
  })

  test('of the whole country asks every installation, and names one that cannot answer', async () => {
    const number = '001192000111'
    const papers = [paper(agencies.hoanKiem, received), paper(agencies.hacThanh, received)]
    gateway = await boot(createPaperWorld(papers), {
      change: ({ name }) => (name === 'thanh-hoa' ? { lacks: ['byApplicant'] } : {}),
    })
    const page = await gateway.search({ applicantId: numberOf(number) })
    expect(codesOf(page)).toEqual([papers[0]?.code])
    expect(page.coverage).toEqual({
      asked: 3,
      answered: 2,
      missing: [{ instance: 'thanh-hoa', reason: 'NOT_CAPABLE' }],
    })
    expect(gateway.asked('LayDanhSachHoSo', 'thanh-hoa')).toEqual([])
    expect(await page.totalCount()).toBeNull()
    expect(codesOf(await gateway.search({}))).toEqual(papers.map(({ code }) => code))
  })
})

test('an installation without steps has none to give', async () => {
  const one = paper(agencies.hoanKiem, received)
  gateway = await boot(createPaperWorld([one]), { change: () => ({ lacks: ['steps'] }) })
  const request = gateway.request()
  const dossier = await request.dossier(codeOf(one.code))
  expect(await request.steps(must(dossier))).toBeNull()
  expect(gateway.asked('online-steps')).toEqual([])
})

test('an agency named after no commune leaves the commune open and keeps its name', async () => {
  const one = paper(agencies.justice, received)
  gateway = await boot(createPaperWorld([one]))
  const dossier = await gateway.request().dossier(codeOf(one.code))
  expect(dossier?.receivedBy).toEqual({
    name: 'Sở Tư pháp thành phố Hà Nội',
    organisationCode: 'H26.01',
    communeCode: null,
  })
})

test('an agency whose commune two of its provinces know by one name is placed in neither', async () => {
  const twice = { ...agencies.vietTri, name: 'UBND xã Trung Sơn' }
  const papers = [paper(twice, received), paper(agencies.vietTri, received)]
  gateway = await boot(createPaperWorld(papers), {
    change: ({ name }) => (name === 'phu-tho' ? { provinces: ['25', '38'] } : {}),
  })
  const { items } = await gateway.search({ province: unitOf('25') })
  expect(items.map(({ dossier }) => dossier.receivedBy.communeCode)).toEqual([null, '07900'])
})

test('settings name every mistake: a name twice, a prefix twice, a dialect nobody speaks', async () => {
  gateway = await boot(createPaperWorld([]))
  const [first, second] = provinces.map((province) =>
    toInstanceSettings(province, 'http://127.0.0.1:1'),
  )
  const problems = (rows: readonly unknown[]) =>
    dossiersSettings.safeParse(rows).error?.issues.map(({ message }) => message) ?? []
  expect(problems([first, second])).toEqual([])
  expect(problems([first, first])).toEqual([
    'two instances have one name',
    'two instances answer for one organisation prefix',
  ])
  expect(problems([{ ...first, dialect: 'soap' }])).toHaveLength(1)
  expect(problems([{ ...first, provinces: ['00070'] }])).toEqual([
    'is not the 2-digit code of a province',
  ])
})
