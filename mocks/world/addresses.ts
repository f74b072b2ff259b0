import type { Cohorts, Place } from './cohorts.ts'
import { legacyProvinces } from './legacy-provinces.ts'
import type { Chance } from './random.ts'
import { isOneOf, itemAt, pick } from './random.ts'
import { salts } from './salts.ts'
import type { WorldAddress } from './types.ts'
import type { Commune, Units } from './units.ts'

export interface Addresses {
  /** The commune where a block of people is at home. */
  homeCommune(place: Place): Commune
  birthRegistration(place: Place): WorldAddress
  /** Quê quán: the root of the family, in one family of four another commune. */
  homeTown(place: Place, root: Place): WorldAddress
  /** The same for all members of a household. */
  permanent(anchor: Place): WorldAddress
  /** Where the person really lives, and whether that is another province than the permanent one. */
  current(place: Place, anchor: Place): { address: WorldAddress; moved: boolean }
}

const streets =
  'Trần Hưng Đạo,Lê Lợi,Nguyễn Huệ,Quang Trung,Hai Bà Trưng,Lý Thường Kiệt,Phan Chu Trinh,Ngô Quyền,Lê Duẩn,Nguyễn Trãi,Điện Biên Phủ,Hùng Vương,Phan Đình Phùng,Lê Hồng Phong,Nguyễn Du,Bà Triệu,Trần Phú,Hoàng Diệu,Võ Thị Sáu,Lạc Long Quân'.split(
    ',',
  )
const villages =
  'Đông,Đoài,Thượng,Hạ,Trung,Tân Lập,Tân Tiến,Đồng Tâm,Hòa Bình,Quyết Thắng,An Phú,Phú Mỹ,Vĩnh Phúc,Bình An,Thống Nhất'.split(
    ',',
  )
/** In the South-East and the Mekong delta a hamlet is an "ấp", further north a "thôn". */
const firstSouthernLegacy = legacyProvinces.findIndex(({ prefix }) => prefix === '070')

export const createAddresses = (chance: Chance, cohorts: Cohorts, units: Units): Addresses => {
  const homeCommune = ({ legacy, block }: Place): Commune => {
    const communes = itemAt(units.communesOfLegacy, legacy)
    return itemAt(communes, block % communes.length)
  }

  const detail = (commune: Commune, bits: number): string => {
    const number = 1 + ((bits >>> 8) % 240)
    if (commune.name.startsWith('Phường')) return `Số ${number} đường ${pick(streets, bits)}`
    return commune.legacyIndex >= firstSouthernLegacy
      ? `Số ${number}, ấp ${pick(villages, bits)}`
      : `Thôn ${pick(villages, bits)}`
  }

  /** About half of the records were never updated after 1 July 2025: former commune, former province. */
  const written = (commune: Commune, key: number, kind: number): WorldAddress => {
    const isOutdated = commune.formerCode !== null && chance(salts.formerCode, key, kind) % 2 === 0
    const legacy = itemAt(legacyProvinces, commune.legacyIndex)
    return {
      provinceCode: isOutdated ? legacy.prefix.slice(1) : commune.provinceCode,
      communeCode: (isOutdated ? commune.formerCode : null) ?? commune.code,
      detail: detail(commune, chance(salts.addressDetail, key, kind)),
    }
  }

  const anyCommune = (key: number, kind: number): Commune =>
    pick(units.communes, chance(salts.destination, key, kind))

  const permanentCommune = (anchor: Place): Commune => {
    const key = cohorts.indexOf(anchor)
    const hasMoved = isOneOf(chance(salts.permanentMove, key), 50_000)
    return hasMoved ? anyCommune(key, 3) : homeCommune(anchor)
  }
  const permanent = (anchor: Place) => written(permanentCommune(anchor), cohorts.indexOf(anchor), 3)

  return {
    homeCommune,
    birthRegistration: (place) => written(homeCommune(place), cohorts.indexOf(place), 1),
    homeTown: (place, root) => {
      const key = chance(salts.homeTown, root.legacy, root.block, root.year, root.lane)
      const commune = key % 4 === 0 ? anyCommune(key, 2) : homeCommune(place)
      return { ...written(commune, cohorts.indexOf(place), 2), detail: '' }
    },
    permanent,
    current: (place, anchor) => {
      const key = cohorts.indexOf(place)
      if (!isOneOf(chance(salts.currentMove, key), 120_000))
        return { address: permanent(anchor), moved: false }
      const commune = anyCommune(key, 4)
      const moved = commune.provinceCode !== permanentCommune(anchor).provinceCode
      return { address: written(commune, key, 4), moved }
    },
  }
}
