import type { World } from '../world/types.ts'

export const personaNames = [
  'officer',
  'dashboard',
  'ministry',
  'citizen',
  'auditor',
  'operator',
] as const
export type PersonaName = (typeof personaNames)[number]

export const isPersonaName = (text: string): text is PersonaName =>
  personaNames.some((name) => name === text)

/** What a persona's access token says beside the registered claims. */
interface PersonaClaims {
  readonly role: PersonaName
  /** For display. */
  readonly name: string
  /** The officer's own 12-digit number, sent upstream as MaCanBo. */
  readonly officer_id?: string
  /** The officer's login name, sent upstream as TaiKhoan. */
  readonly account?: string
  /** The organisation code of the officer's unit, sent upstream as MaDonVi. */
  readonly unit?: string
  /** The communes in whose charge the bearer is. */
  readonly communes?: readonly string[]
  /** The province in whose charge the bearer is; without communes and province there is no territorial limit to state. */
  readonly province?: string
  /** The number of the citizen who signed in. */
  readonly personal_id?: string
}

/** Public on purpose: they open nothing but invented data. */
export const secretOf = (persona: PersonaName): string => `${persona}-demo-secret`

const demoProvince = ({ communes, demoOfficer }: World): string => {
  const commune = communes.find(({ code }) => code === demoOfficer.communeCode)
  if (commune === undefined) throw new Error('The demonstration officer serves no known commune')
  return commune.provinceCode
}

const demoCitizen = ({ sandbox }: World) => {
  const [first] = sandbox.people
  if (first === undefined) throw new Error('The sandbox holds no person to sign in as')
  return first
}

/** The six bearers a visitor can be, as the world knows them. */
export const createPersonas = (world: World): Readonly<Record<PersonaName, PersonaClaims>> => {
  const { personalId, organisation, communeCode } = world.demoOfficer
  const citizen = demoCitizen(world)
  return {
    officer: {
      role: 'officer',
      name: world.personById(personalId)?.fullName.normalize('NFC') ?? 'Cán bộ một cửa',
      officer_id: personalId,
      unit: organisation.code,
      account: 'mot-cua.demo',
      communes: [communeCode],
    },
    dashboard: {
      role: 'dashboard',
      name: 'Trung tâm điều hành thông minh cấp tỉnh',
      province: demoProvince(world),
    },
    ministry: { role: 'ministry', name: 'Chuyên viên tổng hợp cấp bộ' },
    citizen: {
      role: 'citizen',
      name: citizen.fullName.normalize('NFC'),
      personal_id: citizen.personalId,
    },
    auditor: { role: 'auditor', name: 'Thanh tra bảo vệ dữ liệu cá nhân' },
    operator: { role: 'operator', name: 'Quản trị vận hành' },
  }
}
