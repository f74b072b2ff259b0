import { families, familyKeys } from './families.ts'
import type { FamilyKey } from './families.ts'

export interface SyntheticProcedure {
  readonly code: string
  readonly family: FamilyKey
  readonly name: string
}

const actions = [
  'Cấp',
  'Cấp lại',
  'Điều chỉnh',
  'Gia hạn',
  'Xác nhận',
  'Chấm dứt',
  'Thông báo',
  'Công nhận',
]

/**
 * Codes that real catalogues hold although no rule covers them: a national code with a local suffix, an old local one,
 * one that starts with letters. The shapes are real, the codes are not.
 */
const irregular = (n: number): string | null => {
  if (n % 40 === 7) return `9.${String(n).padStart(6, '0')}.000.00.00.H26`
  if (n % 97 === 13) return `T-BPC-99${String(n).padStart(4, '0')}`
  if (n % 131 === 29) return `TS_lop${(n % 9) + 1}.000.00.00.H99`
  return null
}

/** The n-th invented procedure. National codes begin with 1, 2 or 3 (and lately more), so 9.9 is plainly not one. */
const synthetic = (n: number): SyntheticProcedure => {
  const family = familyKeys[n % familyKeys.length] ?? 'civil'
  const { subjects } = families[family]
  const round = Math.floor(n / familyKeys.length)
  const action = actions[round % actions.length] ?? 'Cấp'
  const subject = subjects[Math.floor(round / actions.length) % subjects.length] ?? ''
  const area = round >= actions.length * subjects.length ? ` (nhóm ${round})` : ''
  return {
    code: irregular(n) ?? `9.9${String(n).padStart(5, '0')}`,
    family,
    name: `${action} ${subject}${area}`,
  }
}

export const syntheticProcedures = (count: number): readonly SyntheticProcedure[] =>
  Array.from({ length: count }, (_, n) => synthetic(n))
