import type { Asker, AuditEvent, Charge } from '../event.ts'

interface Common {
  readonly asker?: Asker | undefined
  readonly charges?: readonly Charge[] | undefined
}

/** An event on its way to the thread: what is left out is as in the one before. */
export type ToldEvent = Omit<AuditEvent, keyof Common> & Common

const without = (event: AuditEvent, before: Common | undefined): ToldEvent => {
  if (event.kind === 'OUTCOME' || event.asker !== before?.asker) return event
  const { asker, ...told } = event
  if (!('charges' in told) || told.charges !== before.charges) return told
  const { charges, ...rest } = told
  return rest
}

/** Fifty looks of one list have one asker and one budget, and both are longer than all the rest of a look. */
export const withoutRepeats = (events: readonly AuditEvent[]): readonly ToldEvent[] => {
  let before: Common | undefined
  return events.map((event) => {
    const told = without(event, before)
    before = event.kind === 'OUTCOME' ? undefined : event
    return told
  })
}

const commonOf = (event: ToldEvent, before: Common): Common => {
  const { asker = before.asker, charges = before.charges } = event
  if (event.kind === 'OUTCOME') return {}
  return event.kind === 'INTENT' ? { asker, charges } : { asker }
}

/** Of what this very process has told. */
export const withRepeats = (told: readonly ToldEvent[]): readonly AuditEvent[] => {
  let before: Common = {}
  return told.map((event) => {
    before = commonOf(event, before)
    return { ...event, ...before } as AuditEvent
  })
}
