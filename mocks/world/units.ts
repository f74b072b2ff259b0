import { legacyProvinces } from './legacy-provinces.ts'
import type { Row } from './package-rows.ts'
import { eachRow } from './package-rows.ts'
import type { WorldCommune } from './types.ts'

/** A commune, and which of the 63 former provinces it lies in (index into `legacyProvinces`). */
export interface Commune extends WorldCommune {
  readonly legacyIndex: number
}

export interface Province {
  readonly code: string
  readonly name: string
  /** The former provinces merged into it, its own namesake first. */
  readonly legacyIndexes: readonly number[]
}

export interface Units {
  readonly provinces: readonly Province[]
  readonly communes: readonly Commune[]
  /** Communes of each former province, in the order of `legacyProvinces`. */
  readonly communesOfLegacy: readonly (readonly Commune[])[]
}

/** The package gives Xã Ia Mơ the code of a former Xã Ia Mơ Nông; the official code is 23938. */
const mended = (ward: Row<'wards'>): Row<'wards'> =>
  ward.name === 'Xã Ia Mơ' && ward.ward_code === '23737' ? { ...ward, ward_code: '23938' } : ward

export const withoutRank = (name: string): string => name.replace(/^(Tỉnh|Thành phố) /u, '')

interface Origin {
  legacyIndex: number
  formerCode: string | null
}

/** Rows without an old code are unreliable (their new codes are often wrong), so they are left out. */
const noteOrigin = (origins: Map<string, Origin>, row: Row<'ward_mappings'>): void => {
  const legacyIndex = legacyByName.get(withoutRank(row.old_province_name ?? ''))
  const code = row.new_ward_code
  if (!row.old_ward_code || !code || legacyIndex === undefined) return
  const known = origins.get(code)
  const formerCode = known?.formerCode ?? (row.old_ward_code === code ? null : row.old_ward_code)
  origins.set(code, { legacyIndex: known?.legacyIndex ?? legacyIndex, formerCode })
}

const legacyByName = new Map(legacyProvinces.map((province, index) => [province.name, index]))
const namesake = (name: string): number => legacyByName.get(withoutRank(name)) ?? -1
const byCode = (a: { code: string }, b: { code: string }): number => (a.code < b.code ? -1 : 1)

const readPackage = () => {
  const provinces: Row<'provinces'>[] = []
  const wards: Row<'wards'>[] = []
  const origins = new Map<string, Origin>()
  eachRow({
    provinces: (row) => provinces.push(row),
    wards: (row) => wards.push(mended(row)),
    ward_mappings: (row) => noteOrigin(origins, row),
  })
  return { provinces, wards, origins }
}

export const readUnits = (): Units => {
  const { provinces: rows, wards, origins } = readPackage()
  const provinceNames = new Map(rows.map((row) => [row.province_code, row.name]))
  const toCommune = (ward: Row<'wards'>): Commune => {
    const origin = origins.get(ward.ward_code)
    return {
      code: ward.ward_code,
      name: ward.name,
      provinceCode: ward.province_code,
      formerCode: origin?.formerCode ?? null,
      legacyIndex: origin?.legacyIndex ?? namesake(provinceNames.get(ward.province_code) ?? ''),
    }
  }
  const communes = wards.map(toCommune).sort(byCode)
  const toProvince = (row: Row<'provinces'>): Province => {
    const inside = communes.filter((commune) => commune.provinceCode === row.province_code)
    const merged = new Set([namesake(row.name), ...inside.map((commune) => commune.legacyIndex)])
    return { code: row.province_code, name: row.name, legacyIndexes: [...merged] }
  }
  const communesOfLegacy = legacyProvinces.map((_, index) =>
    communes.filter((commune) => commune.legacyIndex === index),
  )
  return { provinces: rows.map(toProvince).sort(byCode), communes, communesOfLegacy }
}
