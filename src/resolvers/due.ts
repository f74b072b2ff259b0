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
import type { MaybePromise } from '../lib/maybe-promise.ts'
import type { Context } from './context.ts'

/**
 * Tells something by when the result is due: at once where the source gives the date itself, else after the catalogue
 * was asked.
 */
export const whenDue = <T>(
  dossier: Dossier,
  { sources }: Context,
  tell: (due: Due | null) => T,
): MaybePromise<T> => {
  const { sourceDueAt, procedureCode, channel } = dossier
  if (sourceDueAt !== null || procedureCode === null) return tell(dueAt(dossier, null))
  return sources.procedures
    .details(procedureCode)
    .then((details) => tell(dueAt(dossier, details && timeLimitOf(details, channel))))
}

/** Ended, but the source does not say when: whether it was in time cannot be told, and no time is left to count. */
const hasUnknownEnd = ({ status, finishedAt }: Dossier): boolean =>
  isEnded(status) && finishedAt === null

export const isDossierOverdue = (
  dossier: Dossier,
  context: Context,
): MaybePromise<boolean | null> => {
  const { finishedAt, pauses } = dossier
  if (hasUnknownEnd(dossier)) return null
  return whenDue(dossier, context, (due) =>
    isOverdue(due, finishedAt, context.now, pausedSince(pauses)),
  )
}

export const workingDaysLeftOf = (
  dossier: Dossier,
  context: Context,
): MaybePromise<number | null> => {
  const { finishedAt, pauses } = dossier
  if (hasUnknownEnd(dossier)) return null
  return whenDue(dossier, context, (due) =>
    workingDaysLeft(due, finishedAt, context.now, pausedSince(pauses)),
  )
}
