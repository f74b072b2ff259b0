import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { UpstreamError } from '../../src/lib/errors.ts'
import { createUnits, unitsSettings } from '../../src/sources/units/index.ts'

const units = createUnits()

describe('the table as a file', () => {
  const csv = units.formerTableCsv()
  const lines = csv.slice(1).split('\r\n')

  test('opens with a byte-order mark and English column names', () => {
    expect(csv.startsWith('\uFEFFold_code,')).toBe(true)
    expect(lines[0]).toBe(
      'old_code,old_name,old_district,old_province,new_code,new_name,new_kind,new_province_code,new_province,confidence',
    )
  })

  test.each([
    '00166,Phường Dịch Vọng,Quận Cầu Giấy,Thành phố Hà Nội,00160,Phường Nghĩa Đô,WARD,01,Thành phố Hà Nội,SPLIT',
    '00166,Phường Dịch Vọng,Quận Cầu Giấy,Thành phố Hà Nội,00166,Phường Cầu Giấy,WARD,01,Thành phố Hà Nội,SPLIT',
    '23737,Xã Ia Mơ Nông,Huyện Chư Păh,Tỉnh Gia Lai,23734,Xã Ia Ly,COMMUNE,52,Tỉnh Gia Lai,EXACT',
    ',Thị trấn Minh Đức,Thành phố Thủy Nguyên,Thành phố Hải Phòng,11473,Phường Bạch Đằng,WARD,31,Thành phố Hải Phòng,NAME_ONLY',
  ])('has the row %s', (row) => expect(lines.filter((line) => line === row)).toHaveLength(1))

  test('has a row for every former unit of every commune', () => {
    const pairs = units.communes().flatMap(({ code }) => units.formerUnitsOf(code))
    expect(lines.slice(1, -1)).toHaveLength(pairs.length)
    expect(lines.at(-1)).toBe('')
  })
})

describe('another table from a file', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'units-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  const province = {
    province_code: '01',
    name: 'Thành phố Hà Nội',
    place_type: 'Thành phố Trung Ương',
  }
  const gialai = { province_code: '52', name: 'Gia Lai', place_type: 'Tỉnh' }
  const ward = { ward_code: '00070', name: 'Phường Hoàn Kiếm', province_code: '01' }
  const iamo = { ward_code: '23938', name: 'Xã Ia Mơ', province_code: '52' }
  const mapping = {
    old_ward_code: '00043',
    old_ward_name: '=cmd|"x"',
    old_district_name: 'Quận A, B',
    old_province_name: 'Thành phố Hà Nội',
    new_ward_name: 'Phường Hoàn Kiếm',
    new_province_name: 'Thành phố Hà Nội',
  }
  /** The layout of phpMyAdmin's export: a row a line. */
  const fileOf = (...[provinces, wards, ward_mappings]: readonly (readonly object[])[]) =>
    [
      '[\n{"type":"header","version":"1.1"}',
      ...Object.entries({ provinces, wards, ward_mappings }).map(([name, data = []]) => {
        const rows = data.map((row) => JSON.stringify(row)).join(',\n')
        return `{"type":"table","name":"${name}","database":"address","data":\n[\n${rows}\n]\n}`
      }),
    ].join('\n,') + '\n]\n'
  const unitsFrom = (content: string) => {
    const table = join(folder, 'table.json')
    writeFileSync(table, content)
    return createUnits(unitsSettings.parse({ table }))
  }
  const faultOf = (content: string): unknown => {
    try {
      return unitsFrom(content).provinces()
    } catch (error) {
      return error instanceof UpstreamError ? error.fault : error
    }
  }

  test('is read instead, and what is mended there already stays', () => {
    const other = unitsFrom(fileOf([province, gialai], [ward, iamo], [mapping]))
    expect(other.communes()).toHaveLength(2)
    expect(other.commune('23938')?.name).toBe('Xã Ia Mơ')
  })

  test('may give the code of a unit after a row that has none', () => {
    const rows = [{ ...mapping, old_ward_code: null }, mapping]
    const formers = unitsFrom(fileOf([province, gialai], [ward, iamo], rows)).formerUnitsOf('00070')
    expect(formers.map(({ code }) => code)).toEqual(['00043'])
  })

  test('cannot put a formula into the exported one', () => {
    const csv = unitsFrom(fileOf([province, gialai], [ward, iamo], [mapping])).formerTableCsv()
    expect(csv).toContain(`00043,"'=cmd|""x""","Quận A, B",Thành phố Hà Nội,00070,`)
  })

  test.each([
    ['HTML', '<html></html>'],
    ['another JSON', '{"provinces": []}'],
    ['no tables', '[]'],
    ['half a table', fileOf([province, gialai], [ward, iamo], [mapping]).slice(0, -60)],
    [
      'a row of another shape',
      fileOf([province, gialai], [ward, iamo], [{ ...mapping, old_ward_code: 43 }]),
    ],
    ['an unknown kind of province', fileOf([{ ...province, place_type: 'Bang' }], [ward], [])],
    [
      'an unknown kind of commune',
      fileOf([province, gialai], [ward, { ...iamo, name: 'Làng Ia Mơ' }], []),
    ],
    [
      'a commune of no province',
      fileOf([province, gialai], [{ ...ward, province_code: '02' }, iamo], []),
    ],
    [
      'one code for two communes',
      fileOf([province, gialai], [ward, { ...iamo, ward_code: '00070' }], []),
    ],
    [
      'a successor that is not there',
      fileOf([province, gialai], [ward, iamo], [{ ...mapping, new_ward_name: 'Xã X' }]),
    ],
  ])('is malformed where it holds %s', (_, content) => expect(faultOf(content)).toBe('malformed'))

  test('is unavailable where there is no file', () => {
    const missing = createUnits({ table: join(folder, 'missing.json') })
    expect(() => missing.provinces()).toThrow(expect.objectContaining({ fault: 'unavailable' }))
  })
})
