import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { AuditEvent } from '../../src/audit/event.ts'
import { type ToldEvent, withRepeats, withoutRepeats } from '../../src/audit/store/repeats.ts'
import { asker, charge, intent, newId, outcome, refusal } from './look.ts'

const askers = [asker, { ...asker, requestId: 'request-2' }] as const
const charges = [[], [charge()], [charge({ limit: 9 })]] as const

const classes = [['IDENTITY'], ['IDENTITY', 'FAMILY'], []] as const

const anyEvent: fc.Arbitrary<AuditEvent> = fc
  .record({
    kind: fc.constantFrom('INTENT', 'OUTCOME', 'REFUSAL'),
    by: fc.constantFrom(...askers),
    of: fc.constantFrom(...charges),
    may: fc.constantFrom(...classes),
  })
  .map(({ kind, by, of, may }) => {
    if (kind === 'OUTCOME') return outcome(newId())
    return kind === 'INTENT'
      ? intent({ asker: by, charges: of, classes: may })
      : refusal({ asker: by })
  })

test('events are the same once they are told to the thread, whatever they have in common', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 12 }), (events) => {
      const told = JSON.stringify(withoutRepeats(events))
      expect(withRepeats(JSON.parse(told) as readonly ToldEvent[])).toEqual(events)
    }),
  )
})

test('who asks for fifty persons, by which budget and what may be shown is told once', () => {
  const of = [charge()]
  const may = { charges: of, classes: ['IDENTITY'] }
  const told = withoutRepeats(Array.from({ length: 50 }, () => intent(may)))
  expect(told.filter((event) => event.asker !== undefined)).toHaveLength(1)
  expect(told.filter((event) => event.charges !== undefined)).toHaveLength(1)
  expect(told.filter((event) => event.classes !== undefined)).toHaveLength(1)
})
