import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createWorld } from '../../mocks/world/index.ts'
import type { WorldDossier } from '../../mocks/world/types.ts'
import { codes, counter, dayMs, list, now, world } from './world-fixture.ts'

const all = list()
const comesBefore = (a: WorldDossier, b: WorldDossier): boolean =>
  a.receivedAt > b.receivedAt || (+a.receivedAt === +b.receivedAt && a.code < b.code)

describe('a list', () => {
  test('is newest first, and by code where the second is the same', () => {
    const province = list({ organisation: 'H26', from: new Date(+now - 5 * dayMs) })
    expect(province.length).toBeGreaterThan(3000)
    province.slice(1).forEach((dossier, at) => {
      expect(comesBefore(province[at] ?? dossier, dossier)).toBe(true)
    })
    const moments = province.map(({ receivedAt }) => receivedAt.getTime())
    expect(new Set(moments).size).toBeLessThan(moments.length)
  })

  test('holds no code twice', () => {
    expect(new Set(codes(all)).size).toBe(all.length)
  })

  test('read page by page is the one long list', () => {
    for (const filter of [{}, { status: 10 }, { procedureCode: '2.000815' }, { status: 4 }]) {
      const whole = list(filter)
      const pages: WorldDossier[] = []
      for (let offset = 0; offset < whole.length + 37; offset += 37) {
        const page = world.dossiers({ ...counter, ...filter, offset, limit: 37 })
        expect(page.total).toBe(whole.length)
        pages.push(...page.items)
      }
      expect(codes(pages)).toEqual(codes(whole))
    }
  })

  test('that need not be counted has the same rows, and a total that tells whether more follow', () => {
    for (const filter of [{}, { status: 10 }, { procedureCode: '9.999999' }]) {
      const whole = list(filter)
      for (let offset = 0; offset < whole.length + 371; offset += 371) {
        const page = { ...counter, ...filter, offset, limit: 370 }
        const { items, total } = world.dossiers({ ...page, uncounted: true })
        expect(codes(items)).toEqual(codes(world.dossiers(page).items))
        expect(total > offset + 370).toBe(whole.length > offset + 370)
        expect(total).toBeLessThanOrEqual(whole.length)
      }
    }
  })

  test('by offset and limit is a slice of the long list', () => {
    fc.assert(
      fc.property(fc.nat({ max: all.length }), fc.nat({ max: 200 }), (offset, limit) => {
        const page = world.dossiers({ ...counter, offset, limit })
        expect(codes(page.items)).toEqual(codes(all.slice(offset, offset + limit)))
        expect(page.total).toBe(all.length)
      }),
    )
  })

  test('between two moments includes both', () => {
    fc.assert(
      fc.property(fc.nat({ max: all.length - 1 }), fc.nat({ max: 90 }), (start, length) => {
        const to = all[start]?.receivedAt ?? now
        const from = all[Math.min(start + length, all.length - 1)]?.receivedAt ?? now
        const inside = all.filter(({ receivedAt }) => receivedAt >= from && receivedAt <= to)
        expect(codes(list({ from, to }))).toEqual(codes(inside))
        expect(world.dossiers({ ...counter, from, to, offset: 0, limit: 1 }).total).toBe(
          inside.length,
        )
      }),
    )
  })

  test('by status or procedure is the long list filtered', () => {
    for (const status of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
      expect(codes(list({ status }))).toEqual(codes(all.filter((d) => d.status === status)))
    for (const procedureCode of ['1.001193', '1.004222', '9.999999'])
      expect(codes(list({ procedureCode }))).toEqual(
        codes(all.filter((d) => d.procedureCode === procedureCode)),
      )
  })

  test('of an agency includes those of the agencies below it, and no neighbour of a similar code', () => {
    const centre = world
      .agencies('ha-noi')
      .find(({ name }) => name.startsWith('Trung tâm Phục vụ hành chính công'))
    const committee = centre?.parent ?? ''
    const below = list({ organisation: committee, limit: 50 })
    expect(below.length).toBe(50)
    for (const { organisation } of below) expect(organisation.code).toBe(centre?.code)
    for (const { organisation } of list({ organisation: 'H26.10', limit: 50 }))
      expect(organisation.code).toBe('H26.10')
  })

  test('reaches back 400 days and not further', () => {
    const oldest = all.at(-1)?.receivedAt.getTime() ?? 0
    expect(+now - oldest).toBeLessThan(401 * dayMs)
    expect(+now - oldest).toBeGreaterThan(390 * dayMs)
    expect(list({ to: new Date(+now - 402 * dayMs) })).toEqual([])
    expect(list({ from: new Date(+now + dayMs) })).toEqual([])
  })

  test('of every province has dossiers of the last seven days, under each of its prefixes', () => {
    for (const { instance, organisationPrefixes } of world.provinces)
      for (const organisation of organisationPrefixes) {
        const from = new Date(+now - 7 * dayMs)
        const page = world.dossiers({ instance, organisation, from, offset: 0, limit: 5 })
        expect(page.items.length).toBe(5)
        for (const { code } of page.items) expect(code.startsWith(`${organisation}.`)).toBe(true)
      }
  })

  test('of an unknown instance is empty', () => {
    expect(world.dossiers({ instance: 'ha-dong', offset: 0, limit: 10 })).toEqual({
      items: [],
      total: 0,
    })
  })

  test('is the same in two worlds of one seed', () => {
    const again = createWorld({ now: () => now })
    const query = { instance: 'ho-chi-minh', offset: 1000, limit: 20 }
    expect(again.dossiers(query)).toEqual(world.dossiers(query))
  })
})
