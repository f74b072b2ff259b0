import { channel } from 'node:diagnostics_channel'

/** One call to an upstream has ended. Labels are route templates, never ids. */
export interface UpstreamCall {
  readonly source: string
  readonly instance: string | null
  readonly route: string
  readonly outcome: 'ok' | 'timeout' | 'unavailable' | 'rejected' | 'malformed'
  readonly durationMs: number
}

/** Something an operator must look at now, such as an answer about another person than the one asked for. */
export interface Alarm {
  readonly kind: 'WRONG_PERSON' | 'UNASKED_ROW' | 'CONFLICTING_ROWS' | 'UNKNOWN_ENUM'
  readonly source: string
  readonly instance: string | null
}

const upstreamCalls = channel('lien-thong:upstream')
const alarms = channel('lien-thong:alarm')

/** Lower layers publish, telemetry subscribes: neither imports the other. */
export const publishCall = (call: UpstreamCall): void => upstreamCalls.publish(call)
export const publishAlarm = (alarm: Alarm): void => alarms.publish(alarm)

export const onCall = (listener: (call: UpstreamCall) => void): (() => void) => {
  const handle = (message: unknown) => listener(message as UpstreamCall)
  upstreamCalls.subscribe(handle)
  return () => {
    upstreamCalls.unsubscribe(handle)
  }
}

export const onAlarm = (listener: (alarm: Alarm) => void): (() => void) => {
  const handle = (message: unknown) => listener(message as Alarm)
  alarms.subscribe(handle)
  return () => {
    alarms.unsubscribe(handle)
  }
}
