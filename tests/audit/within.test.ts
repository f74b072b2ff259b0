import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { AuditUnavailable } from '../../src/audit/errors.ts'
import { within } from '../../src/audit/within.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

test('what comes in time is given, and the clock is stopped', async () => {
  expect(await within(1_000, Promise.resolve('a'))).toBe('a')
  expect(vi.getTimerCount()).toBe(0)
})

test('what takes too long is told by then', async () => {
  const never = new Promise<string>(() => undefined)
  const settled = vi.fn()
  const waiting = within(1_000, never).catch(settled)
  await vi.advanceTimersByTimeAsync(999)
  expect(settled).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1)
  await waiting
  expect(settled).toHaveBeenCalledWith(
    expect.objectContaining({
      name: 'AuditUnavailable',
      message: 'the audit store does not answer in time',
    }),
  )
})

test('whatever fails, the store cannot be used; why is kept for operators', async () => {
  const cause = new Error('disk full')
  await expect(within(1_000, Promise.reject(cause))).rejects.toMatchObject({
    name: 'AuditUnavailable',
    message: 'the audit store cannot be used',
    cause,
  })
  expect(vi.getTimerCount()).toBe(0)
})

test('what already says that the store is unavailable is handed on as it is', async () => {
  const error = new AuditUnavailable('closed')
  await expect(within(1_000, Promise.reject(error))).rejects.toBe(error)
})
