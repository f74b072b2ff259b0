import { type DestinationStream, type Logger, pino } from 'pino'
import { onAlarm } from '../lib/channels.ts'

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
] as const

const allowListed = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    allowed.flatMap((key) => (fields[key] === undefined ? [] : [[key, fields[key]]])),
  )

/** JSON lines on standard output, or wherever `destination` writes. */
export const createLog = (level: LogLevel, destination?: DestinationStream): Logger =>
  pino({ level, base: null, formatters: { log: allowListed } }, destination)

/** Writes what needs an operator now; returns the way to stop. */
export const logAlarms = (log: Logger): (() => void) =>
  onAlarm(({ kind, source, instance }) => log.error({ event: 'alarm', kind, source, instance }))
