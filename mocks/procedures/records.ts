import type { World } from '../world/types.ts'
import { catalogue } from './catalogue.ts'
import type { CatalogueEntry } from './catalogue.ts'
import { bodies, families, familyKeys, ministries } from './families.ts'
import { toTree } from './tree.ts'
import type { WireRow } from './tree.ts'

const levels = {
  FULL: ['Toàn trình', '4'],
  PARTIAL: ['Một phần', 3],
  INFORMATION: ['Cung cấp thông tin', '2'],
} as const

/** [ASSUMED] The words of Decree 42/2022/NĐ-CP, here and there the older numbers, now and then nothing. */
const levelOf = ({ online, index }: CatalogueEntry): string | number | null => {
  if (index % 53 === 50) return null
  return levels[online][index % 7 === 3 ? 1 : 0]
}

/** Rows of LayDanhSachTTHC, in no order in particular. */
export const listRows: readonly WireRow[] = catalogue.map((entry) => ({
  MATTHC: entry.code,
  TENTTHC: entry.name,
  MUCDO: levelOf(entry),
}))

const entriesByCode = new Map(catalogue.map((entry) => [entry.code, entry]))

/** The tree of LayThuTuc; null for a code that the catalogue lacks. */
export const detailsRow = (code: string): WireRow | null => {
  const entry = entriesByCode.get(code)
  return entry === undefined ? null : toTree(entry)
}

/** Some other procedure than the one asked for. */
export const otherDetailsRow = (code: string): WireRow => {
  const index = entriesByCode.get(code)?.index ?? 0
  return detailsRow(catalogue[(index + 1) % catalogue.length]?.code ?? '') ?? {}
}

/** Rows of LayDanhMucLinhVuc; three families share the field of civil status. */
export const fieldRows: readonly WireRow[] = [
  ...new Map(familyKeys.map((key) => [families[key].field[0], families[key]])).values(),
].map(({ field, ministry }) => ({ MALINHVUC: field[0], TENLINHVUC: field[1], MANGANH: ministry }))

/** Rows of LayDanhMucCoQuan: ministries, kinds of agency and the provinces' people's committees; MADONVICHA is [ASSUMED]. */
export const agencyRows = (world: World): readonly WireRow[] => [
  ...[...ministries].map(([code, name]) => ({
    MADONVI: code,
    TENDONVI: name,
    CAPDONVI: 1,
    MADONVICHA: '',
  })),
  ...[...bodies].map(([code, name]) => ({
    MADONVI: code,
    TENDONVI: name,
    CAPDONVI: '3',
    MADONVICHA: null,
  })),
  ...world.provinces.map(({ name, organisationPrefixes }) => ({
    MADONVI: organisationPrefixes[0],
    TENDONVI: `Ủy ban nhân dân ${name}`,
    CAPDONVI: 2,
    MADONVICHA: '',
  })),
]
