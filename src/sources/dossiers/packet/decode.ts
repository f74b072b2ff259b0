import { parseDateTime } from '../../../domain/dates.ts'
import { statusOfCode } from '../../../domain/dossier-rules.ts'
import type { Dossier, DossierStep, Pause } from '../../../domain/dossier.ts'
import { parseDossierCode, parseOrganisationCode, parseProcedureCode } from '../../../domain/ids.ts'
import { parseVnd } from '../../../domain/money.ts'
import type { Channel } from '../../../domain/procedure.ts'
import { parsed, toNumbers, withRunning } from '../decode.ts'
import type { Agency, CommuneOf } from '../dialect.ts'
import { coQuan, hoSo, tienTrinh, type HoSo } from './wire.ts'

const channels: Readonly<Record<string, Channel>> = { 1: 'IN_PERSON', 2: 'ONLINE', 3: 'POST' }

/** Kinds 1 and 2 are the personal id and the old card; others are passports and papers of organisations. */
const toNumbersOf = ({ DinhDanhCHS }: HoSo) =>
  toNumbers(
    DinhDanhCHS.filter(({ LoaiDinhDanh: kind }) => kind === '1' || kind === '2').map(
      ({ SoDinhDanh }) => SoDinhDanh,
    ),
  )

/** From the request for more papers until they came in; open where they have not. */
const toPauses = ({ DanhSachHoSoBoSung }: HoSo): readonly Pause[] =>
  DanhSachHoSoBoSung.flatMap(({ NgayBoSung, NgayTiepNhanBoSung }) => {
    const from = parsed(parseDateTime, NgayBoSung)
    return from === null ? [] : [{ from, until: parsed(parseDateTime, NgayTiepNhanBoSung) }]
  })

const toFees = ({ DanhSachLePhi }: HoSo) =>
  DanhSachLePhi.flatMap(({ TenPhiLePhi: name, Gia }) =>
    name === null ? [] : [{ name, amount: parsed(parseVnd, Gia) }],
  )

const toResults = ({ DanhSachGiayToKetQua }: HoSo) =>
  DanhSachGiayToKetQua.flatMap(({ TenGiayTo: name, MaGiayToKetQua, MaThanhPhanHoSo }) =>
    name === null ? [] : [{ name, code: MaGiayToKetQua ?? MaThanhPhanHoSo }],
  )

/** The end of processing counts before the day of return and that before a refusal (formula 2.1 of Decision 766). */
const toFinish = ({ NgayKetThucXuLy, NgayTra, NgayTuChoi }: HoSo) =>
  parsed(parseDateTime, NgayKetThucXuLy ?? NgayTra ?? NgayTuChoi)

/**
 * One HoSo. Null where it has no dossier code or no date of receipt: without these it has no place in any list. The
 * packet has no birth date and no code of the agency; the agency's is the one at the front of the dossier code.
 * Other dates that are no dates are absent.
 */
export const toDossier =
  (instance: string, communeOf: CommuneOf) =>
  (row: unknown): Dossier | null => {
    const wire = hoSo.safeParse(row).data
    const code = parsed(parseDossierCode, wire?.MaHoSo)
    const receivedAt = parsed(parseDateTime, wire?.NgayTiepNhan)
    if (wire === undefined || code === null || receivedAt === null) return null
    const status = statusOfCode(wire.TrangThaiHoSo ?? '')
    return {
      code: code.code,
      instance,
      procedureCode: parsed(parseProcedureCode, wire.MaTTHC),
      procedureName: wire.TenTTHC,
      status,
      rawStatus: wire.TrangThaiHoSo ?? '',
      applicant: { fullName: wire.ChuHoSo, birthDate: null, ...toNumbersOf(wire) },
      receivedBy: {
        name: wire.DonViXuLy,
        organisationCode: code.organisation,
        communeCode: parsed(communeOf, wire.DonViXuLy),
      },
      receivedAt,
      sourceDueAt: parsed(parseDateTime, wire.NgayHenTra),
      finishedAt: toFinish(wire),
      channel: channels[wire.KenhThucHien ?? ''] ?? 'UNKNOWN',
      pauses: withRunning(status, toPauses(wire)),
      fees: toFees(wire),
      results: toResults(wire),
    }
  }

/** With the code of the dossier it belongs to; null where it is no step. */
export const toStep = (row: unknown): { dossier: string; step: DossierStep } | null => {
  const wire = tienTrinh.safeParse(row).data
  if (wire === undefined) return null
  const step = {
    at: parsed(parseDateTime, wire.ThoiDiemXuLy),
    organisation: wire.PhongBanXuLy,
    content: wire.NoiDungXuLy,
    status: statusOfCode(wire.TrangThai ?? ''),
  }
  return { dossier: wire.MaHoSo.trim().toUpperCase(), step }
}

/** Null for a row without a code or a name. */
export const toAgency = (row: unknown): Agency | null => {
  const wire = coQuan.safeParse(row).data
  const code = parsed(parseOrganisationCode, wire?.MADONVI)
  return wire?.TENDONVI == null || code === null ? null : { code, name: wire.TENDONVI }
}
