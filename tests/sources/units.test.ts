import { describe, expect, test } from 'vitest'
import { parseLocalDate } from '../../src/domain/dates.ts'
import { parseUnitCode } from '../../src/domain/ids.ts'
import { SourceOutcomes } from '../../src/lib/outcomes.ts'
import { createUnits } from '../../src/sources/units/index.ts'

const units = createUnits()

interface Question {
  readonly code?: string
  readonly name?: string
  readonly province?: string
  readonly asOf?: string
}

const resolved = ({ code, asOf, ...rest }: Question): string[] =>
  units
    .resolve({ ...rest, code: parseUnitCode(code ?? ''), asOf: parseLocalDate(asOf ?? '') })
    .map(({ unit, confidence }) => `${unit.code} ${confidence}`)

describe('the units of today', () => {
  test('are 34 provinces, 6 of them cities, in order of codes', () => {
    const provinces = units.provinces()
    expect(provinces).toHaveLength(34)
    expect(provinces.filter(({ kind }) => kind === 'CITY')).toHaveLength(6)
    expect(provinces.map(({ code }) => code)).toEqual(provinces.map(({ code }) => code).sort())
  })

  test('bear their full names', () => {
    expect(units.province('52')).toEqual({ code: '52', name: 'Tỉnh Gia Lai', kind: 'PROVINCE' })
    expect(units.province('01')).toEqual({ code: '01', name: 'Thành phố Hà Nội', kind: 'CITY' })
  })

  test.each([
    ['COMMUNE', 'Xã ', 2621],
    ['WARD', 'Phường ', 687],
    ['SPECIAL_ZONE', 'Đặc khu ', 13],
  ])('hold as many of kind %s, named %s…, as the law counts: %i', (kind, prefix, count) => {
    const ofKind = units.communes().filter((commune) => commune.kind === kind)
    expect(ofKind).toHaveLength(count)
    expect(ofKind.every(({ name }) => name.startsWith(prefix))).toBe(true)
  })

  test('are 3,321 communes with a code each, in order, each in one of the provinces', () => {
    const codes = units.communes().map(({ code }) => code)
    expect(new Set(codes).size).toBe(3321)
    expect(codes).toEqual([...codes].sort())
    expect(units.communes().every(({ provinceCode }) => units.province(provinceCode))).toBe(true)
  })

  test('are null where a code is unknown', () => {
    expect(units.province('99')).toBeNull()
    expect(units.commune('99999')).toBeNull()
    expect(units.formerUnitsOf('99999')).toEqual([])
  })

  test('list what they were formed from: by code, then what is known by name only', () => {
    const listed = units.formerUnitsOf('00160').map(({ code, name }) => `${code ?? '-'} ${name}`)
    expect(listed.slice(0, 2)).toEqual(['00157 Phường Nghĩa Đô', '00160 Phường Nghĩa Tân'])
    expect(listed).toContain('00166 Phường Dịch Vọng')
    for (const { code } of units.communes()) {
      const codes = units.formerUnitsOf(code).map((former) => former.code ?? 'none')
      expect(codes).toEqual([...codes].sort())
    }
  })

  test('never share a name within a province, so that a name finds one', () => {
    for (const { code, name, provinceCode } of units.communes())
      expect(units.communeByName(name, provinceCode)?.code).toBe(code)
  })
})

describe('a search', () => {
  const found = (search: string, province?: string) =>
    units
      .communes({ search, provinceCode: parseUnitCode(province ?? '') })
      .map(({ name, provinceCode }) => `${name} ${provinceCode}`)

  test.each(['hoan kiem', 'Hoàn Kiếm', 'HOÀN KIẾM', 'hoan ki', 'phuong hoan  kiem'])(
    'for "%s" finds Phường Hoàn Kiếm',
    (search) => expect(found(search)).toEqual(['Phường Hoàn Kiếm 01']),
  )

  test('finds names by the beginning of any word, not by their middle', () => {
    expect(found('kiem', '01')).toEqual(['Phường Hoàn Kiếm 01'])
    expect(found('oan kiem')).toEqual([])
  })

  test('finds đ by d', () => expect(found('dien bien phu')).toContain('Phường Điện Biên Phủ 11'))

  test('within a province finds its communes only', () => {
    expect(found('', '12')).toHaveLength(38)
    expect(found('thanh', '38').every((row) => row.endsWith(' 38'))).toBe(true)
    expect(found('hoan kiem', '38')).toEqual([])
  })

  test('without a word finds all', () => expect(found('  ')).toHaveLength(3321))
})

describe('a code', () => {
  test("that survived a merger is today's unless an earlier day is named", () => {
    expect(resolved({ code: '00166' })).toEqual(['00166 EXACT'])
    expect(resolved({ code: '00166', asOf: '2025-07-01' })).toEqual(['00166 EXACT'])
    expect(resolved({ code: '00166', asOf: '2025-06-30' })).toEqual(['00160 SPLIT', '00166 SPLIT'])
  })

  test('that was given up is an old one, and is unknown from the day it was given up', () => {
    expect(resolved({ code: '23737' })).toEqual(['23734 EXACT'])
    expect(resolved({ code: '23737', asOf: '2025-06-30' })).toEqual(['23734 EXACT'])
    expect(resolved({ code: '23737', asOf: '2025-07-01' })).toEqual([])
  })

  test('that nobody knows has no candidates', () => {
    expect(resolved({ code: '99999' })).toEqual([])
    expect(resolved({ code: '01' })).toEqual([])
    expect(resolved({})).toEqual([])
  })

  test('with a name beside it means the unit of that name', () => {
    expect(resolved({ code: '00166', name: 'Phường Cầu Giấy' })).toEqual(['00166 EXACT'])
    expect(resolved({ code: '00166', name: 'dịch vọng' })).toEqual(['00160 SPLIT', '00166 SPLIT'])
  })

  test('with a name that nobody knows answers alone', () => {
    expect(resolved({ code: '00166', name: 'Phường Không Có' })).toEqual(['00166 EXACT'])
  })

  test.each(units.communes().filter(({ code }) => Number(code) % 97 === 0))(
    '$code comes back from its former units: $name',
    ({ code }) => {
      for (const former of units.formerUnitsOf(code)) {
        const codes = resolved({
          code: former.code ?? '',
          name: former.name,
          province: former.provinceName,
          asOf: '2020-01-01',
        })
        expect(codes.map((row) => row.slice(0, 5))).toContain(code)
      }
    },
  )
})

test('every request shares the same tables', async () => {
  const [one, two] = [units.loaders(new SourceOutcomes()), units.loaders(new SourceOutcomes())]
  expect(one.commune('00070')).toBe(two.commune('00070'))
  await units.close()
  expect(one.province('01')?.kind).toBe('CITY')
})
