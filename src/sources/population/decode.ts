import type {
  Address,
  BloodGroup,
  Citizen,
  Gender,
  LifeStatus,
  MaritalStatus,
  Relative,
} from '../../domain/citizen.ts'
import type { PartialDate } from '../../domain/dates.ts'
import { parsePartialDate } from '../../domain/dates.ts'
import type { OldCardNumber, PersonalId } from '../../domain/ids.ts'
import { birthYearOf, parseOldCardNumber, parsePersonalId, sexOf } from '../../domain/ids.ts'
import type { Report } from './errors.ts'
import type { WireAddress, WireCitizen, WireName, WireRelative, WireText } from './wire.ts'

const genders: Readonly<Record<string, Gender>> = { 0: 'UNKNOWN', 1: 'MALE', 2: 'FEMALE' }

const maritalStatuses: Readonly<Record<string, MaritalStatus>> = {
  0: 'UNKNOWN',
  1: 'NEVER_MARRIED',
  2: 'MARRIED',
  3: 'DIVORCED_OR_WIDOWED',
}

const bloodGroups: Readonly<Record<string, BloodGroup>> = {
  '00': 'UNKNOWN',
  '01': 'A',
  '02': 'B',
  '03': 'AB',
  '04': 'O',
}

const lifeStatuses: Readonly<Record<string, LifeStatus>> = { 1: 'ALIVE', 2: 'DEAD', 3: 'MISSING' }

/** NFC whatever the source wrote: both forms occur. Empty text is null. */
const toText = (wire: WireText): string | null => {
  const text = String(wire ?? '').trim()
  return text === '' ? null : text.normalize('NFC')
}

/** The three parts in Vietnamese order; in practice `Ten` holds the whole name and the others are empty. */
export const toName = (wire: WireName | undefined): string | null => {
  if (wire === null || wire === undefined || typeof wire === 'string') return toText(wire)
  const parts = [wire.Ho, wire.ChuDem, wire.Ten].map(toText).filter((part) => part !== null)
  return toText(parts.join(' '))
}

/** Null for a dummy number too. */
export const toPersonalId = (wire: WireText): PersonalId | null =>
  parsePersonalId(toText(wire) ?? '')

export const toOldCardNumber = (wire: WireText): OldCardNumber | null =>
  parseOldCardNumber(toText(wire) ?? '')

/** The day where there is a real one, else the year: many records hold only that. */
export const toBirthDate = (wire: WireCitizen['NgayThangNamSinh']): PartialDate | null => {
  if (!wire) return null
  return (
    parsePartialDate(toText(wire.NgayThangNam) ?? '') ?? parsePartialDate(toText(wire.Nam) ?? '')
  )
}

const isProvinceCode = (code: string | null): boolean => code !== null && code.length <= 2

/** Districts have had no meaning since 1 July 2025, so `MaQuanHuyen` is not read. */
const toAddress = (wire: WireAddress): Address | null => {
  if (!wire) return null
  const single = toText(wire.MaDonViHanhChinh)
  const provinceCode = toText(wire.MaTinhThanh) ?? (isProvinceCode(single) ? single : null)
  const communeCode = toText(wire.MaPhuongXa) ?? (isProvinceCode(single) ? null : single)
  const detail = toText(wire.ChiTiet)
  const country = toText(wire.QuocGia)
  if (provinceCode === null && communeCode === null && detail === null && country === null)
    return null
  return Object.freeze({ provinceCode, communeCode, detail, country })
}

/** A block with neither a name nor a usable number tells of nobody. */
const toRelative = (wire: WireRelative): Relative | null => {
  if (!wire) return null
  const fullName = toName(wire.HoVaTen)
  const personalId = toPersonalId(wire.SoDinhDanh)
  const oldCardNumber = toOldCardNumber(wire.SoCMND)
  if (fullName === null && personalId === null && oldCardNumber === null) return null
  return Object.freeze({ fullName, personalId, oldCardNumber, relationship: toText(wire.QuanHe) })
}

/** An absent code is unknown; a code that is not in the list is unknown too, and somebody must look at it. */
const toCode = <T extends string>(
  codes: Readonly<Record<string, T>>,
  wire: WireText,
  report: Report,
): T | 'UNKNOWN' => {
  const code = toText(wire)
  if (code === null) return 'UNKNOWN'
  if (Object.hasOwn(codes, code)) return codes[code] ?? 'UNKNOWN'
  report('UNKNOWN_ENUM')
  return 'UNKNOWN'
}

type IdFacts = Pick<Citizen, 'personalId' | 'gender' | 'birthDate'>

/** What the record leaves out disagrees with nothing. */
const agreesWithId = ({ personalId, gender, birthDate }: IdFacts): boolean => {
  if (personalId === null) return true
  const isSexTold = gender === 'UNKNOWN' || gender === sexOf(personalId)
  const isYearTold = birthDate === null || Number(birthDate.slice(0, 4)) === birthYearOf(personalId)
  return isSexTold && isYearTold
}

/**
 * The facts that a number tells as well. Where the two differ somebody is told, once for the record, and the record
 * stands: corrections happen, and which of the two is right only the register can tell.
 */
const toIdFacts = (wire: WireCitizen, report: Report): IdFacts => {
  const facts = {
    personalId: toPersonalId(wire.SoDinhDanh),
    gender: toCode(genders, wire.GioiTinh, report),
    birthDate: toBirthDate(wire.NgayThangNamSinh),
  }
  if (!agreesWithId(facts)) report('ID_DISAGREES')
  return facts
}

/** One record, frozen, since many readers share it. `requestId` is the MaYeuCau of the call that fetched it. */
export const toCitizen = (wire: WireCitizen, requestId: string, report: Report): Citizen =>
  Object.freeze({
    __typename: 'Citizen',
    ...toIdFacts(wire, report),
    oldCardNumber: toOldCardNumber(wire.SoCMND),
    fullName: toName(wire.HoVaTen) ?? '',
    lifeStatus: toCode(lifeStatuses, wire.TrangThai, report),
    nationality: toText(wire.QuocTich),
    ethnicity: toText(wire.DanToc),
    religion: toText(wire.TonGiao),
    maritalStatus: toCode(maritalStatuses, wire.TinhTrangHonNhan, report),
    bloodGroup: toCode(bloodGroups, wire.NhomMau, report),
    permanentAddress: toAddress(wire.ThuongTru),
    currentAddress: toAddress(wire.NoiOHienTai),
    birthRegistration: toAddress(wire.NoiDangKyKhaiSinh),
    homeTown: toAddress(wire.QueQuan),
    father: toRelative(wire.Cha),
    mother: toRelative(wire.Me),
    spouse: toRelative(wire.VoChong),
    householdHead: toRelative(wire.ChuHo),
    sourceRequestId: requestId,
  })
