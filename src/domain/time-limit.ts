import type { DateTime, LocalDate } from './dates.ts'
import { addDays, addMonths, dateTimeOn, localDateOf } from './dates.ts'
import type { Pause } from './dossier.ts'
import type { Channel, ProcedureDetails, TimeUnit } from './procedure.ts'
import { addWorkingDays, nextWorkingDay, workingDaysBetween } from './working-days.ts'
import { addWorkingHours, workingHoursBetween } from './working-hours.ts'

/** How long an office may take: `amount` units, as the procedure catalogue states it. */
export interface TimeLimit {
  readonly amount: number
  readonly unit: Exclude<TimeUnit, 'UNKNOWN'>
}

/** No procedure takes ten years of days; larger amounts are typing errors. */
const isPlausible = (amount: number): boolean => amount > 0 && amount <= 3660

/** Rough sizes in days, to tell the longer of two limits. */
const daysPer = { HOUR: 1 / 6, DAY: 1, WORKING_DAY: 1.4, MONTH: 30 } as const

/**
 * The limit of a dossier filed through `channel`. Where the catalogue lists several for different cases, the longest:
 * the dossier does not tell its case, and an office must not be called late without ground. A channel that the
 * catalogue does not list is held to the longest of all.
 */
export const timeLimitOf = (
  procedure: Pick<ProcedureDetails, 'channels'>,
  channel: Channel,
): TimeLimit | null => {
  const listed = procedure.channels.filter((filing) => filing.channel === channel)
  const limits = (listed.length > 0 ? listed : procedure.channels)
    .flatMap((filing) => filing.timeOptions)
    .flatMap(({ amount, unit }): TimeLimit[] =>
      unit !== 'UNKNOWN' && amount !== null && amount > 0 && amount <= maxAmount
        ? [{ amount, unit }]
        : [],
    )
  const sizeOf = ({ amount, unit }: TimeLimit): number => amount * daysPer[unit]
  return limits.reduce<TimeLimit | null>(
    (longest, limit) => (longest === null || sizeOf(limit) > sizeOf(longest) ? limit : longest),
    null,
  )
}

interface ClosedPause {
  readonly from: DateTime
  readonly until: DateTime
}

/** In order and without overlap, so that no hour is deducted twice. A pause that still runs moves nothing yet. */
const closedPauses = (pauses: readonly Pause[]): readonly ClosedPause[] => {
  const closed: ClosedPause[] = []
  for (const { from, until } of pauses.toSorted((a, b) => (a.from < b.from ? -1 : 1))) {
    const covered = closed.at(-1)?.until ?? from
    const start = covered > from ? covered : from
    if (until !== null && until > start) closed.push({ from: start, until })
  }
  return closed
}

/** Moves `due` on by each pause that began before it; once the time is over, a pause no longer helps. */
const afterPauses = <T>(
  due: T,
  pauses: readonly Pause[],
  momentOf: (due: T) => DateTime,
  move: (due: T, pause: ClosedPause) => T,
): DateTime =>
  momentOf(
    closedPauses(pauses).reduce(
      (at, pause) => (pause.from < momentOf(at) ? move(at, pause) : at),
      due,
    ),
  )

const afterHours = (start: DateTime, hours: number, pauses: readonly Pause[]): DateTime =>
  afterPauses(
    addWorkingHours(start, hours),
    pauses,
    (at) => at,
    (at, { from, until }) => addWorkingHours(at, workingHoursBetween(from, until)),
  )

const calendarDaysBetween = (from: LocalDate, to: LocalDate): number =>
  (Date.parse(to) - Date.parse(from)) / 86_400_000

const afterDays = (start: DateTime, limit: TimeLimit, pauses: readonly Pause[]): DateTime => {
  const received = localDateOf(start)
  const add = { DAY: addDays, WORKING_DAY: addWorkingDays, MONTH: addMonths, HOUR: addDays }[
    limit.unit
  ]
  const time = start.slice(11, 19) < '17:00:00' ? start.slice(11, 19) : '17:00:00'
  const isWorkingTime = limit.unit === 'WORKING_DAY'
  return afterPauses(
    add(received, Math.ceil(limit.amount)),
    pauses,
    (date) => dateTimeOn(nextWorkingDay(date), time),
    (date, pause) => {
      const [from, until] = [localDateOf(pause.from), localDateOf(pause.until)]
      return isWorkingTime
        ? addWorkingDays(date, workingDaysBetween(from, until))
        : addDays(date, calendarDaysBetween(from, until))
    },
  )
}

/**
 * When a time limit that starts at `start` is over (Civil Code 2015, Arts. 147–148). Days and months: the first day is
 * not counted, the last moves to the next working day, and the time of day is that of the receipt, but not after 17:00:
 * a citizen who filed at ten is not told to come before ten, and nobody is told to come when the desk is closed.
 * Hours, and half days, are office hours. Time during which the office waited for the citizen is added.
 */
export const afterTimeLimit = (
  start: DateTime,
  limit: TimeLimit,
  pauses: readonly Pause[],
): DateTime => {
  if (limit.unit === 'HOUR') return afterHours(start, limit.amount, pauses)
  const isPartOfDay = limit.unit === 'WORKING_DAY' && !Number.isInteger(limit.amount)
  return isPartOfDay ? afterHours(start, limit.amount * 8, pauses) : afterDays(start, limit, pauses)
}
