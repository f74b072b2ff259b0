import { legacyProvinces } from './legacy-provinces.ts'
import type { Chance } from './random.ts'
import { itemAt } from './random.ts'
import { salts } from './salts.ts'
import type { WorldAgency, WorldProvince } from './types.ts'
import type { Commune, Province, Units } from './units.ts'
import { withoutRank } from './units.ts'

/**
 * Level-1 codes seen in public sources (Decision 20/2020/QĐ-TTg is their legal base). All others here are synthetic: the
 * remaining numbers of H01–H63 dealt out in the order of the personal-id prefixes.
 */
const realPrefixes: Readonly<Record<string, string>> = {
  'Hà Nội': 'H26',
  'Hà Giang': 'H22',
  'Hậu Giang': 'H30',
  'Nghệ An': 'H41',
}

const organisationPrefixes = (): readonly string[] => {
  const taken = new Set(Object.values(realPrefixes))
  const free = legacyProvinces
    .map((_, index) => `H${String(index + 1).padStart(2, '0')}`)
    .filter((code) => !taken.has(code))
  return legacyProvinces.map(({ name }) => realPrefixes[name] ?? free.shift() ?? '')
}

/** By index into `legacyProvinces`. */
const prefixOfLegacy = organisationPrefixes()
const isSynthetic = (prefix: string): boolean => !Object.values(realPrefixes).includes(prefix)

/** Provinces whose one-stop system speaks the national packet; Thanh Hóa's vendor is the best known of them. */
const packetProvinces = new Set('79 38 08 11 14 19 22 25 33 40 44 48 52 66 75 82 92'.split(' '))

const toInstance = (name: string): string =>
  withoutRank(name)
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/đ/giu, 'd')
    .toLowerCase()
    .replace(/[^a-z]+/g, '-')

export const toWorldProvince = (province: Province): WorldProvince => {
  const prefixes = province.legacyIndexes.map((index) => itemAt(prefixOfLegacy, index))
  return {
    code: province.code,
    name: province.name,
    instance: toInstance(province.name),
    dialect: packetProvinces.has(province.code) ? 'packet' : 'igate',
    organisationPrefixes: prefixes,
    syntheticPrefixes: prefixes.filter(isSynthetic),
  }
}

/** An agency that receives dossiers: its commune's people, or for `step` 1 those of a whole former province. */
export interface Desk {
  readonly number: number
  readonly agency: WorldAgency
  readonly instance: string
  readonly legacyIndex: number
  /** The blocks of the former province it serves: `position`, `position + step`, … */
  readonly position: number
  readonly step: number
}

type DeskDraft = Omit<Desk, 'number' | 'instance'>

/** The commune of the demonstration officer keeps everything in one agency. */
export const demoCommuneCode = '00070'
const firstCommuneNumber = 101
const centreShare = 30

const communeAgencies = (commune: Commune, position: number, step: number, chance: Chance) => {
  const prefix = itemAt(prefixOfLegacy, commune.legacyIndex)
  const name = commune.name.charAt(0).toLowerCase() + commune.name.slice(1)
  const committee: WorldAgency = {
    code: `${prefix}.${firstCommuneNumber + position}`,
    name: `UBND ${name}`,
    level: 2,
    parent: prefix,
    communeCode: commune.code,
  }
  const centre: WorldAgency = {
    code: `${committee.code}.1`,
    name: `Trung tâm Phục vụ hành chính công ${name}`,
    level: 3,
    parent: committee.code,
    communeCode: commune.code,
  }
  const bits = chance(salts.agency, commune.legacyIndex, position)
  const hasCentre = commune.code !== demoCommuneCode && bits % 100 < centreShare
  const agencies = hasCentre ? [committee, centre] : [committee]
  const desk: DeskDraft = {
    agency: hasCentre ? centre : committee,
    legacyIndex: commune.legacyIndex,
    position,
    step,
  }
  return { agencies, desk }
}

/** Departments, and offices named after no commune. */
const provincialOffices = [
  ['01', 'Sở Tư pháp'],
  ['02', 'Sở Nông nghiệp và Môi trường'],
  ['03', 'Sở Nội vụ'],
  ['91', 'Chi nhánh Văn phòng Đăng ký đất đai khu vực I'],
  ['92', 'Bộ phận Một cửa lưu động số 2'],
] as const

const provincialAgencies = (legacyIndex: number, isCentral: boolean, isOwn: boolean) => {
  const code = itemAt(prefixOfLegacy, legacyIndex)
  const rank = isCentral ? 'thành phố' : 'tỉnh'
  const name = `${rank} ${itemAt(legacyProvinces, legacyIndex).name}${isOwn ? '' : ' (cũ)'}`
  const top: WorldAgency = { code, name: `UBND ${name}`, level: 1, parent: null, communeCode: null }
  const offices = provincialOffices
    .filter(([number]) => isOwn || number >= '91')
    .map(([number, title]): WorldAgency => ({
      code: `${code}.${number}`,
      name: number < '91' ? `${title} ${name}` : title,
      level: 2,
      parent: code,
      communeCode: null,
    }))
  const desks = offices.map((agency): DeskDraft => ({ agency, legacyIndex, position: 0, step: 1 }))
  return { agencies: [...offices, top], desks }
}

export interface Agencies {
  /** Of one instance, its communes' first. */
  readonly byInstance: ReadonlyMap<string, readonly WorldAgency[]>
  readonly desks: readonly Desk[]
}

export const createAgencies = (chance: Chance, units: Units): Agencies => {
  const byInstance = new Map<string, readonly WorldAgency[]>()
  const desks: Desk[] = []
  for (const province of units.provinces) {
    const { instance } = toWorldProvince(province)
    const ofCommunes = province.legacyIndexes.flatMap((legacy) => {
      const communes = itemAt(units.communesOfLegacy, legacy)
      return communes.map((commune, at) => communeAgencies(commune, at, communes.length, chance))
    })
    const ofProvince = province.legacyIndexes.map((legacy, at) =>
      provincialAgencies(legacy, province.name.startsWith('Thành phố') && at === 0, at === 0),
    )
    byInstance.set(
      instance,
      [...ofCommunes, ...ofProvince].flatMap(({ agencies }) => agencies),
    )
    for (const draft of [
      ...ofCommunes.map(({ desk }) => desk),
      ...ofProvince.flatMap((p) => p.desks),
    ])
      desks.push({ ...draft, number: desks.length, instance })
  }
  return { byInstance, desks }
}
