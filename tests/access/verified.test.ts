import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createVerified, type Verified } from '../../src/access/verified.ts'
import { citizen } from './policy-fixture.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date', 'setTimeout'] }))
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const now = () => Math.floor(Date.now() / 1_000)
const lasting = (seconds: number, iat = now()): Verified => ({
  payload: { iat, exp: now() + seconds },
  actor: citizen,
  epoch: 7,
})

const keep = (one: Verified, maxTokenAgeSeconds = 3_600) => {
  const verified = createVerified(maxTokenAgeSeconds)
  const name = verified.nameOf('a.token.shown')
  verified.keep(name, one)
  return { verified, name, get: (epoch = one.epoch) => verified.get(name, epoch) }
}

test('a token is known again, and no other', () => {
  const one = lasting(600)
  const { verified, get } = keep(one)
  expect(get()).toBe(one)
  expect(verified.get(verified.nameOf('another.token.shown'), one.epoch)).toBeUndefined()
})

test('a token is not known any more once the keys were read again', () =>
  expect(keep(lasting(600)).get(8)).toBeUndefined())

test('a token is known until its end, whatever else is believed', () => {
  const { get } = keep(lasting(10))
  vi.advanceTimersByTime(9_000)
  expect(get()).toBeDefined()
  vi.advanceTimersByTime(1_000)
  expect(get()).toBeUndefined()
})

test('a token is known until it has reached the greatest age, though it would last longer', () => {
  const { get } = keep(lasting(600, now() - 3_590))
  vi.advanceTimersByTime(9_000)
  expect(get()).toBeDefined()
  vi.advanceTimersByTime(1_000)
  expect(get()).toBeUndefined()
})

test('a token is verified again after a minute, however long it lasts', () => {
  const startedAt = performance.now()
  const { get } = keep(lasting(3_000))
  const after = (ms: number) => {
    vi.advanceTimersByTime(1_000)
    vi.spyOn(performance, 'now').mockReturnValue(startedAt + ms)
    return get()
  }
  expect(after(59_000)).toBeDefined()
  expect(after(62_000)).toBeUndefined()
})

test('a token without an end or a beginning is not known at all', () => {
  expect(keep({ ...lasting(600), payload: { iat: now() } }).get()).toBeUndefined()
  expect(keep({ ...lasting(600), payload: { exp: now() + 600 } }).get()).toBeUndefined()
})

test('the name of a token tells nothing that could be shown in its place', () => {
  const name = createVerified(60).nameOf('a.token.shown')
  expect(name).not.toMatch(/token|shown/)
  expect(Buffer.from(name, 'base64')).toHaveLength(32)
})

test('the tokens of ten thousand counters are known, and no more: the memory has an end', () => {
  const verified = createVerified(3_600)
  for (let index = 0; index <= 10_000; index += 1) verified.keep(String(index), lasting(600))
  expect(verified.get('0', 7)).toBeUndefined()
  expect(verified.get('1', 7)).toBeDefined()
})
