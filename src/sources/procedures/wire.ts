import { z } from 'zod'

/** Text that some agencies' adapters send as a number; null, an empty text and a missing key are all null. */
const text = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((raw) => {
    // Both composed and decomposed letters occur; the rest of the gateway sees NFC only.
    const clean = raw == null ? '' : String(raw).normalize('NFC').trim()
    return clean === '' ? null : clean
  })

/** An array that may be null, empty text or missing, and may hold nulls: all of it seen where a procedure has none. */
const list = <Row extends z.ZodType>(row: Row) =>
  z
    .union([z.array(row.nullable()), z.literal('')])
    .nullish()
    .transform((rows) => (rows == null || rows === '' ? [] : rows.filter((one) => one !== null)))

/** The reply to every call. `error_code` comes as a number or as text; it alone never proves success. */
export const wireEnvelope = z.object({
  error_code: text,
  message: text,
  session: text,
  result: z.unknown().optional(),
})
export type WireEnvelope = z.infer<typeof wireEnvelope>

/** A row of LayDanhSachTTHC. MUCDO is [ASSUMED]. */
export const wireSummary = z.object({ MATTHC: text, TENTTHC: text, MUCDO: text })
export type WireSummary = z.infer<typeof wireSummary>

/** A row of LayDanhMucLinhVuc. */
export const wireField = z.object({ MALINHVUC: text, TENLINHVUC: text })

/** A row of LayDanhMucCoQuan; CAPDONVI and [ASSUMED] MADONVICHA stand beside these and are not read. */
export const wireAgency = z.object({ MADONVI: text, TENDONVI: text })

const wireFee = z.object({ MAPHILEPHI: text, SOTIEN: text, DONVI: text, MOTA: text })
export type WireFee = z.infer<typeof wireFee>

const wireTimeOption = z.object({
  THOIGIANGIAIQUYET: text,
  DONVITINH: text,
  MOTA: text,
  PHILEPHI: list(wireFee),
})
export type WireTimeOption = z.infer<typeof wireTimeOption>

const wirePaper = z.object({ MAGIAYTO: text, TENGIAYTO: text, TENMAUDON: text, URL: text })
export type WirePaper = z.infer<typeof wirePaper>

/** The tree of LayThuTuc. */
export const wireProcedure = z.object({
  MATTHC: text,
  TENTTHC: text,
  MACOQUANCONGBO: text,
  TRANGTHAI: text,
  YEUCAU: text,
  LINHVUCTHUCHIEN: list(wireField),
  DOITUONGTHUCHIEN: list(z.object({ TENDOITUONG: text })),
  COQUANTHUCHIEN: list(wireAgency),
  TRINHTUTHUCHIEN: list(
    z.object({ TRUONGHOP: text, TRINHTU: list(z.object({ TENTRINHTU: text })) }),
  ),
  CACHTHUCTHUCHIEN: list(z.object({ KENH: text, THOIGIAN: list(wireTimeOption) })),
  THANHPHANHOSO: list(z.object({ TRUONGHOP: text, GIAYTO: list(wirePaper) })),
  KETQUATHUCHIEN: list(z.object({ MAKETQUA: text, TENKETQUA: text })),
  CANCUPHAPLY: list(z.object({ SOVANBAN: text, TENVANBAN: text })),
})
export type WireProcedure = z.infer<typeof wireProcedure>
