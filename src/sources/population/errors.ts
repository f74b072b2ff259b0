import type { Alarm } from '../../lib/channels.ts'
import { publishAlarm } from '../../lib/channels.ts'
import { UpstreamError } from '../../lib/errors.ts'

export const source = 'population'

export const unavailable = (): UpstreamError => new UpstreamError(source, 'unavailable')

export const malformed = (reason?: string): UpstreamError =>
  new UpstreamError(source, 'malformed', reason === undefined ? {} : { reason })

export const rejected = (reason?: string): UpstreamError =>
  new UpstreamError(source, 'rejected', reason === undefined ? {} : { reason })

/** How the pure parts tell that an operator must look, without knowing who listens. */
export type Report = (kind: Alarm['kind']) => void

export const raiseAlarm: Report = (kind) => publishAlarm({ kind, source, instance: null })
