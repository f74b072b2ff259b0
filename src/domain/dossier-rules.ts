import type { DateTime } from './dates.ts'
import { localDateOf, toDateTime } from './dates.ts'
import type { Dossier, DossierStatus, Pause } from './dossier.ts'
import { dossierStatuses } from './dossier.ts'
import type { TimeLimit } from './time-limit.ts'
import { afterTimeLimit } from './time-limit.ts'
import { isProvisional, workingDaysBetween } from './working-days.ts'

/** `1` to `10`, spaces and leading zeros allowed; anything else is UNKNOWN, and the raw code is kept beside it. */
export const statusOfCode = (raw: string | number): DossierStatus =>
  /^\s*\d{1,3}\s*$/.test(String(raw)) ? (dossierStatuses[Number(raw) - 1] ?? 'UNKNOWN') : 'UNKNOWN'

/** 1 to 10; null for UNKNOWN. */
export const codeOfStatus = (status: DossierStatus): number | null =>
  status === 'UNKNOWN' ? null : dossierStatuses.indexOf(status) + 1

const ends: readonly DossierStatus[] = [
  'NOT_ACCEPTED',
  'WITHDRAWN',
  'STOPPED',
  'COMPLETED',
  'RETURNED',
]

/** Whether the office has nothing left to do, with or without a result. */
export const isEnded = (status: DossierStatus): boolean => ends.includes(status)

/** Ended, but the source does not say when: whether it was in time cannot be told, and no time is left to count. */
export const hasUnknownEnd = ({
  status,
  finishedAt,
}: Pick<Dossier, 'status' | 'finishedAt'>): boolean => isEnded(status) && finishedAt === null

const waits: readonly DossierStatus[] = ['SUPPLEMENT_REQUESTED', 'PAYMENT_REQUESTED']

/** Whether the citizen's move is awaited (statuses 5 and 6): the office's clock stands still. */
export const isWaiting = (status: DossierStatus): boolean => waits.includes(status)

export interface Due {
  readonly at: DateTime
  readonly basis: 'SOURCE' | 'COMPUTED'
  /** Computed over days on which a holiday may yet be declared. */
  readonly provisional: boolean
}

/**
 * When the result is due: the source's own date, else receipt plus the procedure's time limit, moved on by the pauses
 * that have ended. Null where neither is known. While a pause runs the date stays; see `pausedSince`.
 */
export const dueAt = (
  dossier: Pick<Dossier, 'receivedAt' | 'sourceDueAt' | 'pauses'>,
  limit: TimeLimit | null,
): Due | null => {
  if (dossier.sourceDueAt !== null)
    return { at: dossier.sourceDueAt, basis: 'SOURCE', provisional: false }
  const at = limit === null ? null : afterTimeLimit(dossier.receivedAt, limit, dossier.pauses)
  if (at === null) return null
  return { at, basis: 'COMPUTED', provisional: isProvisional(localDateOf(at)) }
}

/** When a running pause began; null while the office works. */
type PausedSince = DateTime | 'UNKNOWN' | null

/** The dossier is judged as it stood when the running pause began, which some sources do not tell. */
export const pausedSince = (pauses: readonly Pause[]): PausedSince =>
  pauses
    .filter((pause) => pause.until === null)
    .map((pause) => pause.from ?? 'UNKNOWN')
    .sort()[0] ?? null

type Deadline = Pick<Due, 'at'> | null

/**
 * Finished after its due time, or still open past it. Null where the due time is not known, and where it passed during
 * a pause that may have begun before it or after.
 */
export const isOverdue = (
  due: Deadline,
  finishedAt: DateTime | null,
  now: Date,
  pausedAt: PausedSince = null,
): boolean | null => {
  if (due === null) return null
  if (finishedAt === null && pausedAt === 'UNKNOWN') return toDateTime(now) > due.at ? null : false
  return (finishedAt ?? pausedAt ?? toDateTime(now)) > due.at
}

/**
 * Working days after today until the day it is due; 0 is today. When overdue negative and at least -1, each working day
 * begun since counting. Null where the due time is not known, for what is finished, and in a pause of unknown beginning.
 */
export const workingDaysLeft = (
  due: Deadline,
  finishedAt: DateTime | null,
  now: Date,
  pausedAt: PausedSince = null,
): number | null => {
  if (due === null || finishedAt !== null || pausedAt === 'UNKNOWN') return null
  const at = pausedAt ?? toDateTime(now)
  const [today, lastDay] = [localDateOf(at), localDateOf(due.at)]
  return at > due.at
    ? -Math.max(workingDaysBetween(lastDay, today), 1)
    : workingDaysBetween(today, lastDay)
}
