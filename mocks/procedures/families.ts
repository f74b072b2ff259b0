import { economyFamilies } from './families-economy.ts'
import { justiceFamilies } from './families-justice.ts'
import { welfareFamilies } from './families-welfare.ts'
import type { Family } from './family.ts'

export const ministries: ReadonlyMap<string, string> = new Map([
  ['G01', 'Bộ Công an'],
  ['G03', 'Bộ Giáo dục và Đào tạo'],
  ['G15', 'Bộ Tư pháp'],
  ['G91', 'Bộ Nội vụ'],
  ['G92', 'Bộ Y tế'],
  ['G93', 'Bộ Nông nghiệp và Môi trường'],
  ['G94', 'Bộ Tài chính'],
  ['G95', 'Bộ Xây dựng'],
  ['G96', 'Bộ Công Thương'],
  ['G97', 'Bộ Văn hóa, Thể thao và Du lịch'],
])

/** The kinds of agency that carry procedures out. */
export const bodies: ReadonlyMap<string, string> = new Map([
  ['Z01', 'Ủy ban nhân dân cấp xã'],
  ['Z02', 'Công an cấp xã'],
  ['Z03', 'Sở Nội vụ'],
  ['Z04', 'Sở Xây dựng'],
  ['Z05', 'Sở Công Thương'],
  ['Z06', 'Sở Y tế'],
  ['Z07', 'Chi nhánh Văn phòng đăng ký đất đai'],
  ['Z08', 'Trung tâm trợ giúp pháp lý nhà nước'],
])

const table = { ...justiceFamilies, ...welfareFamilies, ...economyFamilies }

export type FamilyKey = keyof typeof table

export const families: Readonly<Record<FamilyKey, Family>> = table
export const familyKeys = Object.keys(table) as readonly FamilyKey[]
