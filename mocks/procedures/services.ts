import type { Fault } from '../support/faults.ts'
import type { World } from '../world/types.ts'
import { agencyRows, detailsRow, fieldRows, listRows, otherDetailsRow } from './records.ts'
import type { WireRow } from './tree.ts'

/** The faults that a service of this system can play. */
export const playableFaults: readonly Fault['kind'][] = [
  'empty',
  'missing',
  'extra',
  'wrong-person',
  'unknown-enum',
  'reordered',
  'expired-session',
]

export interface Question {
  readonly service: string
  /** The code asked for: `maTTHC`, which older clients write `MaTTHC`. */
  readonly code: string | null
}

export type Rows = readonly WireRow[]

const spoiledList = (kind: Fault['kind'] | undefined, rows: Rows): Rows => {
  if (kind === 'missing') return rows.filter((_, n) => n % 2 === 0)
  if (kind === 'extra') return [...rows, ...rows.slice(0, 1), { MATTHC: null, TENTTHC: 'Thừa' }]
  if (kind === 'reordered') return [...rows].reverse()
  if (kind === 'unknown-enum') return rows.map((row) => ({ ...row, MUCDO: 'Mức độ 9' }))
  return rows
}

const withUnknownChannel = (row: WireRow): WireRow => ({
  ...row,
  CACHTHUCTHUCHIEN: [{ KENH: 9, THOIGIAN: [] }],
})

const spoiledDetails = (kind: Fault['kind'] | undefined, code: string, row: WireRow): Rows => {
  if (kind === 'missing') return []
  if (kind === 'extra') return [otherDetailsRow(code), row]
  if (kind === 'wrong-person') return [otherDetailsRow(code)]
  if (kind === 'unknown-enum') return [withUnknownChannel(row)]
  return [row]
}

const answerDetails = (kind: Fault['kind'] | undefined, code: string | null): Rows | null => {
  if (code === null) return null
  const row = detailsRow(code)
  return row === null ? [] : spoiledDetails(kind, code, row)
}

/** Catalogues are asked at one endpoint, details at the other; neither knows the other's services. */
export const shareServices = ['LayDanhSachTTHC', 'LayDanhMucLinhVuc', 'LayDanhMucCoQuan'] as const
export const integrationServices = ['LayThuTuc'] as const

/** Null for a service or a parameter that the system does not know. */
export const answer = (
  { service, code }: Question,
  world: World,
  kind: Fault['kind'] | undefined,
): Rows | null => {
  if (kind === 'empty') return []
  switch (service) {
    case 'LayDanhSachTTHC':
      return spoiledList(kind, listRows)
    case 'LayDanhMucLinhVuc':
      return kind === 'reordered' ? [...fieldRows].reverse() : fieldRows
    case 'LayDanhMucCoQuan':
      return agencyRows(world)
    case 'LayThuTuc':
      return answerDetails(kind, code)
    default:
      return null
  }
}
