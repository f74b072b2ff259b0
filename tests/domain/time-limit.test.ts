import { expect, test } from 'vitest'
import type { Channel, FilingChannel, TimeUnit } from '../../src/domain/procedure.ts'
import { timeLimitOf } from '../../src/domain/time-limit.ts'

type Option = readonly [amount: number | null, unit: TimeUnit]

const filing = (channel: Channel, ...options: readonly Option[]): FilingChannel => ({
  channel,
  timeOptions: options.map(([amount, unit]) => ({
    amount,
    unit,
    rawUnit: unit,
    description: null,
    fees: [],
  })),
})

const channels = [
  filing('IN_PERSON', [3, 'WORKING_DAY'], [5, 'WORKING_DAY']),
  filing('ONLINE', [2, 'WORKING_DAY'], [1, 'MONTH']),
]

test('the time limit is that of the channel', () => {
  expect(
    timeLimitOf({ channels: [filing('POST', [7, 'DAY']), filing('ONLINE', [9, 'DAY'])] }, 'POST'),
  ).toEqual({
    amount: 7,
    unit: 'DAY',
  })
})

test('where a channel has several, the longest counts, because the case is not known', () => {
  expect(timeLimitOf({ channels }, 'IN_PERSON')).toEqual({ amount: 5, unit: 'WORKING_DAY' })
})

test('limits in different units are compared by their length', () => {
  expect(timeLimitOf({ channels }, 'ONLINE')).toEqual({ amount: 1, unit: 'MONTH' })
})

test('a channel that the procedure does not list is held to the longest of all', () => {
  expect(timeLimitOf({ channels }, 'POST')).toEqual({ amount: 1, unit: 'MONTH' })
})

test.each<readonly [string, Option]>([
  ['without an amount', [null, 'DAY']],
  ['of nothing', [0, 'DAY']],
  ['below nothing', [-1, 'DAY']],
  ['in an unknown unit', [3, 'UNKNOWN']],
  ['of more than ten years of days', [20_261_118, 'DAY']],
])('a time option %s is no limit', (_, option) => {
  expect(timeLimitOf({ channels: [filing('ONLINE', option)] }, 'ONLINE')).toBeNull()
})

test('a procedure without channels has no limit', () => {
  expect(timeLimitOf({ channels: [] }, 'ONLINE')).toBeNull()
})
