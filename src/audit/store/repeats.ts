import type { Asker, AuditEvent, Charge } from '../event.ts'

interface Common {
  readonly asker?: Asker | undefined
  readonly charges?: readonly Charge[] | undefined
  readonly classes?: readonly string[] | undefined
}

/** An event on its way to the thread: what is left out is as in the one before. */
export type ToldEvent = Omit<AuditEvent, keyof Common> & Common

/** Left out where the one before has the very same: nothing is compared that is not one object. */
const without = (event: AuditEvent, before: Common): ToldEvent => {
  if (event.kind === 'OUTCOME') return event
  const asker = event.asker === before.asker ? undefined : event.asker
  if (event.kind === 'REFUSAL') return { ...event, asker }
  return {
    ...event,
    asker,
    charges: event.charges === before.charges ? undefined : event.charges,
    classes: event.classes === before.classes ? undefined : event.classes,
  }
}

/** Fifty looks of one list have one asker and one budget, and both are longer than all the rest of a look. */
export const withoutRepeats = (events: readonly AuditEvent[]): readonly ToldEvent[] => {
  let before: Common = {}
  return events.map((event) => {
    const told = without(event, before)
    before = event.kind === 'OUTCOME' ? {} : event
    return told
  })
}

const commonOf = (event: ToldEvent, before: Common): Common => {
  const { asker = before.asker, charges = before.charges, classes = before.classes } = event
  if (event.kind === 'OUTCOME') return {}
  return event.kind === 'INTENT' ? { asker, charges, classes } : { asker }
}

/** Of what this very process has told. */
export const withRepeats = (told: readonly ToldEvent[]): readonly AuditEvent[] => {
  let before: Common = {}
  return told.map((event) => {
    before = commonOf(event, before)
    return { ...event, ...before } as AuditEvent
  })
}
