import type { DateTime } from './dates.ts'
import { addDays, addMonths, dateTimeOn, daysBetween, localDateOf } from './dates.ts'
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
      unit !== 'UNKNOWN' && amount !== null && isPlausible(amount) ? [{ amount, unit }] : [],
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

/**
 * In order, after `start` and without overlap, so that no hour is deducted twice. A pause that still runs moves nothing
 * yet.
 */
const closedPauses = (pauses: readonly Pause[], start: DateTime): readonly ClosedPause[] => {
  const closed: ClosedPause[] = []
  let covered = start
  const ended = pauses.flatMap(({ from, until }) =>
    from === null || until === null ? [] : [{ from, until }],
  )
  for (const { from, until } of ended.sort((a, b) => (a.from < b.from ? -1 : 1))) {
    const begin = from > covered ? from : covered
    if (until <= begin) continue
    closed.push({ from: begin, until })
    covered = until
  }
  return closed
}

/** Moves `due` on by each pause that began before it; once the time is over, a pause no longer helps. */
const afterPauses = <T>(
  due: T,
  pauses: readonly ClosedPause[],
  momentOf: (due: T) => DateTime,
  move: (due: T, pause: ClosedPause) => T,
): DateTime =>
  momentOf(pauses.reduce((at, pause) => (pause.from < momentOf(at) ? move(at, pause) : at), due))

const afterHours = (start: DateTime, hours: number, pauses: readonly ClosedPause[]): DateTime =>
  afterPauses(
    addWorkingHours(start, hours),
    pauses,
    (at) => at,
    (at, { from, until }) => addWorkingHours(at, workingHoursBetween(from, until)),
  )

/** How each unit of whole days counts, forwards and during a pause. A month's pauses are counted in days. */
const dayUnits = {
  DAY: { add: addDays, extend: addDays, between: daysBetween },
  MONTH: { add: addMonths, extend: addDays, between: daysBetween },
  WORKING_DAY: { add: addWorkingDays, extend: addWorkingDays, between: workingDaysBetween },
} as const

const closing = '17:00:00'

const afterDays = (
  start: DateTime,
  amount: number,
  unit: keyof typeof dayUnits,
  pauses: readonly ClosedPause[],
): DateTime => {
  const { add, extend, between } = dayUnits[unit]
  const received = start.slice(11, 19)
  const time = received < closing ? received : closing
  return afterPauses(
    add(localDateOf(start), Math.ceil(amount)),
    pauses,
    (date) => dateTimeOn(nextWorkingDay(date), time),
    (date, { from, until }) => extend(date, between(localDateOf(from), localDateOf(until))),
  )
}

/**
 * When a time limit that starts at `start` is over (Civil Code 2015, Arts. 147–148). Days and months: the first day is
 * not counted, the last moves to the next working day, and the time of day is that of the receipt, but not after 17:00:
 * a citizen who filed at ten is not told to come before ten, and nobody is told to come when the desk is closed.
 * Hours, and half days, are office hours. Time during which the office waited for the citizen is added. Null for an
 * amount that is no time limit.
 */
export const afterTimeLimit = (
  start: DateTime,
  limit: TimeLimit,
  pauses: readonly Pause[],
): DateTime | null => {
  if (!isPlausible(limit.amount)) return null
  const closed = closedPauses(pauses, start)
  const { amount, unit } = limit
  if (unit === 'HOUR') return afterHours(start, amount, closed)
  if (unit === 'WORKING_DAY' && !Number.isInteger(amount))
    return afterHours(start, amount * 8, closed)
  return afterDays(start, amount, unit, closed)
}
