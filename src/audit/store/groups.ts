import type { AuditEvent } from '../event.ts'
import { groupOf } from '../look-name.ts'

/** Events that are one record: what stands in its own columns is the same for all of them. */
export type EventGroup = readonly [AuditEvent, ...AuditEvent[]]

const keyOf = (event: AuditEvent): string =>
  [
    event.kind,
    groupOf(event.id),
    event.at,
    event.kind === 'INTENT' ? event.hiddenUntil : null,
    event.kind === 'OUTCOME' ? null : event.asker.requestId,
  ].join(' ')

/**
 * The looks of one list are one record, placed where the first of them came: to seal, chain and index each of them by itself was most
 * of what a board costs.
 */
export const groupUp = (events: readonly AuditEvent[]): readonly EventGroup[] => {
  const groups = new Map<string, [AuditEvent, ...AuditEvent[]]>()
  for (const event of events) {
    const key = keyOf(event)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [event])
    else group.push(event)
  }
  return [...groups.values()]
}
