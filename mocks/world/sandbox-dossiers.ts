import { itemAt } from './random.ts'
import { dummyNumber, differences } from './statements.ts'
import type { SandboxDossier, World, WorldDossier } from './types.ts'

interface Special {
  readonly label: string
  readonly vi: string
  readonly en: string
  /** All others are for procedures that may use population data. */
  readonly isUnlicensed?: true
  readonly test: (dossier: WorldDossier, world: World) => boolean
}

const differsIn =
  (what: 'name' | 'birthDate' | 'number') => (dossier: WorldDossier, world: World) => {
    const person = world.person(dossier.applicantIndex)
    const found = differences(dossier.applicant, person)
    return found.length === 1 && found[0] === what
  }

const isLicensed = (dossier: WorldDossier, world: World): boolean =>
  world.procedures.some(({ code, licensed }) => code === dossier.procedureCode && licensed)

const isPlain = (dossier: WorldDossier, world: World): boolean =>
  dossier.applicant.number?.length === 12 &&
  dossier.applicant.birthDate !== null &&
  differences(dossier.applicant, world.person(dossier.applicantIndex)).length === 0

/** All looked for at the counter of the demonstration officer, who may then open them. */
const specials: readonly Special[] = [
  {
    label: 'ordinary',
    vi: 'Hồ sơ bình thường, đang xử lý hoặc mới tiếp nhận',
    en: 'Ordinary, received or being processed',
    test: (dossier, world) => isPlain(dossier, world) && [2, 4].includes(dossier.status),
  },
  {
    label: 'returned',
    vi: 'Đã trả kết quả',
    en: 'Result handed over',
    test: (dossier, world) => isPlain(dossier, world) && dossier.status === 10,
  },
  {
    label: 'overdue',
    vi: 'Quá hạn, chưa xong',
    en: 'Overdue and not finished',
    test: (dossier, world) =>
      dossier.status === 4 && dossier.dueAt !== null && dossier.dueAt < world.now(),
  },
  {
    label: 'no-due-date',
    vi: 'Không có ngày hẹn trả',
    en: 'Without a due date',
    test: (dossier, world) => isPlain(dossier, world) && dossier.dueAt === null,
  },
  {
    label: 'supplement-requested',
    vi: 'Đang chờ công dân bổ sung giấy tờ',
    en: 'Waiting for papers from the citizen',
    test: (dossier) => dossier.status === 5,
  },
  {
    label: 'supplemented',
    vi: 'Đã bổ sung giấy tờ: thời gian chờ không tính vào thời hạn',
    en: 'Papers were supplied: the time of waiting is not counted',
    test: (dossier) => dossier.supplements.some(({ until }) => until !== null),
  },
  {
    label: 'name-differs',
    vi: 'Họ tên khác cơ sở dữ liệu dân cư',
    en: 'Name differs from the register',
    test: differsIn('name'),
  },
  {
    label: 'birth-date-differs',
    vi: 'Ngày sinh khác cơ sở dữ liệu dân cư',
    en: 'Birth date differs from the register',
    test: differsIn('birthDate'),
  },
  {
    label: 'number-differs',
    vi: 'Số định danh khác cơ sở dữ liệu dân cư',
    en: 'Personal id differs from the register',
    test: differsIn('number'),
  },
  {
    label: 'no-birth-date',
    vi: 'Không ghi ngày sinh',
    en: 'No birth date stated',
    test: (dossier) =>
      dossier.applicant.birthDate === null && dossier.applicant.number?.length === 12,
  },
  {
    label: 'dummy-number',
    vi: 'Số định danh giả 000000001',
    en: 'Dummy number 000000001',
    test: (dossier) => dossier.applicant.number === dummyNumber,
  },
  {
    label: 'old-card',
    vi: 'Chỉ ghi số CMND 9 số',
    en: 'Only the old 9-digit card is stated',
    test: (dossier) =>
      dossier.applicant.number?.length === 9 && dossier.applicant.number !== dummyNumber,
  },
  {
    label: 'unlicensed-procedure',
    vi: 'Thủ tục chưa được cấp phép khai thác dữ liệu dân cư (lỗi 004)',
    en: 'Procedure not licensed for population data (error 004)',
    isUnlicensed: true,
    test: isPlain,
  },
  {
    label: 'long-code',
    vi: 'Mã hồ sơ dạng 8 số ngày, 7 số thứ tự',
    en: 'Code with an 8-digit date and a 7-digit number',
    test: (dossier) => /-\d{8}-\d{7}$/.test(dossier.code),
  },
  {
    label: 'several-dossiers',
    vi: 'Người nộp có nhiều hồ sơ',
    en: 'The applicant has several dossiers',
    test: (dossier, world) =>
      isPlain(dossier, world) &&
      dossier.applicant.number !== null &&
      world.dossiers({
        instance: dossier.instance,
        applicantNumber: dossier.applicant.number,
        offset: 0,
        limit: 1,
      }).total > 1,
  },
]

const entry = (
  { label, vi, en }: Pick<Special, 'label' | 'vi' | 'en'>,
  dossier: WorldDossier,
): SandboxDossier => ({ label, code: dossier.code, specialVi: vi, specialEn: en })

const pageSize = 250

const fits = (special: Special, dossier: WorldDossier, world: World): boolean =>
  isLicensed(dossier, world) !== (special.isUnlicensed ?? false) && special.test(dossier, world)

/** The newest of each kind. */
const atCounter = (world: World): readonly SandboxDossier[] => {
  const organisation = world.demoOfficer.organisation.code
  const open = new Set(specials)
  const found = new Map<Special, WorldDossier>()
  for (let offset = 0; open.size > 0; offset += pageSize) {
    const { items } = world.dossiers({ instance: 'ha-noi', organisation, offset, limit: pageSize })
    for (const dossier of items)
      for (const special of open)
        if (fits(special, dossier, world)) {
          found.set(special, dossier)
          open.delete(special)
          break
        }
    if (items.length < pageSize) break
  }
  return specials.flatMap((special) => {
    const dossier = found.get(special)
    return dossier ? [entry(special, dossier)] : []
  })
}

const newestOf = (world: World, instance: string, organisation: string): readonly WorldDossier[] =>
  world.dossiers({ instance, organisation, offset: 0, limit: 50 }).items

const firstAgency = (world: World, instance: string): string =>
  itemAt(world.agencies(instance), 0).code

export const findDossiers = (world: World): readonly SandboxDossier[] => {
  const plain = (dossiers: readonly WorldDossier[]) =>
    dossiers.filter((dossier) => isPlain(dossier, world) && isLicensed(dossier, world)).slice(0, 1)
  return [
    ...atCounter(world),
    ...plain(newestOf(world, 'ho-chi-minh', firstAgency(world, 'ho-chi-minh'))).map((dossier) =>
      entry(
        {
          label: 'packet-dialect',
          vi: 'Tỉnh dùng gói tin hồ sơ quốc gia (không có ngày sinh)',
          en: 'Instance that speaks the national packet (which has no birth date)',
        },
        dossier,
      ),
    ),
    ...plain(newestOf(world, 'tuyen-quang', 'H22')).map((dossier) =>
      entry(
        {
          label: 'merged-province',
          vi: 'Mã đơn vị của tỉnh cũ đã sáp nhập (Hà Giang H22)',
          en: 'Organisation prefix of a merged province (Hà Giang, H22)',
        },
        dossier,
      ),
    ),
  ]
}
