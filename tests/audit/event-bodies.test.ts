import { expect, test } from 'vitest'
import { nameLook } from '../../src/audit/look-name.ts'
import {
  bodyOf,
  fieldsOfOutcome,
  intakeBodyOf,
  toIntake,
  toUsage,
} from '../../src/audit/store/bodies.ts'
import { asker, charge, intent, officer, outcome, refusal, someone } from './fixture.ts'

const purpose = { kind: 'INTAKE', procedure: '1.004194', dossier: null } as const
const [ninth, tenth] = [nameLook('a', 9), nameLook('a', 10)]
const first = { at: 7, place: 0 }
const contentOf = (body: string): unknown => JSON.parse(body)

test('of a look it is sealed who asked, for what, from where and what may be shown', () => {
  const look = intent({ id: ninth, purpose, charges: [charge()], followUp: { deadlineAt: 5 } })
  expect(contentOf(bodyOf([look]))).toEqual({
    asker,
    looks: [
      {
        place: 9,
        purpose,
        source: 'population',
        classes: ['IDENTITY'],
        followUp: { deadlineAt: 5 },
      },
    ],
  })
})

test('of an outcome it is sealed what left and by which call it came', () => {
  const shown = { result: 'SHOWN', sourceRequestId: 'YC-1', cached: false }
  expect(contentOf(bodyOf([outcome(ninth), outcome(tenth, { fields: ['gender'] })]))).toEqual({
    looks: [
      { place: 9, ...shown, fields: ['fullName', 'birthDate'] },
      { place: 10, ...shown, fields: ['gender'] },
    ],
  })
})

test('of a refusal it is sealed who asked for what, and why it was refused', () => {
  expect(contentOf(bodyOf([refusal({ id: tenth, purpose })]))).toEqual({
    asker,
    looks: [{ place: 10, purpose, reason: 'NO_PURPOSE' }],
  })
})

test('the person stands in no body: their number is kept as a name under a key only', () => {
  for (const event of [intent(), outcome(ninth), refusal()])
    expect(bodyOf([event])).not.toContain(someone)
  expect(intakeBodyOf(intent())).not.toContain(someone)
})

test('a person is shown which agency looked and why, and no officer', () => {
  const usage = toUsage(
    { at: 7, place: 10 },
    bodyOf([intent({ id: ninth }), intent({ id: tenth, purpose })]),
    ['fullName'],
  )
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
  expect(toUsage(first, JSON.stringify({ purpose: { kind } }), null)).toEqual({
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
    expect(() => toUsage(first, body, null)).toThrow('a sealed intent has no purpose')
  },
)

test.each(['[]', 'null', '"text"'])('a body that is %s is refused', (body) => {
  expect(() => toUsage(first, body, null)).toThrow('a sealed body is no object')
  expect(() => fieldsOfOutcome(body, 0)).toThrow('a sealed body is no object')
})

test('the fields that left are those of the outcome, as far as they are names', () => {
  const body = bodyOf([outcome(ninth), outcome(tenth, { fields: ['gender'] })])
  expect(fieldsOfOutcome(body, 9)).toEqual(['fullName', 'birthDate'])
  expect(fieldsOfOutcome(body, 10)).toEqual(['gender'])
  expect(fieldsOfOutcome('{"looks":[{"place":0,"fields":["fullName",1,null]}]}', 0)).toEqual([
    'fullName',
  ])
  expect(fieldsOfOutcome('{"looks":[{"place":0,"fields":"fullName"}]}', 0)).toEqual([])
})

test('a record tells nothing of a look that is not one of its own', () => {
  expect(fieldsOfOutcome(bodyOf([outcome(ninth)]), 3)).toBeNull()
  expect(fieldsOfOutcome('{"looks":[null,7,"text"]}', 0)).toBeNull()
  expect(toUsage(first, bodyOf([intent({ id: ninth })]), null)).toBeNull()
})

test('a record of the first form, which is of one look, is still read', () => {
  expect(fieldsOfOutcome('{"fields":["fullName"]}', 0)).toEqual(['fullName'])
  const body = JSON.stringify({ asker, purpose, source: 'population' })
  expect(toUsage(first, body, null)).toMatchObject({ client: 'one-stop-hn', source: 'population' })
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
