import {
  addWorkingDays,
  closing,
  dayMs,
  dayOf,
  isOpen,
  officeMoment,
  toOfficeHours,
} from './calendar.ts'
import { createWeighted } from './random.ts'
import type { WorldDossier } from './types.ts'

/** How a dossier ends, and on what way. */
type Fate =
  | 'ON_TIME'
  | 'LATE'
  | 'STUCK'
  | 'SUPPLEMENT'
  | 'ABANDONED'
  | 'PAYMENT'
  | 'NOT_ACCEPTED'
  | 'WITHDRAWN'
  | 'STOPPED'

/** In a thousand. */
const fateOf = createWeighted<Fate>([
  ['ON_TIME', 800],
  ['LATE', 55],
  ['STUCK', 20],
  ['SUPPLEMENT', 55],
  ['ABANDONED', 10],
  ['PAYMENT', 20],
  ['NOT_ACCEPTED', 15],
  ['WITHDRAWN', 15],
  ['STOPPED', 10],
])

/** National status codes (wire-formats: TrangThaiHoSo). */
const code = {
  registered: 1,
  received: 2,
  notAccepted: 3,
  processing: 4,
  supplement: 5,
  payment: 6,
  withdrawn: 7,
  stopped: 8,
  completed: 9,
  returned: 10,
} as const

export interface Happening {
  readonly at: number
  readonly status: number
}

export interface Life {
  /** In order of time, those of the future included. */
  readonly happenings: readonly Happening[]
  readonly dueAt: number
}

export interface Filing {
  readonly receivedAt: number
  readonly channel: WorldDossier['channel']
  readonly workingDays: number
  /** 32 bits each: which fate, how fast, whether the result is fetched. */
  readonly fate: number
  readonly pace: number
  readonly collected: number
}

const hourMs = 3_600_000
/** Who never brings what was asked for is told after so many days that the dossier is closed. */
const patienceDays = 60

/** The same time of day so many working days later; for "at once", closing time, of the next day if it is past four. */
const dueOf = (receivedAt: number, workingDays: number): number => {
  const day = dayOf(receivedAt)
  if (workingDays > 0) return receivedAt + (addWorkingDays(day, workingDays) - day) * dayMs
  const isToday = isOpen(day) && receivedAt < closing(day) - hourMs
  return closing(isToday ? day : addWorkingDays(day, 1))
}

/** From 0.35 to 0.95 of the time allowed. */
const between = (from: number, to: number, pace: number): number =>
  toOfficeHours(Math.floor((from + (to - from) * (0.35 + (0.6 * pace) / 2 ** 32)) / 1000) * 1000)

const afterWorkingDays = (ms: number, days: number, pace: number): number =>
  officeMoment(addWorkingDays(dayOf(ms), days), (pace >>> 8) % 25_000)

/** Intake: who files online is registered first and received when the counter has looked at it. */
const intake = ({ receivedAt, channel, pace }: Filing): Happening[] => {
  const accepted =
    channel === 2 ? toOfficeHours(receivedAt + (20 + (pace % 280)) * 60_000) : receivedAt
  const started = toOfficeHours(accepted + (10 + (pace % 170)) * 60_000)
  const received = { at: accepted, status: code.received }
  const processing = { at: started, status: code.processing }
  return channel === 2
    ? [{ at: receivedAt, status: code.registered }, received, processing]
    : [received, processing]
}

const isCollected = (collected: number): boolean => collected % 100 < 88

const finish = (at: number, filing: Filing): Happening[] => {
  const completed = { at, status: code.completed }
  if (!isCollected(filing.collected)) return [completed]
  const fetched = toOfficeHours(at + (15 + ((filing.collected >>> 8) % 2_880)) * 60_000)
  return [completed, { at: fetched, status: code.returned }]
}

const pause = (status: 5 | 6, days: number, filing: Filing, due: number): Happening[] => {
  const from = between(
    filing.receivedAt,
    filing.receivedAt + (due - filing.receivedAt) / 2,
    filing.pace,
  )
  const until = afterWorkingDays(from, days, filing.pace)
  const done = between(until, due + (until - from), filing.pace)
  return [
    { at: from, status },
    { at: until, status: code.processing },
    ...finish(Math.max(done, until + hourMs), filing),
  ]
}

const ending = (filing: Filing, due: number): Happening[] => {
  const { receivedAt, pace } = filing
  const single = (at: number, status: number) => [{ at, status }]
  switch (fateOf(filing.fate)) {
    case 'ON_TIME':
      return finish(between(receivedAt, due, pace), filing)
    case 'LATE':
      return finish(afterWorkingDays(due, 1 + (pace % 10), pace), filing)
    case 'STUCK':
      return finish(afterWorkingDays(due, 30 + (pace % 220), pace), filing)
    case 'SUPPLEMENT':
      return pause(code.supplement, 2 + (pace % 12), filing, due)
    case 'PAYMENT':
      return pause(code.payment, 1 + (pace % 4), filing, due)
    case 'ABANDONED': {
      const from = between(receivedAt, due, pace)
      const closed = toOfficeHours(from + patienceDays * 24 * hourMs)
      return [
        { at: from, status: code.supplement },
        { at: closed, status: code.stopped },
      ]
    }
    case 'NOT_ACCEPTED':
      return single(toOfficeHours(receivedAt + (30 + (pace % 300)) * 60_000), code.notAccepted)
    case 'WITHDRAWN':
      return single(between(receivedAt, due, pace), code.withdrawn)
    case 'STOPPED':
      return single(between(receivedAt, due, pace), code.stopped)
  }
}

const isRefused = (happenings: readonly Happening[]): boolean =>
  happenings[0]?.status === code.notAccepted

/** Everything that ever happens to a dossier. What has happened by now is cut out of it. */
export const lifeOf = (filing: Filing): Life => {
  const due = dueOf(filing.receivedAt, filing.workingDays)
  const end = ending(filing, due)
  const firstEnd = end[0]?.at ?? Infinity
  const start = intake(filing).filter(
    ({ at, status }, order) =>
      order === 0 || (at < firstEnd && !(isRefused(end) && status === code.processing)),
  )
  return { happenings: [...start, ...end], dueAt: due }
}

/**
 * The status that a dossier ends in, known without its timeline once it was received longer than `settledAfterMs` ago;
 * null for one that may take a year.
 */
export const settledStatus = (fate: number, collected: number): number | null => {
  switch (fateOf(fate)) {
    case 'STUCK':
    case 'ABANDONED':
      return null
    case 'NOT_ACCEPTED':
      return code.notAccepted
    case 'WITHDRAWN':
      return code.withdrawn
    case 'STOPPED':
      return code.stopped
    case 'ON_TIME':
    case 'LATE':
    case 'SUPPLEMENT':
    case 'PAYMENT':
      return isCollected(collected) ? code.returned : code.completed
  }
}

/** By then all but the stuck have ended: twice the working days, for weekends, and two months of delays and holidays. */
export const settledAfterMs = (workingDays: number): number => (workingDays * 2 + 60) * dayMs

export const statusAt = (filing: Filing, now: number): number => {
  const happened = lifeOf(filing).happenings.filter(({ at }) => at <= now)
  return happened.at(-1)?.status ?? code.registered
}
