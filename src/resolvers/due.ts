import {
  type Due,
  dueAt,
  isEnded,
  isOverdue,
  pausedSince,
  workingDaysLeft,
} from '../domain/dossier-rules.ts'
import type { Dossier } from '../domain/dossier.ts'
import { timeLimitOf } from '../domain/time-limit.ts'
import type { Context } from './context.ts'

/** When the result is due; the catalogue is asked only where the source gives no date of its own. */
export const dueOf = async (dossier: Dossier, { sources }: Context): Promise<Due | null> => {
  if (dossier.sourceDueAt !== null || dossier.procedureCode === null) return dueAt(dossier, null)
  const details = await sources.procedures.details(dossier.procedureCode)
  return dueAt(dossier, details && timeLimitOf(details, dossier.channel))
}

/** Ended, but the source does not say when: whether it was in time cannot be told, and no time is left to count. */
const hasUnknownEnd = ({ status, finishedAt }: Dossier): boolean =>
  isEnded(status) && finishedAt === null

export const isDossierOverdue = async (
  dossier: Dossier,
  context: Context,
): Promise<boolean | null> =>
  hasUnknownEnd(dossier)
    ? null
    : isOverdue(
        await dueOf(dossier, context),
        dossier.finishedAt,
        context.now,
        pausedSince(dossier.pauses),
      )

export const workingDaysLeftOf = async (
  dossier: Dossier,
  context: Context,
): Promise<number | null> =>
  hasUnknownEnd(dossier)
    ? null
    : workingDaysLeft(
        await dueOf(dossier, context),
        dossier.finishedAt,
        context.now,
        pausedSince(dossier.pauses),
      )
