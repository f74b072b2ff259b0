import {
  isWithinOrganisation,
  nationalProcedureCode,
  type ProcedureCode,
} from '../../domain/ids.ts'
import type { Actor } from '../actor.ts'
import type { HidingRow } from './schema.ts'

const dayMs = 24 * 60 * 60 * 1000

const isOfProcedure = (ruled: ProcedureCode, procedure: ProcedureCode | null): boolean =>
  procedure !== null && (procedure === ruled || nationalProcedureCode(procedure) === ruled)

const fits = (row: HidingRow, actor: Actor, procedure: ProcedureCode | null): boolean =>
  (row.client === undefined || row.client === actor.clientId) &&
  (row.organisation === undefined ||
    (actor.role === 'officer' && isWithinOrganisation(actor.organisation, row.organisation))) &&
  (row.procedure === undefined || isOfProcedure(row.procedure, procedure))

/** Epoch milliseconds until which the person does not see a look; the longest of the rules that fit. */
export const hiddenUntilBy = (
  rows: readonly HidingRow[],
  actor: Actor,
  procedure: ProcedureCode | null,
  nowMs: number,
): number | null => {
  const days = rows.filter((row) => fits(row, actor, procedure)).map((row) => row.days)
  return days.length === 0 ? null : nowMs + Math.max(...days) * dayMs
}
