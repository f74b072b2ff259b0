import { parseProcedureCode } from '../../domain/ids.ts'
import { parseVnd } from '../../domain/money.ts'
import type { Vnd } from '../../domain/money.ts'
import { searchKey } from '../../domain/names.ts'
import type {
  Channel,
  Fee,
  Named,
  OnlineLevel,
  Paper,
  ProcedureDetails,
  ProcedureSummary,
  TimeOption,
  TimeUnit,
} from '../../domain/procedure.ts'
import type { WireFee, WirePaper, WireProcedure, WireSummary, WireTimeOption } from './wire.ts'

const levels: ReadonlyMap<string, OnlineLevel> = new Map([
  ['toan trinh', 'FULL'],
  ['mot phan', 'PARTIAL'],
  ['cung cap thong tin', 'INFORMATION'],
  // Levels of before Decree 42/2022/NĐ-CP, which older systems still send. Level 2 offers forms to print, no filing.
  ['4', 'FULL'],
  ['3', 'PARTIAL'],
  ['2', 'INFORMATION'],
  ['1', 'INFORMATION'],
])

export const toOnlineLevel = (raw: string | null): OnlineLevel =>
  levels.get(searchKey(raw ?? '').replace(/^muc do /, '')) ?? 'UNKNOWN'

const channels: ReadonlyMap<string, Channel> = new Map([
  ['1', 'IN_PERSON'],
  ['2', 'ONLINE'],
  ['3', 'POST'],
])

const units: ReadonlyMap<string, TimeUnit> = new Map([
  ['ngay lam viec', 'WORKING_DAY'],
  ['ngay', 'DAY'],
  ['gio', 'HOUR'],
  ['gio lam viec', 'HOUR'],
  ['thang', 'MONTH'],
])

/** The unit is free text; what is not understood stays readable in `rawUnit`. */
export const toTimeUnit = (raw: string | null): TimeUnit =>
  units.get(searchKey(raw ?? '')) ?? 'UNKNOWN'

/** `5`, `"5"`, `"1,5"`; null for words such as "Khác". */
const toAmount = (raw: string | null): number | null =>
  raw !== null && /^\d{1,5}([.,]\d{1,3})?$/.test(raw) ? Number(raw.replace(',', '.')) : null

/** One of the two may be missing: a law without its number, a result without a code. */
const toNamed = (code: string | null, name: string | null): readonly Named[] =>
  code === null && name === null ? [] : [{ code: code ?? '', name: name ?? code ?? '' }]

/** Databases print decimals: `8000.00` is 8,000 đồng, and no thousands' mark has fewer than three digits behind it. */
const toVnd = (raw: string): Vnd | null => parseVnd(raw.replace(/[.,]0{1,2}$/, ''))

const toFee = (wire: WireFee): Fee => ({
  code: wire.MAPHILEPHI,
  amount: wire.SOTIEN === null ? null : toVnd(wire.SOTIEN),
  currency: wire.DONVI,
  description: wire.MOTA,
})

const toTimeOption = (wire: WireTimeOption): TimeOption => ({
  amount: toAmount(wire.THOIGIANGIAIQUYET),
  unit: toTimeUnit(wire.DONVITINH),
  rawUnit: wire.DONVITINH ?? '',
  description: wire.MOTA,
  fees: wire.PHILEPHI.map(toFee),
})

/** A link that a browser would run instead of following is not passed on. */
const toLink = (raw: string | null): string | null =>
  raw !== null && /^https?:\/\//i.test(raw) && URL.canParse(raw) ? raw : null

const toPaper = (wire: WirePaper): readonly Paper[] =>
  wire.TENGIAYTO === null
    ? []
    : [
        {
          code: wire.MAGIAYTO,
          name: wire.TENGIAYTO,
          formName: wire.TENMAUDON,
          formUrl: toLink(wire.URL),
        },
      ]

const present = (raw: string | null): readonly string[] => (raw === null ? [] : [raw])

/** Null where the row has no usable code. */
export const toSummary = (wire: WireSummary): ProcedureSummary | null => {
  const code = parseProcedureCode(wire.MATTHC ?? '')
  if (code === null) return null
  return { code, name: wire.TENTTHC ?? code, onlineLevel: toOnlineLevel(wire.MUCDO) }
}

export const toField = (wire: { MALINHVUC: string | null; TENLINHVUC: string | null }) =>
  toNamed(wire.MALINHVUC, wire.TENLINHVUC)

export const toAgency = (wire: { MADONVI: string | null; TENDONVI: string | null }) =>
  toNamed(wire.MADONVI, wire.TENDONVI)

/** Null where the row has no usable code. */
export const toDetails = (wire: WireProcedure): ProcedureDetails | null => {
  const code = parseProcedureCode(wire.MATTHC ?? '')
  if (code === null) return null
  return {
    code,
    name: wire.TENTTHC ?? code,
    publishedBy: wire.MACOQUANCONGBO,
    isPublic: wire.TRANGTHAI === '1',
    requirements: wire.YEUCAU,
    fields: wire.LINHVUCTHUCHIEN.flatMap(toField),
    agencies: wire.COQUANTHUCHIEN.flatMap(toAgency),
    audiences: wire.DOITUONGTHUCHIEN.flatMap((one) => present(one.TENDOITUONG)),
    steps: wire.TRINHTUTHUCHIEN.map((one) => ({
      name: one.TRUONGHOP,
      steps: one.TRINHTU.flatMap((step) => present(step.TENTRINHTU)),
    })),
    channels: wire.CACHTHUCTHUCHIEN.map((one) => ({
      channel: channels.get(one.KENH ?? '') ?? 'UNKNOWN',
      timeOptions: one.THOIGIAN.map(toTimeOption),
    })),
    papers: wire.THANHPHANHOSO.map((one) => ({
      name: one.TRUONGHOP,
      papers: one.GIAYTO.flatMap(toPaper),
    })),
    results: wire.KETQUATHUCHIEN.flatMap((one) => toNamed(one.MAKETQUA, one.TENKETQUA)),
    legalBases: wire.CANCUPHAPLY.flatMap((one) => toNamed(one.SOVANBAN, one.TENVANBAN)),
  }
}
