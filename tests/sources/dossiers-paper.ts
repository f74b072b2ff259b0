import type {
  DossierQuery,
  World,
  WorldAgency,
  WorldDossier,
  WorldProvince,
} from '../../mocks/world/types.ts'
import { statusOfCode } from '../../src/domain/dossier-rules.ts'
import { must } from './dossiers-fixture.ts'

/** A moment in Vietnam. */
export const at = (text: string): Date => new Date(`${text}+07:00`)

/** When the tests take place. */
export const now = at('2026-11-18T09:00:00')

export const provinces: readonly WorldProvince[] = [
  {
    code: '01',
    name: 'Thành phố Hà Nội',
    instance: 'ha-noi',
    dialect: 'igate',
    organisationPrefixes: ['H26'],
    syntheticPrefixes: [],
  },
  {
    code: '38',
    name: 'Tỉnh Thanh Hóa',
    instance: 'thanh-hoa',
    dialect: 'packet',
    organisationPrefixes: ['H56'],
    syntheticPrefixes: [],
  },
  {
    code: '25',
    name: 'Tỉnh Phú Thọ',
    instance: 'phu-tho',
    dialect: 'packet',
    organisationPrefixes: ['H44', 'H28'],
    syntheticPrefixes: [],
  },
]

const agency = (code: string, name: string, communeCode: string | null): WorldAgency => ({
  code,
  name,
  level: code.split('.').length,
  parent: code.includes('.') ? code.slice(0, code.lastIndexOf('.')) : null,
  communeCode,
})

export const agencies = {
  hoanKiem: agency('H26.101', 'UBND phường Hoàn Kiếm', '00070'),
  /** Under the committee above, whose list holds its dossiers too. */
  hoanKiemCentre: agency(
    'H26.101.1',
    'Trung tâm Phục vụ hành chính công phường Hoàn Kiếm',
    '00070',
  ),
  cuaNam: agency('H26.102', 'UBND phường Cửa Nam', '00082'),
  /** Beside the committee above, not under it. */
  cuaNamCentre: agency('H26.302', 'Trung tâm Phục vụ hành chính công phường Cửa Nam', '00082'),
  justice: agency('H26.01', 'Sở Tư pháp thành phố Hà Nội', null),
  hacThanh: agency('H56.101', 'UBND phường Hạc Thành', '14797'),
  vietTri: agency('H44.101', 'UBND phường Việt Trì', '07900'),
  /** Of the former province Hòa Bình. */
  hoaBinh: agency('H28.101', 'UBND phường Hòa Bình', '04795'),
} as const

const sequences = new Map<string, number>()

const vietnamDay = (date: Date): string =>
  new Date(date.getTime() + 7 * 3_600_000).toISOString().slice(2, 10).replaceAll('-', '')

const toCode = (organisation: WorldAgency, receivedAt: Date): string => {
  const front = `${organisation.code}-${vietnamDay(receivedAt)}`
  const sequence = (sequences.get(front) ?? 0) + 1
  sequences.set(front, sequence)
  return `${front}-${String(sequence).padStart(4, '0')}`
}

/** A dossier of an agency; its code follows from agency and day. */
export const paper = (
  organisation: WorldAgency,
  receivedAt: Date,
  differences: Partial<WorldDossier> = {},
): WorldDossier => {
  const status = differences.status ?? 4
  const code = toCode(organisation, receivedAt)
  return {
    code,
    instance: must(
      provinces.find(({ organisationPrefixes }) =>
        organisationPrefixes.includes(organisation.code.slice(0, 3)),
      ),
    ).instance,
    organisation,
    procedureCode: '1.001193',
    procedureName: 'Đăng ký khai sinh',
    receivedAt,
    dueAt: new Date(receivedAt.getTime() + 86_400_000),
    finishedAt: null,
    returnedAt: null,
    status,
    statusName: statusOfCode(status),
    channel: 1,
    applicantIndex: Number.parseInt(code.slice(-4), 10),
    applicant: { fullName: 'Nguyễn Thị Mẫu', birthDate: '1992-02-29', number: '001192000111' },
    supplements: [],
    fees: [],
    results: [],
    steps: [],
    ...differences,
  }
}

const isWithin = (code: string, ancestor: string): boolean => `${code}.`.startsWith(`${ancestor}.`)

const isSame = <T>(asked: T | undefined, actual: T): boolean =>
  asked === undefined || asked === actual

const isFound = (dossier: WorldDossier, query: DossierQuery): boolean =>
  dossier.instance === query.instance &&
  isWithin(dossier.organisation.code, query.organisation ?? dossier.organisation.code) &&
  isSame(query.procedureCode, dossier.procedureCode) &&
  isSame(query.status, dossier.status) &&
  isSame<string | null>(query.applicantNumber, dossier.applicant.number) &&
  dossier.receivedAt >= (query.from ?? dossier.receivedAt) &&
  dossier.receivedAt <= (query.to ?? dossier.receivedAt)

export const newestFirst = (a: WorldDossier, b: WorldDossier): number =>
  b.receivedAt.getTime() - a.receivedAt.getTime() || (a.code < b.code ? -1 : 1)

const unused = (): never => {
  throw new Error('The paper world has none')
}

export interface PaperWorld extends World {
  add(...more: readonly WorldDossier[]): void
  /** Puts these in place of all. */
  set(all: readonly WorldDossier[]): void
}

/** A world of the dossiers that a test writes down: for ties, gaps and oddities of the test's own choosing. */
export const createPaperWorld = (
  written: readonly WorldDossier[],
  clock: () => Date = () => now,
): PaperWorld => {
  let dossiers = [...written]
  return {
    seed: 0,
    now: clock,
    provinces,
    communes: [],
    procedures: [],
    populationSize: 0,
    agencies: (instance) =>
      Object.values(agencies).filter(({ code }) =>
        provinces
          .find((province) => province.instance === instance)
          ?.organisationPrefixes.includes(code.slice(0, 3)),
      ),
    person: unused,
    personById: unused,
    personByOldCard: unused,
    dossier: (code) => dossiers.find((dossier) => dossier.code === code) ?? null,
    dossiers(query) {
      const found = dossiers.filter((dossier) => isFound(dossier, query)).sort(newestFirst)
      return {
        items: found.slice(query.offset, query.offset + query.limit),
        total: found.length,
      }
    },
    receive: unused,
    isKnownOfficer: unused,
    officers: unused,
    get demoOfficer() {
      return unused()
    },
    get sandbox() {
      return unused()
    },
    add: (...more) => void dossiers.push(...more),
    set(all) {
      dossiers = [...all]
    },
  }
}
