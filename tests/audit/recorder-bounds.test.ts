import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { AuditEvent } from '../../src/audit/event.ts'
import { createRecorder, type RecorderOptions } from '../../src/audit/recorder/index.ts'
import { intent, outcome, recordNotices } from './fixture.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const looks = (count: number) => Array.from({ length: count }, () => intent())

/** A recorder over a store that fails or hangs as `state` says, and counts what it is asked. */
const open = (over: Partial<RecorderOptions> = {}) => {
  const written: number[] = []
  const state = { isBroken: false, isHung: false, probes: 0 }
  const answer = async (): Promise<void> => {
    if (state.isHung) await new Promise(() => undefined)
    if (state.isBroken) throw new Error('broken')
  }
  const store = {
    async append(events: readonly AuditEvent[]) {
      await answer()
      written.push(events.length)
      return events.map(() => 'RECORDED' as const)
    },
    async probe() {
      state.probes += 1
      await answer()
    },
  }
  const options = { writeTimeoutMs: 100, queueRecords: 5, isOpen: true, now: () => new Date() }
  return { written, state, recorder: createRecorder(store, { ...options, ...over }) }
}

/** Everything but timers. */
const settled = () => vi.advanceTimersByTimeAsync(0)

test('what nobody waits for is written after a fiftieth of a second where no record takes it along', async () => {
  const { recorder, written } = open()
  recorder.note([outcome('1')])
  recorder.note([outcome('2')])
  await vi.advanceTimersByTimeAsync(19)
  expect(written).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  expect(written).toEqual([2])
  expect(vi.getTimerCount()).toBe(0)
})

test('what nobody waits for goes along with the next record', async () => {
  const { recorder, written } = open()
  recorder.note([outcome('1')])
  await recorder.record([intent()])
  expect(written).toEqual([2])
  await vi.advanceTimersByTimeAsync(1_000)
  expect(written).toEqual([2])
})

test('a thousand that nobody waits for do not wait either', async () => {
  const { recorder, written } = open({ queueRecords: 10_000 })
  recorder.note(Array.from({ length: 999 }, () => outcome('1')))
  await settled()
  expect(written).toEqual([])
  recorder.note([outcome('1')])
  await settled()
  expect(written).toEqual([1_000])
})

test('as many wait as the queue holds, and not one more', async () => {
  const { recorder, state } = open()
  state.isHung = true
  const kept = [recorder.record(looks(1)), recorder.record(looks(5))]
  await expect(recorder.record(looks(1))).rejects.toThrow('cannot be written')
  expect(recorder.state()).toBe('open')
  const ended = Promise.allSettled(kept)
  await vi.advanceTimersByTimeAsync(100)
  expect(await ended).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }])
})

test('a thousand fit in one write', async () => {
  const { recorder, written } = open({ queueRecords: 10_000 })
  await Promise.all([1, 400, 600, 1].map((size) => recorder.record(looks(size))))
  expect(written).toEqual([1, 1_000, 1])
})

test('where one is given up, all who wait are told with it', async () => {
  const { recorder, state } = open({ queueRecords: 100 })
  state.isHung = true
  const first = Promise.allSettled([recorder.record(looks(1))])
  await vi.advanceTimersByTimeAsync(60)
  const later = Promise.allSettled([recorder.record(looks(1))])
  await vi.advanceTimersByTimeAsync(40)
  expect(await first).toMatchObject([{ status: 'rejected' }])
  expect(await later).toMatchObject([{ reason: { name: 'AuditUnavailable' } }])
  expect(recorder.state()).toBe('closed')
})

test('closing writes what nobody waits for, and leaves no clock running', async () => {
  const kinds = recordNotices()
  const { recorder, written } = open()
  await recorder.record([intent()])
  recorder.note([outcome('1'), outcome('2')])
  await recorder.close()
  expect(written).toEqual([1, 2])
  await expect(recorder.record([intent()])).rejects.toThrow('cannot be written')
  expect(written).toEqual([1, 2])
  expect(kinds).toEqual([])
})

test('closing what cannot be written does not wait, says what is lost, and tries no more', async () => {
  const kinds = recordNotices()
  const { recorder, state } = open({ isOpen: false })
  state.isBroken = true
  recorder.note([outcome('1')])
  await vi.advanceTimersByTimeAsync(1_100)
  expect(state.probes).toBe(2)
  await recorder.close()
  await vi.advanceTimersByTimeAsync(5_000)
  expect(state.probes).toBe(2)
  expect(kinds).toEqual(['AUDIT_DROPPED'])
  expect(vi.getTimerCount()).toBe(0)
})

test('closing waits for a store that hangs as long as two writes may take', async () => {
  const { recorder, state } = open()
  state.isHung = true
  recorder.note([outcome('1')])
  let hasClosed = false
  const closing = recorder.close().then(() => (hasClosed = true))
  await vi.advanceTimersByTimeAsync(199)
  expect(hasClosed).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  expect(await closing).toBe(true)
})
