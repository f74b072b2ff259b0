import { channel } from 'node:diagnostics_channel'

/** One call to an upstream has ended. Labels are route templates, never ids. */
export interface UpstreamCall {
  readonly source: string
  readonly instance: string | null
  readonly route: string
  readonly outcome: 'ok' | 'timeout' | 'unavailable' | 'rejected' | 'malformed'
  readonly durationMs: number
}

/**
 * Something an operator must look at now, such as an answer about another person than the one asked for.
 * ID_DISAGREES: a record whose sex or birth year is not what its own number tells; it is given all the same.
 * FILE_BROKEN: a file that is read again when it changes cannot be used, and the last good one stays.
 */
export interface Alarm {
  readonly kind:
    | 'WRONG_PERSON'
    | 'UNASKED_ROW'
    | 'CONFLICTING_ROWS'
    | 'UNKNOWN_ENUM'
    | 'ID_DISAGREES'
    | 'FILE_BROKEN'
    | 'DOCUMENTS_BROKEN'
  readonly source: string
  readonly instance: string | null
}

/**
 * What befell the cache; reads are counted by the cache itself. `space` is null where only an opaque name is known.
 * TAMPERED: the seal does not fit. UNKNOWN_KEY: sealed with a key this replica does not (or no longer) have.
 * STORE_FAILED: one call got no answer in time or a refusal; STORE_FULL: the server keeps no more; STORE_DOWN / STORE_UP: it was
 * given up or is asked again; STORE_EVICTS: it may throw out version counters and is not used. KEYS_BROKEN: the key file cannot
 * be read, the last good one stays.
 */
export interface CacheEvent {
  readonly kind:
    | 'TAMPERED'
    | 'UNKNOWN_KEY'
    | 'STORE_FAILED'
    | 'STORE_FULL'
    | 'STORE_EVICTS'
    | 'STORE_DOWN'
    | 'STORE_UP'
    | 'KEYS_BROKEN'
  readonly space: string | null
  readonly count: number
}

/**
 * What befell the record of who looked at whom. AUDIT_CLOSED / AUDIT_OPEN: nothing personal leaves, or may again; AUDIT_DROPPED:
 * so many events that nobody waited for are lost; ANCHOR_FAILED: so many checkpoints wait to be anchored; AUDIT_TAMPERED: a
 * record does not open with its own key; AUDIT_KEYS_BROKEN: the key file cannot be read, the last good one stays;
 * AUDIT_KEY_MISSING: this month has no key, an older one is used.
 */
export interface AuditNotice {
  readonly kind:
    | 'AUDIT_CLOSED'
    | 'AUDIT_OPEN'
    | 'AUDIT_DROPPED'
    | 'ANCHOR_FAILED'
    | 'AUDIT_TAMPERED'
    | 'AUDIT_KEYS_BROKEN'
    | 'AUDIT_KEY_MISSING'
  readonly count: number
}

const upstreamCalls = channel('lien-thong:upstream')
const alarms = channel('lien-thong:alarm')
const cacheEvents = channel('lien-thong:cache')
const auditNotices = channel('lien-thong:audit')

/** Lower layers publish, telemetry subscribes: neither imports the other. */
export const publishCall = (call: UpstreamCall): void => upstreamCalls.publish(call)
export const publishAlarm = (alarm: Alarm): void => alarms.publish(alarm)
export const publishCacheEvent = (event: CacheEvent): void => cacheEvents.publish(event)
export const publishAuditNotice = (notice: AuditNotice): void => auditNotices.publish(notice)

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

export const onCacheEvent = (listener: (event: CacheEvent) => void): (() => void) => {
  const handle = (message: unknown) => listener(message as CacheEvent)
  cacheEvents.subscribe(handle)
  return () => {
    cacheEvents.unsubscribe(handle)
  }
}

export const onAuditNotice = (listener: (notice: AuditNotice) => void): (() => void) => {
  const handle = (message: unknown) => listener(message as AuditNotice)
  auditNotices.subscribe(handle)
  return () => {
    auditNotices.unsubscribe(handle)
  }
}
