import type { CatalogueEntry } from './catalogue.ts'
import { bodies, families } from './families.ts'

/**
 * One procedure as LayThuTuc gives it. What is generated from the field of the procedure is plausible, not true: only
 * code and name of the real ones are facts. Types vary from row to row as they do in the real system.
 */
export type WireRow = Readonly<Record<string, unknown>>

/** Every so many procedures something is different; the primes keep the differences from falling together. */
const isEvery = (n: number, { index }: CatalogueEntry): boolean => index % n === n - 1

interface Limit {
  readonly THOIGIANGIAIQUYET: number | string | null
  readonly DONVITINH: string
}

const limitOf = (entry: CatalogueEntry, extraDays: number): Limit => {
  const days = families[entry.family].workingDays + extraDays
  if (isEvery(7, entry)) return { THOIGIANGIAIQUYET: days, DONVITINH: 'Ngày' }
  if (isEvery(11, entry)) return { THOIGIANGIAIQUYET: String(days * 8), DONVITINH: 'Giờ làm việc' }
  if (isEvery(13, entry))
    return { THOIGIANGIAIQUYET: days, DONVITINH: 'Ngày làm việc'.normalize('NFD') }
  if (isEvery(17, entry)) return { THOIGIANGIAIQUYET: 1, DONVITINH: 'Tháng' }
  // Never one of the real ones: the everyday procedures have a limit that a due date can be computed from.
  if (entry.synthetic && isEvery(19, entry)) return { THOIGIANGIAIQUYET: null, DONVITINH: 'Khác' }
  return { THOIGIANGIAIQUYET: days, DONVITINH: 'Ngày làm việc' }
}

const feesOf = (entry: CatalogueEntry, amount: number): unknown => {
  if (amount === 0 && isEvery(2, entry)) return isEvery(3, entry) ? '' : null
  const fee = { MAPHILEPHI: 'LP01', SOTIEN: isEvery(5, entry) ? String(amount) : amount }
  return [{ ...fee, DONVI: 'Đồng', MOTA: amount === 0 ? 'Miễn phí' : '' }]
}

const optionsOf = (entry: CatalogueEntry, amount: number): readonly WireRow[] => {
  const plain = { ...limitOf(entry, 0), MOTA: '', PHILEPHI: feesOf(entry, amount) }
  if (!isEvery(4, entry)) return [plain]
  const verified = { ...limitOf(entry, 5), MOTA: 'Trường hợp cần xác minh' }
  return [plain, { ...verified, PHILEPHI: feesOf(entry, amount * 2) }]
}

const channelsOf = (entry: CatalogueEntry): readonly WireRow[] => {
  const { fee } = families[entry.family]
  const channel = (code: number, amount: number) => ({
    KENH: isEvery(3, entry) ? String(code) : code,
    THOIGIAN: optionsOf(entry, amount),
  })
  return [
    channel(1, fee),
    ...(entry.online === 'INFORMATION' ? [] : [channel(2, fee / 2)]),
    ...(isEvery(3, entry) ? [] : [channel(3, fee)]),
  ]
}

/** Codes in the shape `000.00.00.G15-KQ0001`; the numbers are invented. */
const paperCode = (entry: CatalogueEntry, n: number): string =>
  `000.00.00.${families[entry.family].ministry}-KQ9${String(entry.index * 10 + n).padStart(5, '0')}`

const papersOf = (entry: CatalogueEntry): readonly WireRow[] => {
  const papers = families[entry.family].papers.map((name, n) => ({
    MAGIAYTO: paperCode(entry, n),
    TENGIAYTO: name,
    TENMAUDON: n === 0 ? 'tokhai.docx' : '',
    URL: n === 0 ? `https://example.invalid/mau-don/${String(entry.index)}` : '',
  }))
  if (!isEvery(4, entry)) return [{ GIAYTO: papers }]
  return [
    { TRUONGHOP: 'Nộp lần đầu', GIAYTO: papers },
    { TRUONGHOP: 'Nộp bổ sung', GIAYTO: papers.slice(0, 1) },
  ]
}

const steps = ['Chuẩn bị hồ sơ', 'Nộp hồ sơ', 'Thẩm tra hồ sơ', 'Nhận kết quả']

const stepsOf = (entry: CatalogueEntry): readonly WireRow[] => {
  const all = steps.map((name) => ({ TENTRINHTU: name }))
  if (!isEvery(6, entry)) return [{ TRUONGHOP: '', TRINHTU: all }]
  return [
    { TRUONGHOP: 'Nộp trực tiếp', TRINHTU: all },
    { TRUONGHOP: 'Nộp trực tuyến', TRINHTU: all.slice(1) },
  ]
}

export const toTree = (entry: CatalogueEntry): WireRow => {
  const { field, ministry, body, result, laws } = families[entry.family]
  return {
    MATTHC: entry.code,
    TENTTHC: entry.name,
    MACOQUANCONGBO: ministry,
    TRANGTHAI: entry.isPublic ? (isEvery(5, entry) ? '1' : 1) : 0,
    YEUCAU: isEvery(2, entry) ? '' : 'Hồ sơ đầy đủ, hợp lệ.',
    MOTADOITUONGTHUCHIEN: '',
    LINHVUCTHUCHIEN: [{ MALINHVUC: field[0], TENLINHVUC: field[1] }],
    DOITUONGTHUCHIEN: [{ TENDOITUONG: 'Công dân Việt Nam' }],
    COQUANTHUCHIEN: [{ MADONVI: body, TENDONVI: bodies.get(body) }],
    TRINHTUTHUCHIEN: stepsOf(entry),
    CACHTHUCTHUCHIEN: channelsOf(entry),
    THANHPHANHOSO: papersOf(entry),
    KETQUATHUCHIEN: [
      { MAKETQUA: `KQ.${ministry}.9${String(entry.index).padStart(5, '0')}`, TENKETQUA: result },
    ],
    // Some procedures lack the key altogether.
    ...(isEvery(23, entry)
      ? {}
      : { CANCUPHAPLY: laws.map(([number, title]) => ({ SOVANBAN: number, TENVANBAN: title })) }),
  }
}
