import { publishAuditNotice } from '../../lib/channels.ts'
import type { AuditEvent } from '../event.ts'

/** Events that nobody waits for, oldest first; the newest are lost where there are too many. */
export const createBacklog = (most: number) => {
  let events: readonly AuditEvent[] = []
  const keep = (candidates: readonly AuditEvent[]): void => {
    events = candidates.slice(0, most)
    const dropped = candidates.length - events.length
    if (dropped > 0) publishAuditNotice({ kind: 'AUDIT_DROPPED', count: dropped })
  }
  return {
    add: (added: readonly AuditEvent[]): void => keep([...events, ...added]),
    /** For what was taken and could not be written. */
    putBack: (taken: readonly AuditEvent[]): void => keep([...taken, ...events]),
    take(count: number): readonly AuditEvent[] {
      const taken = events.slice(0, count)
      events = events.slice(count)
      return taken
    },
    /** For the end: what is left is lost. */
    dropAll(): void {
      if (events.length > 0) publishAuditNotice({ kind: 'AUDIT_DROPPED', count: events.length })
      events = []
    },
    size: (): number => events.length,
  }
}
