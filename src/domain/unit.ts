import type { UnitCode } from './ids.ts'

export type ProvinceKind = 'PROVINCE' | 'CITY'
/** Xã, phường, đặc khu. */
export type CommuneKind = 'COMMUNE' | 'WARD' | 'SPECIAL_ZONE'

/** Tỉnh hoặc thành phố trực thuộc trung ương: one of the 34 since 1 July 2025. */
export interface Province {
  readonly code: UnitCode
  readonly name: string
  readonly kind: ProvinceKind
}

/** Xã, phường, đặc khu: one of the 3,321 since 1 July 2025. */
export interface Commune {
  readonly code: UnitCode
  readonly name: string
  readonly kind: CommuneKind
  readonly provinceCode: UnitCode
}

/** A commune-level unit as it stood before 1 July 2025. `code` is null where the public table knows it by name only. */
export interface FormerUnit {
  readonly code: UnitCode | null
  readonly name: string
  readonly districtName: string
  readonly provinceName: string
}

/** How sure a conversion is: one successor; one of several successors of a divided unit; found by name alone. */
export type Confidence = 'EXACT' | 'SPLIT' | 'NAME_ONLY'

export interface UnitCandidate {
  readonly unit: Commune
  readonly confidence: Confidence
}
