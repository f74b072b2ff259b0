import { z } from 'zod'
import { rows, text } from '../wire.ts'

/** A missing list is null or '' as often as []. */
const list = <S extends z.ZodType>(row: S) =>
  z
    .union([z.array(row), z.literal('')])
    .nullish()
    .transform((found) => (Array.isArray(found) ? found : []))

/** The envelope of every answer. `result` is null or '' where there is none. */
export const packetAnswer = z.object({
  error_code: text,
  message: text,
  session: text,
  result: z
    .union([rows, z.literal(''), z.record(z.string(), z.unknown()).transform((row) => [row])])
    .nullish()
    .transform((found) => (Array.isArray(found) ? found : [])),
  /** Of lists only: how many there are in all. */
  tongso: text,
})
export type PacketAnswer = z.infer<typeof packetAnswer>

export const hoSo = z.object({
  MaHoSo: z.string(),
  MaTTHC: text,
  TenTTHC: text,
  KenhThucHien: text,
  ChuHoSo: text,
  DinhDanhCHS: list(z.object({ LoaiDinhDanh: text, SoDinhDanh: text })),
  NgayTiepNhan: text,
  NgayHenTra: text,
  NgayTra: text,
  NgayKetThucXuLy: text,
  NgayTuChoi: text,
  TrangThaiHoSo: text,
  DonViXuLy: text,
  DanhSachLePhi: list(z.object({ TenPhiLePhi: text, Gia: text })),
  DanhSachHoSoBoSung: list(z.object({ NgayBoSung: text, NgayTiepNhanBoSung: text })),
  DanhSachGiayToKetQua: list(
    z.object({ TenGiayTo: text, MaGiayToKetQua: text, MaThanhPhanHoSo: text }),
  ),
})
export type HoSo = z.infer<typeof hoSo>

/** `NguoiXuLy` and `ChucDanh` name an officer and are not read. */
export const tienTrinh = z.object({
  MaHoSo: z.string(),
  ThoiDiemXuLy: text,
  PhongBanXuLy: text,
  NoiDungXuLy: text,
  TrangThai: text,
})
export type TienTrinh = z.infer<typeof tienTrinh>

export const coQuan = z.object({ MADONVI: text, TENDONVI: text })
export type CoQuan = z.infer<typeof coQuan>
