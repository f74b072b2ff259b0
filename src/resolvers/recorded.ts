import { parseProcedureCode, type ProcedureCode } from '../domain/ids.ts'
import { immediate, reference } from '../lib/reference.ts'
import type { Context } from './context.ts'

interface Recorded {
  readonly procedure: string | null
}

/** As the record holds it. */
export const recordedCode = ({ procedure }: Recorded): ProcedureCode | null =>
  procedure === null ? null : parseProcedureCode(procedure)

/** The procedure that a record names by its code. */
export const recordedProcedure = reference({
  key: (recorded: Recorded) => recordedCode(recorded) ?? immediate(null),
  load: ({ sources }: Context) => sources.procedures.summaries,
})
