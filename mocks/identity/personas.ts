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

/** For whom a client asks: commune software asks for each of its officers, a portal for each of its citizens. */
export interface OnBehalfOf {
  /** An officer of this agency instead of the demonstration officer. */
  readonly unit?: string | undefined
  /** Which of its officers, from 0. */
  readonly officer?: number | undefined
  /** This citizen instead of the demonstration citizen. */
  readonly person?: string | undefined
}

const officerClaims = (world: World, { unit, officer = 0 }: OnBehalfOf): PersonaClaims => {
  const { personalId, organisation, communeCode } = world.demoOfficer
  const isDemo = unit === undefined
  const code = unit ?? organisation.code
  const id = isDemo ? personalId : (world.officers(code)[officer]?.personalId ?? personalId)
  return {
    role: 'officer',
    name: world.personById(id)?.fullName.normalize('NFC') ?? 'Cán bộ một cửa',
    officer_id: id,
    unit: code,
    account: 'mot-cua.demo',
    communes: isDemo ? [communeCode] : [],
  }
}

const citizenClaims = (world: World, { person }: OnBehalfOf): PersonaClaims => {
  const citizen = (person === undefined ? null : world.personById(person)) ?? demoCitizen(world)
  return {
    role: 'citizen',
    name: citizen.fullName.normalize('NFC'),
    personal_id: citizen.personalId,
  }
}

/** What the token of a bearer says, as the world knows them. */
export const claimsOf = (
  world: World,
  persona: PersonaName,
  onBehalfOf: OnBehalfOf = {},
): PersonaClaims => {
  switch (persona) {
    case 'officer':
      return officerClaims(world, onBehalfOf)
    case 'citizen':
      return citizenClaims(world, onBehalfOf)
    case 'dashboard':
      return {
        role: 'dashboard',
        name: 'Trung tâm điều hành thông minh cấp tỉnh',
        province: demoProvince(world),
      }
    case 'ministry':
      return { role: 'ministry', name: 'Chuyên viên tổng hợp cấp bộ' }
    case 'auditor':
      return { role: 'auditor', name: 'Thanh tra bảo vệ dữ liệu cá nhân' }
    case 'operator':
      return { role: 'operator', name: 'Quản trị vận hành' }
  }
}
