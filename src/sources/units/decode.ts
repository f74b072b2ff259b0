import type { UnitCode } from '../../domain/ids.ts'
import { parseUnitCode } from '../../domain/ids.ts'
import type { Commune, CommuneKind, FormerUnit, Province } from '../../domain/unit.ts'
import { UpstreamError } from '../../lib/errors.ts'
import { forgottenMappings, mendWard } from './mend.ts'
import { placeKey, provinceKey } from './place-names.ts'
import type { WireProvince, WireTables, WireWard, WireWardMapping } from './wire.ts'

/** An old unit and what became of it. Several successors: it was divided. In order of their codes. */
export interface Former {
  readonly unit: FormerUnit
  readonly successors: readonly Commune[]
}

export interface UnitTables {
  readonly provinces: readonly Province[]
  readonly communes: readonly Commune[]
  readonly formers: readonly Former[]
}

const malformed = (reason: string): UpstreamError =>
  new UpstreamError('units', 'malformed', { reason })

const unitCode = (raw: string): UnitCode => {
  const code = parseUnitCode(raw)
  if (code === null) throw malformed('CODE')
  return code
}

/** `name` lacks the word Tỉnh but has the words Thành phố. */
const toProvince = (row: WireProvince): Province => {
  const name = row.name.normalize('NFC')
  return row.place_type === 'Tỉnh'
    ? { code: unitCode(row.province_code), name: `Tỉnh ${name}`, kind: 'PROVINCE' }
    : { code: unitCode(row.province_code), name, kind: 'CITY' }
}

const kindOf: readonly (readonly [prefix: string, kind: CommuneKind])[] = [
  ['Xã ', 'COMMUNE'],
  ['Phường ', 'WARD'],
  ['Đặc khu ', 'SPECIAL_ZONE'],
]

/** The kind is nowhere but in the name. */
const toCommune = (row: WireWard): Commune => {
  const name = row.name.normalize('NFC')
  const kind = kindOf.find(([prefix]) => name.startsWith(prefix))?.[1]
  if (kind === undefined) throw malformed('KIND')
  return { code: unitCode(row.ward_code), name, kind, provinceCode: unitCode(row.province_code) }
}

const byCode = (a: { readonly code: UnitCode }, b: { readonly code: UnitCode }): number =>
  a.code < b.code ? -1 : 1

/** Names are unique within a province, so name and province find the commune where the row's code does not. */
const successorFinder = (provinces: readonly Province[], communes: readonly Commune[]) => {
  const codeByProvince = new Map(provinces.map(({ name, code }) => [provinceKey(name), code]))
  const found = new Map(
    communes.map((commune) => [`${placeKey(commune.name)}/${commune.provinceCode}`, commune]),
  )
  return (row: WireWardMapping): Commune => {
    const province = codeByProvince.get(provinceKey(row.new_province_name))
    const commune = found.get(`${placeKey(row.new_ward_name)}/${province ?? ''}`)
    if (commune === undefined) throw malformed('SUCCESSOR')
    return commune
  }
}

/** Ten thousand rows repeat some 800 names of districts and provinces: each is kept, and its key made, once. */
const createNames = () => {
  const texts = new Map<string, string>()
  const keys = new Map<string, string>()
  const remembered = (
    known: Map<string, string>,
    name: string,
    make: (name: string) => string,
  ): string => {
    const value = known.get(name) ?? make(name)
    known.set(name, value)
    return value
  }
  return {
    text: (name: string): string => remembered(texts, name, (raw) => raw.normalize('NFC')),
    key: (name: string): string => remembered(keys, name, placeKey),
  }
}
type Names = ReturnType<typeof createNames>

/** Null for a stub: a special zone that had no communes before. */
const toFormerUnit = (row: WireWardMapping, names: Names): FormerUnit | null =>
  row.old_ward_name === null || row.old_district_name === null || row.old_province_name === null
    ? null
    : {
        code: row.old_ward_code === null ? null : parseUnitCode(row.old_ward_code),
        name: names.text(row.old_ward_name),
        districtName: names.text(row.old_district_name),
        provinceName: names.text(row.old_province_name),
      }

/**
 * One old unit per name, district and province: duplicate rows fall together, and a row by name only adds its
 * successor to the unit whose code another row gives. That is where the divided units appear.
 */
const toFormers = (
  rows: Iterable<WireWardMapping>,
  successorOf: (row: WireWardMapping) => Commune,
): readonly Former[] => {
  const formers = new Map<string, Former>()
  const names = createNames()
  for (const row of rows) {
    const unit = toFormerUnit(row, names)
    if (unit === null) continue
    const key = [unit.name, unit.districtName, unit.provinceName].map(names.key).join('/')
    const known = formers.get(key)
    const successors = new Set(known?.successors).add(successorOf(row))
    // Where rows spell a unit differently, the row with the code is kept.
    formers.set(key, {
      unit: known === undefined || known.unit.code === null ? unit : known.unit,
      successors: [...successors].sort(byCode),
    })
  }
  return [...formers.values()]
}

function* wholeMapping(wire: WireTables): Iterable<WireWardMapping> {
  yield* wire.mappings
  yield* forgottenMappings
}

/** Throws `malformed` where the table contradicts itself in a way that is not known and mended. */
export const toUnitTables = (wire: WireTables): UnitTables => {
  const provinces = Array.from(wire.provinces, toProvince).sort(byCode)
  const communes = Array.from(wire.wards, (ward) => toCommune(mendWard(ward))).sort(byCode)
  const known = new Set(provinces.map(({ code }) => code))
  if (!communes.every(({ provinceCode }) => known.has(provinceCode))) throw malformed('PROVINCE')
  if (new Set(communes.map(({ code }) => code)).size < communes.length) throw malformed('DUPLICATE')
  const successorOf = successorFinder(provinces, communes)
  return { provinces, communes, formers: toFormers(wholeMapping(wire), successorOf) }
}
