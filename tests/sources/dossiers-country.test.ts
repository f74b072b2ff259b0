import { afterAll, beforeAll, expect, test } from 'vitest'
import { createWorld } from '../../mocks/world/index.ts'
import type { World, WorldDossier } from '../../mocks/world/types.ts'
import {
  boot,
  codeOf,
  codesOf,
  momentOf,
  must,
  organisationOf,
  unitOf,
  walk,
  type Booted,
} from './dossiers-fixture.ts'
import { at, newestFirst } from './dossiers-paper.ts'

/** The whole simulated country, in both dialects. */
let world: World
let gateway: Booted
beforeAll(async () => {
  world = createWorld({ now: () => at('2026-11-18T09:00:00') })
  // All 34 installations and the asker share one process here: patience, so that a busy machine is no outage.
  gateway = await boot(world, { change: () => ({ deadlineMs: 15_000 }) })
})
afterAll(() => gateway.stop())

const codes = (dossiers: readonly WorldDossier[]) => dossiers.map(({ code }) => code)

const since = '2026-11-16T00:00:00+07:00'

const inWorld = (instance: string, organisation?: string): readonly WorldDossier[] =>
  world.dossiers({
    instance,
    ...(organisation !== undefined && { organisation }),
    from: new Date(since),
    offset: 0,
    limit: 100_000,
  }).items

const provinceOf = (dialect: 'igate' | 'packet') =>
  must(
    world.provinces.find(
      (province) => province.dialect === dialect && province.organisationPrefixes.length > 1,
    ),
  )

test.each(['igate', 'packet'] as const)(
  'a walk over a merged province that speaks %s brings exactly its dossiers',
  async (dialect) => {
    const { instance, code } = provinceOf(dialect)
    const expected = codes(inWorld(instance))
    expect(expected.length).toBeGreaterThan(200)
    const filter = { province: unitOf(code), receivedFrom: momentOf(since) }
    expect(await walk(gateway.search, filter, 100)).toEqual(expected)
    expect(await (await gateway.search(filter)).totalCount()).toBe(expected.length)
  },
)

test.each(['igate', 'packet'] as const)(
  'a walk over a commune whose province speaks %s brings exactly its dossiers',
  async (dialect) => {
    const { instance } = provinceOf(dialect)
    const agency = must(
      world.agencies(instance).find(({ level, communeCode }) => level === 3 && communeCode),
    )
    const expected = codes(inWorld(instance, must(agency.parent)))
    expect(expected.length).toBeGreaterThan(3)
    const filter = {
      communes: [unitOf(must(agency.communeCode))],
      receivedFrom: momentOf(since),
    }
    expect(await walk(gateway.search, filter, 3)).toEqual(expected)
  },
)

test('the first page of the country holds the newest dossiers of all 34 installations', async () => {
  const page = await gateway.search({}, { first: 100 })
  const newest = world.provinces
    .flatMap(({ instance }) => world.dossiers({ instance, offset: 0, limit: 100 }).items)
    .sort(newestFirst)
    .slice(0, 100)
  expect(codesOf(page)).toEqual(codes(newest))
  expect(page.coverage).toEqual({ asked: 34, answered: 34, missing: [] })
  expect(new Set(page.items.map(({ dossier }) => dossier.instance)).size).toBeGreaterThan(5)
})

test('every dossier of a page is found again by its code, word for word', async () => {
  const { items } = await gateway.search({}, { first: 30 })
  const { dossier } = gateway.request()
  const found = await Promise.all(items.map((item) => dossier(item.dossier.code)))
  expect(found).toEqual(items.map((item) => item.dossier))
})

test('dossiers that arrive during a walk are left to the next walk', async () => {
  const { instance, code } = provinceOf('igate')
  const filter = { province: unitOf(code), receivedFrom: momentOf(since) }
  const before = codes(inWorld(instance))
  const first = await gateway.search(filter, { first: 50 })
  const agency = must(world.agencies(instance)[0])
  const late = world.receive(instance, agency.code, 50)
  const rest = await walk(
    (asked, page) => gateway.search(asked, { ...page, after: page?.after ?? first.endCursor }),
    filter,
    50,
  )
  expect([...codesOf(first), ...rest]).toEqual(before)
  const own = await gateway.search({ organisation: organisationOf(agency.code) }, { first: 100 })
  expect(codesOf(own)).toEqual(expect.arrayContaining(codes(late)))
  expect(await gateway.request().dossier(codeOf(must(late[0]).code))).not.toBeNull()
})

test('the commune that receives a dossier is the one whose agency the world says received it', async () => {
  const { items } = await gateway.search({}, { first: 100 })
  const communes = items.map(({ dossier }) => dossier.receivedBy.communeCode)
  const expected = items.map(
    ({ dossier }) => must(world.dossier(dossier.code)).organisation.communeCode,
  )
  expect(communes).toEqual(expected)
  expect(communes.filter((commune) => commune !== null).length).toBeGreaterThan(50)
})
