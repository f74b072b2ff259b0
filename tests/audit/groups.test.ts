import { expect, test } from 'vitest'
import { nameLook } from '../../src/audit/look-name.ts'
import { groupUp } from '../../src/audit/store/groups.ts'
import { isAt, packPersons } from '../../src/audit/store/persons.ts'
import { asker, intent, outcome, refusal } from './look.ts'

const [first, second] = [nameLook('a', 0), nameLook('a', 1)]
const at = 7
const sizesOf = (...events: Parameters<typeof groupUp>[0]) =>
  groupUp(events).map(({ length }) => length)

test('looks of one name are one record, in the place of the first of them', () => {
  const other = intent({ at })
  const groups = groupUp([intent({ id: first, at }), other, intent({ id: second, at })])
  expect(groups.map((group) => group.map(({ id }) => id))).toEqual([[first, second], [other.id]])
  expect(sizesOf(outcome(first, { at }), outcome(second, { at }))).toEqual([2])
  expect(sizesOf(refusal({ id: first, at }), refusal({ id: second, at }))).toEqual([2])
})

test.each([
  ['kind', refusal({ id: second, at })],
  ['name', intent({ id: nameLook('b', 1), at })],
  ['moment', intent({ id: second, at: 8 })],
  ['day of release', intent({ id: second, at, hiddenUntil: 9 })],
  ['request', intent({ id: second, at, asker: { ...asker, requestId: 'request-2' } })],
])('a look of another %s is a record of its own', (_, event) =>
  expect(sizesOf(intent({ id: first, at }), event)).toEqual([1, 1]),
)

test('a record bears out whose look is in which place, and no other', () => {
  const [one, other] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]
  const packed = packPersons([
    { subject: one, place: 0 },
    { subject: other, place: 300 },
    { subject: one, place: 2 },
  ])
  if (packed === null) throw new Error('nobody was packed')
  expect([isAt(packed, [one], 0), isAt(packed, [one], 2), isAt(packed, [other], 300)]).toEqual([
    true,
    true,
    true,
  ])
  expect([isAt(packed, [one], 300), isAt(packed, [other], 0), isAt(packed, [], 0)]).toEqual([
    false,
    false,
    false,
  ])
  expect(packPersons([])).toBeNull()
})

test('a record of the first form bears out its one person', () => {
  const [one, other] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]
  expect([isAt(one, [other, one], 0), isAt(one, [one], 1), isAt(one, [other], 0)]).toEqual([
    true,
    false,
    false,
  ])
})
