import type { Commune, Province } from '../../domain/unit.ts'
import type { Former, UnitTables } from './decode.ts'
import { placeKey, provinceKey } from './place-names.ts'

/** The tables by code and by name. A name is looked up by its `placeKey` or `provinceKey`. */
export interface UnitIndex {
  province(code: string): Province | null
  provinceByName(key: string): Province | null
  /** Today's province that a former one is part of. */
  provinceOfFormer(key: string): Province | null
  commune(code: string): Commune | null
  communesNamed(key: string): readonly Commune[]
  formerByCode(code: string): Former | null
  formersNamed(key: string): readonly Former[]
  /** Those with a code first, in its order. */
  formersOf(communeCode: string): readonly Former[]
}

const grouped = <T>(
  rows: Iterable<T>,
  keyOf: (row: T) => string,
): ReadonlyMap<string, readonly T[]> => Map.groupBy(rows, keyOf)

/** Codes are digits, so `~` puts units without one last. */
const orderOf = ({ unit }: Former): string => `${unit.code ?? '~'}${unit.name}`

const formersBySuccessor = (formers: readonly Former[]): ReadonlyMap<string, readonly Former[]> => {
  const found = new Map<string, Former[]>()
  for (const former of formers)
    for (const { code } of former.successors) {
      const known = found.get(code)
      if (known === undefined) found.set(code, [former])
      else known.push(former)
    }
  for (const list of found.values()) list.sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1))
  return found
}

/** Ten thousand entries that few questions need are made when the first of them comes. */
const onDemand = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}

export const createUnitIndex = ({ provinces, communes, formers }: UnitTables): UnitIndex => {
  const provinceByCode = new Map<string, Province>(
    provinces.map((province) => [province.code, province]),
  )
  const provinceByKey = new Map(provinces.map((province) => [provinceKey(province.name), province]))
  const communeByCode = new Map<string, Commune>(communes.map((commune) => [commune.code, commune]))
  const communesByKey = onDemand(() => grouped(communes, ({ name }) => placeKey(name)))
  const formersByKey = onDemand(() => grouped(formers, ({ unit }) => placeKey(unit.name)))
  const formerByCode = onDemand(
    () => new Map<string | null, Former>(formers.map((former) => [former.unit.code, former])),
  )
  const bySuccessor = onDemand(() => formersBySuccessor(formers))
  const provinceOfFormer = onDemand(
    () =>
      new Map(
        formers.map(({ unit, successors }) => [
          provinceKey(unit.provinceName),
          successors[0]?.provinceCode,
        ]),
      ),
  )
  const province = (code: string): Province | null => provinceByCode.get(code) ?? null
  return {
    province,
    provinceByName: (key) => provinceByKey.get(key) ?? null,
    provinceOfFormer: (key) => province(provinceOfFormer().get(key) ?? ''),
    commune: (code) => communeByCode.get(code) ?? null,
    communesNamed: (key) => communesByKey().get(key) ?? [],
    formerByCode: (code) => formerByCode().get(code) ?? null,
    formersNamed: (key) => formersByKey().get(key) ?? [],
    formersOf: (communeCode) => bySuccessor().get(communeCode) ?? [],
  }
}
