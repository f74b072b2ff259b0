import { dueAt, hasUnknownEnd, isOverdue, pausedSince } from '../../domain/dossier-rules.ts'
import type { Dossier, DossierFilter } from '../../domain/dossier.ts'

/** A test that no system can make for us. */
export type Keep = (dossier: Dossier) => boolean | Promise<boolean>

/** Where no better predicate is given, only the source's own due date is known. */
const isLate = (dossier: Dossier, now: Date): boolean | null =>
  hasUnknownEnd(dossier)
    ? null
    : isOverdue(dueAt(dossier, null), dossier.finishedAt, now, pausedSince(dossier.pauses))

/** What no system can be asked for is looked for among all that it lists. */
export const keepOf = (
  filter: DossierFilter,
  keep: Keep | undefined,
  now: Date,
): Keep | undefined => {
  const { overdue, status } = filter
  const isInTime: Keep | undefined =
    keep ?? (overdue === undefined ? undefined : (dossier) => isLate(dossier, now) === overdue)
  if (status !== 'UNKNOWN') return isInTime
  return (dossier) => dossier.status === 'UNKNOWN' && (isInTime?.(dossier) ?? true)
}
