import { type DestinationStream, type Logger, pino } from 'pino'
import { type Alarm, onAlarm } from '../lib/channels.ts'

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

/** Only these keys are ever written; a field that somebody logs in passing does not appear. */
const allowed = [
  'event',
  'requestId',
  'client',
  'role',
  'operation',
  'errors',
  'sources',
  'durationMs',
  'source',
  'instance',
  'kind',
  'signal',
  'port',
  'adminPort',
  'code',
  'status',
  'at',
] as const

const allowListed = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    allowed.flatMap((key) => (fields[key] === undefined ? [] : [[key, fields[key]]])),
  )

/** JSON lines on standard output, or wherever `destination` writes. */
export const createLog = (level: LogLevel, destination?: DestinationStream): Logger =>
  pino({ level, base: null, formatters: { log: allowListed } }, destination)

/** A line of a stack that names a place in the code. */
const frame = /^\s+at (?:[^()\d]\S*(?: \S+){0,3} \()?(?:file:|node:|\/)[^\s()]+:\d+:\d+\)?$/

/** A text of several lines could look like a place in the code, so that it is taken out first. */
const placesIn = ({ stack = '', message }: Error): readonly string[] => {
  const start = message === '' ? -1 : stack.indexOf(message)
  const rest = start === -1 ? stack : stack.slice(start + message.length)
  return rest
    .split('\n')
    .filter((line) => frame.test(line))
    .slice(0, 8)
}

/** What may be written of an unexpected error: its class and where it was thrown, never its text. */
export const faultFields = (error: unknown): { kind: string; at: readonly string[] } => ({
  kind: error instanceof Error ? error.constructor.name : typeof error,
  at: error instanceof Error ? placesIn(error) : [],
})

/** The last line of a process that an unexpected error ends. */
export const logCrash = (level: LogLevel, error: unknown): void => {
  createLog(level).fatal({ event: 'crash', ...faultFields(error) })
}

/** Corrected records will always disagree with their numbers: counted, but nobody is woken for one. */
const warnings: readonly Alarm['kind'][] = ['ID_DISAGREES']

/** Writes what needs an operator now; returns the way to stop. */
export const logAlarms = (log: Logger): (() => void) =>
  onAlarm(({ kind, source, instance }) => {
    log[warnings.includes(kind) ? 'warn' : 'error']({ event: 'alarm', kind, source, instance })
  })
