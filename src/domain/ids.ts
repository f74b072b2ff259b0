import type { Brand } from '../lib/brand.ts'

/** Số định danh cá nhân: 12 digits, no check digit (Decree 137/2015, Circular 07/2016). */
export type PersonalId = Brand<'PersonalId'>
/** Số CMND: the old 9-digit card, no longer an identity paper since 31 Dec 2024 but still a search key. */
export type OldCardNumber = Brand<'OldCardNumber'>
/** Mã TTHC: national `1.001193`, optionally with a local suffix, or an irregular legacy code kept as it is. */
export type ProcedureCode = Brand<'ProcedureCode'>
/** Mã hồ sơ: organisation, date of receipt, number of the day: `H26.101-261118-0007`. */
export type DossierCode = Brand<'DossierCode'>
/** Mã đơn vị hành chính (Decision 19/2025/QĐ-TTg): 2 digits for a province, 5 for a commune. */
export type UnitCode = Brand<'UnitCode'>
/** Mã định danh cơ quan (Decision 20/2020/QĐ-TTg), always in its top-down form: `H26.101`. */
export type OrganisationCode = Brand<'OrganisationCode'>
