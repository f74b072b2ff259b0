import type { Desk } from './agencies.ts'
import { createWeighted } from './random.ts'
import { salts } from './salts.ts'
import type { Slot, Slots } from './slots.ts'
import type { WorldProcedure } from './types.ts'

/** Of a thousand dossiers of a commune about so many are for these; everything else is rare. */
const everyday: Readonly<Record<string, number>> = {
  '2.000815': 240, // certified copies
  '2.000884': 80, // certified signatures
  '1.001193': 110, // births
  '1.004222': 90, // permanent residence
  '2.000635': 70, // extracts of civil status
  '1.004873': 60, // marital status
  '1.004194': 55, // temporary residence
  '1.001776': 35, // monthly social assistance
  '1.000656': 30, // deaths
  '1.001612': 30, // business households
  '1.000894': 28, // marriages
  '1.012783': 20, // land-use certificates
  '2.001406': 12, // division of estates
  '2.000720': 10, // changes of business households
  '1.011606': 8, // poor households
}
const rare = 0.3

export type ProcedureOf = (slot: Slot) => WorldProcedure

export const createProcedureChoice = (
  procedures: readonly WorldProcedure[],
  slots: Slots,
): ProcedureOf => {
  const atCommunes = createWeighted(
    procedures.map((procedure) => [procedure, everyday[procedure.code] ?? rare] as const),
  )
  const atOffices = createWeighted(
    procedures.map((procedure) => [procedure, procedure.code in everyday ? 0 : 1] as const),
  )
  const choiceOf = (desk: Desk) => (desk.agency.communeCode === null ? atOffices : atCommunes)
  return (slot) => choiceOf(slot.desk)(slots.bits(salts.procedure, slot))
}
