import type { OrganisationCode, UnitCode } from '../../domain/ids.ts'
import type { ProcedureDetails } from '../../domain/procedure.ts'
import { means, nameKey } from './names.ts'
import type { BodyRow } from './schema.ts'

/** An officer's unit, as far as the lists of agencies know it. */
export interface OfficerUnit {
  readonly organisation: OrganisationCode
  /** The commune it serves; null where it serves none. */
  readonly communeCode: UnitCode | null
  /** Null where no list knows the unit: then nothing tells what kind of unit it is. */
  readonly name: string | null
}

const kindOf = ({ communeCode, name }: OfficerUnit): BodyRow['unit'] => {
  if (communeCode !== null) return 'COMMUNE'
  return name === null ? undefined : 'PROVINCE'
}

const isNamedSo = (row: BodyRow, { name }: OfficerUnit): boolean => {
  if (row.unitNames === undefined) return true
  const key = nameKey(name ?? '')
  // Whole words: `Sở Nội vụ` is not the beginning of another word's.
  return row.unitNames.some((start) => `${key} `.startsWith(`${nameKey(start)} `))
}

const does = (row: BodyRow, unit: OfficerUnit): boolean =>
  row.organisations.includes(unit.organisation) ||
  (row.unit !== undefined && row.unit === kindOf(unit) && isNamedSo(row, unit))

/** Whether a unit does the work of one of the bodies that carry the procedure out. */
export const isCompetentBy = (
  rows: readonly BodyRow[],
  { agencies }: Pick<ProcedureDetails, 'agencies'>,
  unit: OfficerUnit,
): boolean => rows.some((row) => agencies.some((agency) => means(row, agency)) && does(row, unit))
