import { dueAt, isOverdue } from '../domain/dossier-rules.ts'
import type { DateTime } from '../domain/dates.ts'
import type { Dossier } from '../domain/dossier.ts'
import type { Channel, ProcedureDetails, TimeOption } from '../domain/procedure.ts'
import type { Context } from './context.ts'

/** The time limit of the way the dossier was filed; the first one where the catalogue lists several or another channel. */
const limitFor = (details: ProcedureDetails | null, channel: Channel): TimeOption | null => {
  const channels = details?.channels ?? []
  const filed = channels.find((option) => option.channel === channel) ?? channels[0]
  return filed?.timeOptions[0] ?? null
}

/** When the result is due: the source's own date, else one computed from the catalogue's time limit. */
export const dueOf = async (
  dossier: Dossier,
  { sources, now }: Context,
): Promise<{ at: DateTime; basis: 'SOURCE' | 'COMPUTED' } | null> => {
  if (dossier.sourceDueAt !== null) return { at: dossier.sourceDueAt, basis: 'SOURCE' }
  if (dossier.procedureCode === null) return null
  const details = await sources.procedures.details(dossier.procedureCode)
  return dueAt(dossier, limitFor(details, dossier.channel), now)
}

export const isDossierOverdue = async (dossier: Dossier, context: Context): Promise<boolean | null> => {
  const due = await dueOf(dossier, context)
  return due === null ? null : isOverdue(due.at, dossier.finishedAt, context.now)
}
