import { z } from 'zod'
import { malformed, rejected, unavailable } from './errors.ts'

/** The JSON façades write some codes as numbers. */
const text = z.union([z.string(), z.number()]).nullish()

/** An empty group is an element without content in XML; the façades turn it into null or "". */
const group = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.union([z.object(shape), z.null(), z.literal('')])

/** In three parts, or all of it in `Ten`; relatives are mostly written as plain text. */
const name = z.union([z.string(), z.object({ Ho: text, ChuDem: text, Ten: text }), z.null()])

/** `MaDonViHanhChinh` alone by QCVN 109:2017/BTTTT, the other codes in practice. */
const address = group({
  MaTinhThanh: text,
  MaQuanHuyen: text,
  MaPhuongXa: text,
  MaDonViHanhChinh: text,
  ChiTiet: text,
  QuocGia: text,
}).optional()

const relative = group({
  HoVaTen: name.optional(),
  SoDinhDanh: text,
  SoCMND: text,
  QuanHe: text,
}).optional()

const citizen = z.object({
  SoDinhDanh: text,
  SoCMND: text,
  /** Always there: empty for somebody who was not found. */
  HoVaTen: name,
  GioiTinh: text,
  NgayThangNamSinh: group({ Nam: text, NgayThangNam: text }).optional(),
  DanToc: text,
  TonGiao: text,
  QuocTich: text,
  TinhTrangHonNhan: text,
  NhomMau: text,
  NoiDangKyKhaiSinh: address,
  QueQuan: address,
  ThuongTru: address,
  NoiOHienTai: address,
  Cha: relative,
  Me: relative,
  VoChong: relative,
  ChuHo: relative,
  /** [ASSUMED] 1 living, 2 dead, 3 missing. */
  TrangThai: text,
})

const collection = group({
  CongDan: z.union([citizen, z.array(citizen), z.null(), z.literal('')]).optional(),
})

const answer = z.object({
  errorCode: text,
  Body: z
    .object({
      errorCode: text,
      Fault: z.unknown().optional(),
      CongdanCollection: collection.optional(),
    })
    .nullish(),
})

export type WireText = z.infer<typeof text>
export type WireName = z.infer<typeof name>
export type WireAddress = z.infer<typeof address>
export type WireRelative = z.infer<typeof relative>
export type WireCitizen = z.infer<typeof citizen>
type WireAnswer = z.infer<typeof answer>

/** The wrapper's own refusals; every other code is a failure of the system. */
const refusals: ReadonlyMap<string, string> = new Map([
  ['004', 'PROCEDURE_NOT_LICENSED'],
  ['005', 'OFFICER_NOT_ALLOWED'],
])

const failIfRefused = ({ errorCode, Body }: WireAnswer): void => {
  const code = String(errorCode ?? Body?.errorCode ?? '').trim()
  const reason = refusals.get(code)
  if (reason !== undefined) throw rejected(reason)
  if (code !== '' || Body?.Fault !== undefined) throw unavailable()
}

/**
 * The citizens in one answer: `{ Body: { CongdanCollection: { CongDan } } }`, which is both the content of the SOAP
 * envelope and what the JSON façades send.
 *
 * @throws UpstreamError `rejected` for the wrapper's errors 004 and 005, `unavailable` for its others and for a SOAP
 * fault, `malformed` where a part is missing or of another kind
 */
export const readRows = (document: unknown): readonly WireCitizen[] => {
  const parsed = answer.safeParse(document)
  // The parser's own message is dropped: it may quote the answer.
  if (!parsed.success) throw malformed()
  failIfRefused(parsed.data)
  const found = parsed.data.Body?.CongdanCollection
  if (found === undefined) throw malformed()
  const rows = found === null || found === '' ? null : found.CongDan
  if (rows === undefined || rows === null || rows === '') return []
  return Array.isArray(rows) ? rows : [rows]
}
