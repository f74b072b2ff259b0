import type { UnitCode } from '../../domain/ids.ts'
import { searchKey } from '../../domain/names.ts'
import type { Commune, FormerUnit, Province, UnitCandidate } from '../../domain/unit.ts'
import { toCsv } from './csv.ts'
import type { UnitTables } from './decode.ts'
import { communeKeys, communeNamesIn } from './place-names.ts'
import type { UnitQuestion } from './resolve.ts'
import { resolveUnit } from './resolve.ts'
import { createUnitIndex } from './unit-index.ts'

export interface CommuneFilter {
  readonly provinceCode?: UnitCode | null | undefined
  /** Beginnings of words, diacritics and case aside: `hoan kiem`, `hoan ki`. */
  readonly search?: string | null | undefined
}

/** Answers at once: everything is in memory. Lists are in order of codes. */
export interface UnitLoaders {
  provinces(): readonly Province[]
  province(code: string): Province | null
  commune(code: string): Commune | null
  communes(filter?: CommuneFilter): readonly Commune[]
  /** The units a commune was formed from; empty for five special zones that had no communes before. */
  formerUnitsOf(communeCode: string): readonly FormerUnit[]
  /** What a unit is today: every commune it may be, empty where the unit is unknown. */
  resolve(question: UnitQuestion): readonly UnitCandidate[]
  /** The commune of an agency such as `UBND phường Hoàn Kiếm`; null where no commune of the province bears that name. */
  communeByName(name: string, provinceCode: string): Commune | null
  /** The mended old → new table: UTF-8 with byte-order mark, a row per old unit and successor. */
  formerTableCsv(): string
}

const createSearch = (communes: readonly Commune[]) => {
  let keys: readonly string[] | undefined
  return ({ provinceCode, search }: CommuneFilter): readonly Commune[] => {
    const wanted = searchKey(search ?? '')
    if (wanted === '' && !provinceCode) return communes
    keys ??= communes.map(({ name }) => ` ${searchKey(name)}`)
    const names = keys
    return communes.filter(
      (commune, place) =>
        (!provinceCode || commune.provinceCode === provinceCode) &&
        names[place]?.includes(` ${wanted}`),
    )
  }
}

export const createLoaders = (tables: UnitTables): UnitLoaders => {
  const index = createUnitIndex(tables)
  const search = createSearch(tables.communes)
  return {
    provinces: () => tables.provinces,
    province: (code) => index.province(code),
    commune: (code) => index.commune(code),
    communes: (filter = {}) => search(filter),
    formerUnitsOf: (communeCode) => index.formersOf(communeCode).map(({ unit }) => unit),
    resolve: (question) => resolveUnit(question, index),
    communeByName: (name, provinceCode) =>
      communeNamesIn(name)
        .flatMap(communeKeys)
        .flatMap((key) => index.communesNamed(key))
        .find((commune) => commune.provinceCode === provinceCode) ?? null,
    formerTableCsv: () => toCsv(tables.formers, index),
  }
}
