import { describe, expect, test } from 'vitest'
import { parseLocalDate } from '../../src/domain/dates.ts'
import { parseUnitCode } from '../../src/domain/ids.ts'
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

describe('a name', () => {
  test('that several old districts had gives all successors', () => {
    const old = resolved({
      name: 'Phường 13',
      province: 'Thành phố Hồ Chí Minh',
      asOf: '2025-06-30',
    })
    expect(old).toContain('26905 NAME_ONLY')
    expect(old).toContain('27349 NAME_ONLY')
    expect(old).toContain('26882 SPLIT')
    expect(old).toContain('26878 SPLIT')
  })

  test('of today and of the past gives both', () => {
    expect(resolved({ name: 'Phường Cầu Giấy', province: '01' })).toEqual(['00166 NAME_ONLY'])
    const either = resolved({ name: 'Phường Nghĩa Đô', province: '01' })
    expect(either).toEqual(['00160 NAME_ONLY'])
  })

  test('of an old unit is unknown from 1 July 2025', () => {
    expect(resolved({ name: 'Phường Dịch Vọng', province: '01', asOf: '2025-07-01' })).toEqual([])
  })

  test.each([
    'Phường Yên Hoà',
    'Phường Yên Hòa',
    'yên hòa',
    'PHƯỜNG YÊN HOÀ',
    'Phường Yên Hòa'.normalize('NFD'),
  ])('is found however it is spelt: %s', (name) =>
    expect(resolved({ name, province: '01' })).toEqual(['00160 SPLIT', '00175 SPLIT']),
  )

  test('with other diacritics is another place', () => {
    expect(resolved({ name: 'Phường Yen Hoa', province: '01' })).toEqual([])
  })

  test.each(['Tỉnh Yên Bái', 'Yên Bái', 'YÊN BÁI', ' yên bái '])(
    'is looked for in an old province: %s',
    (province) =>
      expect(resolved({ name: 'Xã Bảo Hưng', province })).toEqual(['04498 SPLIT', '04543 SPLIT']),
  )

  test('of today is found under the old province too', () => {
    const { code, name } = units.communes({ provinceCode: parseUnitCode('15') })[0] ?? {
      code: '',
      name: '',
    }
    expect(resolved({ name, province: 'Yên Bái' })).toContain(`${code} NAME_ONLY`)
  })

  test('in an old province is not looked for in the others that were merged with it', () => {
    const inProvince = (province: string) =>
      resolved({ name: 'Xã Tân Lập', province, asOf: '2025-06-30' })
    const [hung, thai] = [inProvince('Hưng Yên'), inProvince('Thái Bình')]
    expect(hung).not.toEqual([])
    expect(thai).not.toEqual([])
    expect(thai.filter((row) => hung.includes(row))).toEqual([])
  })

  test.each(['99', 'Atlantis'])(
    'in a province that nobody knows has no candidates: %s',
    (province) => {
      expect(resolved({ name: 'Phường Hoàn Kiếm', province })).toEqual([])
    },
  )

  test('without a province is looked for in the whole country', () => {
    const everywhere = units.resolve({ name: 'Xã Tân Lập' })
    expect(new Set(everywhere.map(({ unit }) => unit.provinceCode)).size).toBeGreaterThan(5)
  })
})

describe('the 29 codes of provinces that were merged into others', () => {
  const retired = [
    ...['02', '06', '10', '17', '26', '27', '30', '34', '35', '36', '45', '49', '54', '58', '60'],
    ...['62', '64', '67', '70', '72', '74', '77', '83', '84', '87', '89', '93', '94', '95'],
  ]
  const formers = units.communes().flatMap(({ code }) => units.formerUnitsOf(code))
  // The old codes of communes rise with those of the provinces they lay in.
  const lowest = (province: string) =>
    formers
      .filter((unit) => unit.code && unit.provinceName === province)
      .map((unit) => String(unit.code))
      .sort()[0]

  test('are not codes of today', () => {
    expect(retired).toHaveLength(29)
    expect(retired.filter((code) => units.province(code))).toEqual([])
  })

  test('each mean the province of its rank among the old ones', () => {
    const old = [...new Set(formers.map(({ provinceName }) => provinceName))]
    expect(old).toHaveLength(63)
    const ranked = [...old].sort((a, b) => (String(lowest(a)) < String(lowest(b)) ? -1 : 1))
    const codes = [...retired, ...units.provinces().map(({ code }) => code)].sort()
    for (const code of retired) {
      const province = ranked[codes.indexOf(code)] ?? ''
      const unit = formers.find(({ provinceName }) => provinceName === province)
      const name = unit?.name ?? ''
      expect(resolved({ name, province: code })).not.toEqual([])
      expect(resolved({ name, province: code, asOf: '2025-06-30' })).toEqual(
        resolved({ name, province, asOf: '2025-06-30' }),
      )
    }
  })
})

describe('the commune of an agency', () => {
  test.each([
    'UBND phường Hoàn Kiếm',
    'Ubnd Phường Hoàn Kiếm',
    'Uỷ ban nhân dân phường Hoàn Kiếm',
    'Ủy ban nhân dân Phường Hoàn Kiếm',
    'ỦY BAN NHÂN DÂN PHƯỜNG HOÀN KIẾM',
    'Uỷ ban nhân dân phường Hoàn Kiếm'.normalize('NFD'),
    'Trung tâm Phục vụ hành chính công phường Hoàn Kiếm',
    'Trung tâm phục vụ hành chính công - UBND phường Hoàn Kiếm',
    'UBND phường Hoàn Kiếm, thành phố Hà Nội',
    'UBND phường Hoàn Kiếm - TP. Hà Nội',
    'Phường Hoàn Kiếm',
    'Hoàn Kiếm',
  ])('is found from "%s"', (name) => expect(units.communeByName(name, '01')?.code).toBe('00070'))

  test('may have a dash in its name', () => {
    expect(units.communeByName('UBND phường Văn Miếu – Quốc Tử Giám, TP Hà Nội', '01')?.name).toBe(
      'Phường Văn Miếu - Quốc Tử Giám',
    )
  })

  test('may have an apostrophe of either kind in its name', () => {
    expect(units.communeByName("UBND xã Cư M'gar", '66')?.name).toBe('Xã Cư M’gar')
  })

  test('may be written with the tone mark in either place', () => {
    const [hoa] = units.communes({ search: 'hoa khanh', provinceCode: parseUnitCode('48') })
    expect(units.communeByName('UBND phường Hoà Khánh', '48')).toEqual(hoa)
    expect(units.communeByName('UBND phường Hòa Khánh', '48')).toEqual(hoa)
  })

  test.each([
    ['UBND xã Hoàn Kiếm', '01'],
    ['UBND quận Hoàn Kiếm', '01'],
    ['UBND phường Hoàn Kiếm', '79'],
    ['UBND tỉnh Gia Lai', '52'],
    ['Trung tâm Phục vụ hành chính công thành phố Hà Nội', '01'],
    ['Sở Tư pháp', '01'],
    ['UBND', '01'],
    ['', '01'],
  ])('is null for "%s" in province %s', (name, province) => {
    expect(units.communeByName(name, province)).toBeNull()
  })
})
