import { describe, expect, test } from 'vitest'
import { createWorld } from '../../mocks/world/index.ts'
import { legacyProvinces } from '../../mocks/world/legacy-provinces.ts'

const world = createWorld()

describe('the units', () => {
  test('are the 34 provinces and 3,321 communes of today, with 63 former provinces behind them', () => {
    expect(world.provinces).toHaveLength(34)
    expect(world.communes).toHaveLength(3321)
    expect(new Set(world.communes.map(({ code }) => code)).size).toBe(3321)
    expect(new Set(legacyProvinces.map(({ prefix }) => prefix)).size).toBe(63)
    const kinds = Map.groupBy(world.communes, ({ name }) => name.split(' ')[0])
    expect(kinds.get('Xã')).toHaveLength(2621)
    expect(kinds.get('Phường')).toHaveLength(687)
    expect(kinds.get('Đặc')).toHaveLength(13)
  })

  test('give Xã Ia Mơ its official code instead of the one in the package', () => {
    expect(world.communes.find(({ code }) => code === '23938')?.name).toBe('Xã Ia Mơ')
    expect(world.communes.some(({ code }) => code === '23737')).toBe(false)
  })

  test('have names in NFC', () => {
    for (const { name } of world.communes) expect(name).toBe(name.normalize('NFC'))
  })

  test('remember a former code for most communes, never their own', () => {
    const withFormer = world.communes.filter(({ formerCode }) => formerCode !== null)
    expect(withFormer.length).toBeGreaterThan(3000)
    for (const { code, formerCode } of withFormer) expect(formerCode).not.toBe(code)
  })
})

describe('the instances', () => {
  test('serve one province each, half of them in each dialect', () => {
    expect(new Set(world.provinces.map(({ instance }) => instance)).size).toBe(34)
    expect(world.provinces.filter(({ dialect }) => dialect === 'packet')).toHaveLength(17)
  })

  test.each([
    ['ha-noi', 'igate', ['H26'], []],
    ['ho-chi-minh', 'packet', ['H51', 'H48', 'H50'], ['H51', 'H48', 'H50']],
    ['tuyen-quang', 'packet', ['H03', 'H22'], ['H03']],
    ['nghe-an', 'packet', ['H41'], []],
    ['can-tho', 'packet', ['H60', 'H30', 'H61'], ['H60', 'H61']],
  ])(
    '%s speaks %s and answers for %j, of which %j are invented',
    (instance, dialect, all, made) => {
      const province = world.provinces.find((candidate) => candidate.instance === instance)
      expect(province?.dialect).toBe(dialect)
      expect(province?.organisationPrefixes).toEqual(all)
      expect(province?.syntheticPrefixes).toEqual(made)
    },
  )

  test('together answer for 63 prefixes, none twice', () => {
    const prefixes = world.provinces.flatMap(({ organisationPrefixes }) => organisationPrefixes)
    expect(new Set(prefixes).size).toBe(63)
    expect(prefixes).toHaveLength(63)
  })
})

describe('the agencies', () => {
  const all = world.provinces.flatMap((province) =>
    world.agencies(province.instance).map((agency) => ({ agency, province })),
  )

  test('have one code each, under a prefix of their instance', () => {
    expect(new Set(all.map(({ agency }) => agency.code)).size).toBe(all.length)
    for (const { agency, province } of all)
      expect(province.organisationPrefixes).toContain(agency.code.split('.')[0])
  })

  test('include the committee of every commune, in its own province', () => {
    const committees = all.filter(({ agency }) => agency.communeCode !== null && agency.level === 2)
    expect(committees).toHaveLength(3321)
    const communes = new Map(world.communes.map((commune) => [commune.code, commune]))
    for (const { agency, province } of committees)
      expect(communes.get(agency.communeCode ?? '')?.provinceCode).toBe(province.code)
  })

  test('include service centres beside the committee for some communes', () => {
    const centres = all.filter(({ agency }) => agency.name.startsWith('Trung tâm Phục vụ'))
    expect(centres.length).toBeGreaterThan(800)
    expect(centres.length).toBeLessThan(1200)
    const codes = new Set(all.map(({ agency }) => agency.code))
    for (const { agency } of centres) expect(codes.has(agency.parent ?? '')).toBe(true)
  })

  test('put a commune under the prefix of its former province', () => {
    const haGiang = all.filter(({ agency }) => agency.code.startsWith('H22.'))
    expect(haGiang.some(({ agency }) => agency.name === 'UBND xã Đồng Văn')).toBe(true)
    expect(haGiang.every(({ province }) => province.instance === 'tuyen-quang')).toBe(true)
  })

  test('of every province include some whose name matches no commune', () => {
    for (const { instance } of world.provinces) {
      const names = world.agencies(instance).map(({ name }) => name)
      expect(names).toContain('Bộ phận Một cửa lưu động số 2')
      expect(names.some((name) => name.startsWith('Sở Tư pháp'))).toBe(true)
    }
  })

  test('of an unknown instance are none', () => {
    expect(world.agencies('ha-dong')).toEqual([])
  })
})
