import { placeKey } from './place-names.ts'
import type { WireWard, WireWardMapping } from './wire.ts'

/**
 * The table gives Xã Ia Mơ (Gia Lai) the code 23737, which was Xã Ia Mơ Nông's and belongs to no unit of today.
 * Decision 19/2025/QĐ-TTg has 23938.
 */
const wrongWards: readonly {
  readonly code: string
  readonly name: string
  readonly right: string
}[] = [{ code: '23737', name: placeKey('Xã Ia Mơ'), right: '23938' }]

export const mendWard = (ward: WireWard): WireWard => {
  const wrong = wrongWards.find(
    ({ code, name }) => code === ward.ward_code && name === placeKey(ward.name),
  )
  return wrong === undefined ? ward : { ...ward, ward_code: wrong.right }
}

/** Old units that the table forgets. Xã Ia Mơ, on the border, was left as it was and kept its code. */
export const forgottenMappings: readonly WireWardMapping[] = [
  {
    old_ward_code: '23938',
    old_ward_name: 'Xã Ia Mơ',
    old_district_name: 'Huyện Chư Prông',
    old_province_name: 'Tỉnh Gia Lai',
    new_ward_name: 'Xã Ia Mơ',
    new_province_name: 'Gia Lai',
  },
]

/** The table has no codes of provinces that were merged into others; records still do (Decision 124/2004/QĐ-TTg). */
export const retiredProvinces: ReadonlyMap<string, string> = new Map([
  ['02', 'Tỉnh Hà Giang'],
  ['06', 'Tỉnh Bắc Kạn'],
  ['10', 'Tỉnh Lào Cai'],
  ['17', 'Tỉnh Hòa Bình'],
  ['26', 'Tỉnh Vĩnh Phúc'],
  ['27', 'Tỉnh Bắc Ninh'],
  ['30', 'Tỉnh Hải Dương'],
  ['34', 'Tỉnh Thái Bình'],
  ['35', 'Tỉnh Hà Nam'],
  ['36', 'Tỉnh Nam Định'],
  ['45', 'Tỉnh Quảng Trị'],
  ['49', 'Tỉnh Quảng Nam'],
  ['54', 'Tỉnh Phú Yên'],
  ['58', 'Tỉnh Ninh Thuận'],
  ['60', 'Tỉnh Bình Thuận'],
  ['62', 'Tỉnh Kon Tum'],
  ['64', 'Tỉnh Gia Lai'],
  ['67', 'Tỉnh Đắk Nông'],
  ['70', 'Tỉnh Bình Phước'],
  ['72', 'Tỉnh Tây Ninh'],
  ['74', 'Tỉnh Bình Dương'],
  ['77', 'Tỉnh Bà Rịa - Vũng Tàu'],
  ['83', 'Tỉnh Bến Tre'],
  ['84', 'Tỉnh Trà Vinh'],
  ['87', 'Tỉnh Đồng Tháp'],
  ['89', 'Tỉnh An Giang'],
  ['93', 'Tỉnh Hậu Giang'],
  ['94', 'Tỉnh Sóc Trăng'],
  ['95', 'Tỉnh Bạc Liêu'],
])
