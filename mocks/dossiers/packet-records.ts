import type { WorldAgency, WorldDossier, WorldStep } from '../world/types.ts'
import { statusName } from './statuses.ts'

const vietnamMs = 7 * 3_600_000

/** `yyyyMMddHHmmss` in Vietnam's time. */
const timestamp = (date: Date): string =>
  new Date(date.getTime() + vietnamMs).toISOString().slice(0, 19).replace(/\D/g, '')
/** Null is written as empty text, everywhere. */
const timestampOrEmpty = (date: Date | null): string => (date === null ? '' : timestamp(date))

const toDinhDanh = (number: string | null) =>
  number === null ? [] : [{ LoaiDinhDanh: number.length === 12 ? '1' : '2', SoDinhDanh: number }]

const toBoSung = (dossier: WorldDossier) =>
  dossier.supplements.map(({ from, until }, index) => ({
    HoSoBoSungId: String(index + 1),
    NguoiYeuCauBoSung: '',
    NoiDungBoSung: 'Bổ sung giấy tờ',
    NgayBoSung: timestamp(from),
    NguoiTiepNhanBoSung: '',
    ThongTinTiepNhan: '',
    NgayTiepNhanBoSung: timestampOrEmpty(until),
    TrangThaiBoSung: until === null ? '0' : '1',
    DanhSachGiayToBoSung: [],
    DanhSachLePhiBoSung: [],
    NgayHenTraTruoc: '',
    NgayHenTraMoi: '',
  }))

const toLePhi = ({ fees }: WorldDossier) =>
  fees.map(({ name, amount }, index) => ({
    TenPhiLePhi: name,
    MaPhiLePhi: `LP${String(index + 1).padStart(2, '0')}`,
    HinhThucThu: '1',
    Gia: String(amount),
    LoaiPhiLePhi: '1',
  }))

const toKetQua = ({ results }: WorldDossier) =>
  results.map(({ name, code }, index) => ({
    TenGiayTo: name,
    MaThanhPhanHoSo: '',
    GiayToId: String(index + 1),
    DuongDanTepTinKetQua: '',
    MaGiayToKetQua: code,
  }))

/** Every scalar is text. The packet has no birth date and no code of the agency. */
export const toHoSo = (dossier: WorldDossier) => ({
  MaHoSo: dossier.code,
  MaTTHC: dossier.procedureCode,
  TenTTHC: dossier.procedureName,
  MaLinhVuc: '',
  TenLinhVuc: '',
  KenhThucHien: String(dossier.channel),
  ChuHoSo: dossier.applicant.fullName,
  LoaiDoiTuong: '1',
  MaDoiTuong: '',
  DinhDanhCHS: toDinhDanh(dossier.applicant.number),
  SoDienThoai: '',
  Email: '',
  TrichYeuHoSo: dossier.procedureName,
  NgayTiepNhan: timestamp(dossier.receivedAt),
  NgayHenTra: timestampOrEmpty(dossier.dueAt),
  NgayTra: timestampOrEmpty(dossier.returnedAt),
  NgayKetThucXuLy: timestampOrEmpty(dossier.finishedAt),
  NgayTuChoi: '',
  NgayNopHoSo: timestamp(dossier.receivedAt),
  TrangThaiHoSo: String(dossier.status),
  HinhThuc: '0',
  DonViXuLy: dossier.organisation.name,
  NoiNopHoSo: '2',
  HoSoCoThanhPhanSoHoa: '1',
  TaiKhoanDuocXacThucVoiVNeID: '1',
  DuocThanhToanTrucTuyen: '0',
  DSKetNoiCSDL: [],
  TaiLieuNop: [],
  DanhSachLePhi: toLePhi(dossier),
  DanhSachHoSoBoSung: toBoSung(dossier),
  DanhSachGiayToKetQua: toKetQua(dossier),
})

export const toTienTrinh = (code: string, step: WorldStep) => ({
  MaHoSo: code,
  NguoiXuLy: step.officer,
  ChucDanh: 'Công chức',
  ThoiDiemXuLy: timestamp(step.at),
  PhongBanXuLy: step.organisation,
  NoiDungXuLy: step.content || statusName(step.status),
  TrangThai: String(step.status),
  NgayBatDau: '',
  NgayKetThucTheoQuyDinh: '',
})

export const toCoQuan = (agency: WorldAgency) => ({
  MADONVI: agency.code,
  TENDONVI: agency.name,
  CAPDONVI: String(agency.level),
  MADONVICHA: agency.parent ?? '',
})
