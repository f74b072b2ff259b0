import { expect, test } from 'vitest'
import {
  bodyOf,
  fieldsOfOutcome,
  intakeBodyOf,
  toIntake,
  toUsage,
} from '../../src/audit/store/bodies.ts'
import { asker, charge, intent, officer, outcome, refusal, someone } from './fixture.ts'

const purpose = { kind: 'INTAKE', procedure: '1.004194', dossier: null } as const
const contentOf = (body: string): unknown => JSON.parse(body)

test('of a look it is sealed who asked, for what, from where and what may be shown', () => {
  const look = intent({ purpose, charges: [charge()], followUp: { deadlineAt: 5 } })
  expect(contentOf(bodyOf(look))).toEqual({
    asker,
    purpose,
    source: 'population',
    classes: ['IDENTITY'],
    followUp: { deadlineAt: 5 },
  })
})

test('of an outcome it is sealed what left and by which call it came', () => {
  expect(contentOf(bodyOf(outcome('a')))).toEqual({
    result: 'SHOWN',
    fields: ['fullName', 'birthDate'],
    sourceRequestId: 'YC-1',
    cached: false,
  })
})

test('of a refusal it is sealed who asked for what, and why it was refused', () => {
  expect(contentOf(bodyOf(refusal({ purpose })))).toEqual({
    asker,
    purpose,
    reason: 'NO_PURPOSE',
  })
})

test('the person stands in no body: their number is kept as a name under a key only', () => {
  for (const event of [intent(), outcome('a'), refusal()])
    expect(bodyOf(event)).not.toContain(someone)
  expect(intakeBodyOf(intent())).not.toContain(someone)
})

test('a person is shown which agency looked and why, and no officer', () => {
  const usage = toUsage(7, bodyOf(intent({ purpose })), ['fullName'])
  expect(usage).toEqual({
    at: 7,
    purpose: 'INTAKE',
    procedure: '1.004194',
    organisation: '000.00.01.H26',
    client: 'one-stop-hn',
    source: 'population',
    fields: ['fullName'],
  })
  expect(JSON.stringify(usage)).not.toContain(officer)
})

test.each(['DOSSIER', 'INTAKE', 'SELF'])('a look for the purpose %s is shown as one', (kind) => {
  expect(toUsage(7, JSON.stringify({ purpose: { kind } }), null)).toEqual({
    at: 7,
    purpose: kind,
    procedure: null,
    organisation: null,
    client: '',
    source: '',
    fields: null,
  })
})

test.each(['{}', '{"purpose":"SELF"}', '{"purpose":{"kind":"ANOTHER"}}'])(
  'a look of which %s is known is none that a person can be shown',
  (body) => {
    expect(() => toUsage(7, body, null)).toThrow('a sealed intent has no purpose')
  },
)

test.each(['[]', 'null', '"text"'])('a body that is %s is refused', (body) => {
  expect(() => toUsage(7, body, null)).toThrow('a sealed body is no object')
  expect(() => fieldsOfOutcome(body)).toThrow('a sealed body is no object')
})

test('the fields that left are those of the outcome, as far as they are names', () => {
  expect(fieldsOfOutcome(bodyOf(outcome('a')))).toEqual(['fullName', 'birthDate'])
  expect(fieldsOfOutcome('{"fields":["fullName",1,null]}')).toEqual(['fullName'])
  expect(fieldsOfOutcome('{"fields":"fullName"}')).toEqual([])
})

test('an intake tells who took it in and for which procedure', () => {
  const name = { id: 'a', at: 7, deadlineAt: 8 }
  expect(toIntake(name, intakeBodyOf(intent({ purpose })))).toEqual({
    ...name,
    client: 'one-stop-hn',
    officer,
    organisation: '000.00.01.H26',
    procedure: '1.004194',
  })
  expect(toIntake(name, '{"officer":5}')).toEqual({
    ...name,
    client: '',
    officer: null,
    organisation: null,
    procedure: null,
  })
})
