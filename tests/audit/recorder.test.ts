import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import type { AuditEvent, Verdict } from '../../src/audit/event.ts'
import { createRecorder } from '../../src/audit/recorder/index.ts'
import { timed, until } from '../support/redis.ts'
import { intent, outcome, recordNotices } from './fixture.ts'

/** A store that answers when it is told to. */
const createStore = () => {
  const written: AuditEvent[][] = []
  const state = { isBroken: false, isHung: false, probes: 0 }
  let release = Promise.withResolvers<undefined>()
  const answer = async (): Promise<void> => {
    if (state.isHung) await release.promise
    if (state.isBroken) throw new Error('broken')
  }
  return {
    written,
    state,
    hang: (): void => {
      state.isHung = true
      release = Promise.withResolvers<undefined>()
    },
    wake: (): void => {
      state.isHung = false
      release.resolve(undefined)
    },
    store: {
      async append(events: readonly AuditEvent[]): Promise<readonly Verdict[]> {
        await answer()
        written.push([...events])
        return events.map(() => 'RECORDED' as const)
      },
      async probe(): Promise<void> {
        state.probes += 1
        await answer()
      },
    },
  }
}

const open = (over: { writeTimeoutMs?: number; queueRecords?: number; isOpen?: boolean } = {}) => {
  const fake = createStore()
  const recorder = createRecorder(fake.store, {
    writeTimeoutMs: 100,
    queueRecords: 100,
    isOpen: true,
    now: () => new Date(),
    ...over,
  })
  onTestFinished(async () => {
    fake.wake()
    await recorder.close()
  })
  return { ...fake, recorder }
}

test('what arrives while one write is under way goes together in the next', async () => {
  const { recorder, written, hang, wake } = open()
  hang()
  const records = Array.from({ length: 10 }, () => recorder.record([intent(), intent()]))
  recorder.note([outcome('a'.repeat(32))])
  wake()
  expect(await Promise.all(records)).toEqual(
    Array.from({ length: 10 }, () => ['RECORDED', 'RECORDED']),
  )
  expect(written.map(({ length }) => length)).toEqual([2, 19])
})

test('nothing to record is recorded at once', async () => {
  const { recorder, written } = open()
  expect(await recorder.record([])).toEqual([])
  expect(written).toEqual([])
})

test('who waits for a store that hangs is told in time, and whoever comes then at once', async () => {
  const kinds = recordNotices()
  const { recorder, hang, wake, written } = open()
  hang()
  const waiting = [recorder.record([intent()]), recorder.record([intent()])]
  const { ms, outcome: settled } = await timed(() => Promise.allSettled(waiting))
  expect(ms).toBeLessThan(250)
  expect(settled).toMatchObject({ value: [{ status: 'rejected' }, { status: 'rejected' }] })
  expect(recorder.state()).toBe('closed')
  const late = await timed(() => recorder.record([intent()]))
  expect(late.outcome).toMatchObject({ reason: { name: 'AuditUnavailable' } })
  expect(late.ms).toBeLessThan(20)
  wake()
  await until(() => recorder.state() === 'open')
  await until(() => written.length === 2)
  expect(kinds).toEqual(['AUDIT_CLOSED', 'AUDIT_OPEN'])
})

test('a look that was written too late is noted as one of which nothing was shown', async () => {
  const { recorder, hang, wake, written } = open()
  hang()
  const look = intent()
  await expect(recorder.record([look, outcome(look.id)])).rejects.toThrow('cannot be written')
  wake()
  await until(() => written.length === 2)
  expect(written[0]).toHaveLength(2)
  expect(written[1]).toMatchObject([
    { kind: 'OUTCOME', id: look.id, result: 'ABORTED', subject: null, fields: [] },
  ])
})

test('a store that fails is tried again by itself and then records what nobody waited for', async () => {
  const { recorder, state, written } = open()
  state.isBroken = true
  const look = intent()
  await expect(recorder.record([look])).rejects.toThrow('cannot be written')
  recorder.note([outcome(look.id), outcome('b'.repeat(32))])
  expect(recorder.state()).toBe('closed')
  await until(() => state.probes >= 1)
  state.isBroken = false
  await until(() => recorder.state() === 'open')
  await until(() => written.length === 1)
  expect(written[0]?.map(({ kind }) => kind)).toEqual(['OUTCOME', 'OUTCOME', 'OUTCOME'])
  expect(await recorder.record([intent()])).toEqual(['RECORDED'])
})

test('a store that could not be opened is tried again by itself', async () => {
  const { recorder } = open({ isOpen: false })
  await expect(recorder.record([intent()])).rejects.toThrow('cannot be written')
  await until(() => recorder.state() === 'open')
  expect(await recorder.record([intent()])).toEqual(['RECORDED'])
})

test('what nobody waits for is kept within bounds, and what is lost is told', async () => {
  const kinds = recordNotices()
  const { recorder, state, written } = open({ queueRecords: 5 })
  state.isBroken = true
  await expect(recorder.record([intent()])).rejects.toThrow()
  for (let count = 0; count < 8; count += 1) recorder.note([outcome('c'.repeat(32))])
  expect(kinds.filter((kind) => kind === 'AUDIT_DROPPED')).toHaveLength(4)
  state.isBroken = false
  await until(() => written.length === 1)
  expect(written[0]).toHaveLength(5)
})

test('more waiting than the queue holds is refused at once', async () => {
  const { recorder, hang, wake } = open({ queueRecords: 5, writeTimeoutMs: 500 })
  hang()
  const kept = [recorder.record([intent()]), recorder.record([intent(), intent(), intent()])]
  const refused = await timed(() => recorder.record([intent(), intent(), intent()]))
  expect(refused.outcome).toMatchObject({ reason: { name: 'AuditUnavailable' } })
  expect(refused.ms).toBeLessThan(50)
  wake()
  expect(await Promise.all(kept)).toHaveLength(2)
})

test('more than fits in one write is written in several, and a record is never divided', async () => {
  const { recorder, written, hang, wake } = open({ queueRecords: 10_000, writeTimeoutMs: 900 })
  hang()
  const sizes = [1, 600, 600, 1_500, 3]
  const records = sizes.map((size) => recorder.record(Array.from({ length: size }, () => intent())))
  wake()
  expect((await Promise.all(records)).map(({ length }) => length)).toEqual(sizes)
  expect(written.map(({ length }) => length)).toEqual([1, 600, 600, 1_500, 3])
})

test('closing waits for what is under way, and not for ever', async () => {
  const { recorder, hang, written } = open()
  hang()
  const record = recorder.record([intent()])
  record.catch(() => undefined)
  await sleep(10)
  const { ms } = await timed(() => recorder.close())
  expect(ms).toBeLessThan(400)
  await expect(record).rejects.toThrow()
  expect(written).toEqual([])
})
