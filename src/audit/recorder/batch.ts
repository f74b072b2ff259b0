import { AuditUnavailable } from '../errors.ts'
import type { AuditEvent, Outcome, Verdict } from '../event.ts'

/** Events that one caller waits for. */
export interface Batch {
  readonly events: readonly AuditEvent[]
  readonly settled: Promise<readonly Verdict[]>
  isOver(): boolean
  succeed(verdicts: readonly Verdict[]): void
  fail(): void
}

/** Given up after `limitMs`, whatever becomes of it. */
export const createBatch = (
  events: readonly AuditEvent[],
  limitMs: number,
  onLate: () => void,
): Batch => {
  const { promise, resolve, reject } = Promise.withResolvers<readonly Verdict[]>()
  let isOver = false
  const end = (settle: () => void): void => {
    if (isOver) return
    isOver = true
    clearTimeout(timer)
    settle()
  }
  const fail = (): void =>
    end(() => reject(new AuditUnavailable('the audit store cannot be written')))
  const timer = setTimeout(() => {
    fail()
    onLate()
  }, limitMs)
  return {
    events,
    settled: promise,
    isOver: () => isOver,
    succeed: (verdicts) => end(() => resolve(verdicts)),
    fail,
  }
}

/** Of looks that were refused because nobody knew in time whether they were recorded: should they have been, nothing was shown. */
export const abortedLooks = (events: readonly AuditEvent[], at: number): readonly Outcome[] =>
  events
    .filter(({ kind }) => kind === 'INTENT')
    .map(({ id }) => ({
      kind: 'OUTCOME',
      id,
      at,
      result: 'ABORTED',
      subject: null,
      fields: [],
      sourceRequestId: null,
      cached: null,
    }))
