import { AuditUnavailable } from '../errors.ts'
import type { AuditEvent, Verdict } from '../event.ts'
import type { Audit, AuditStore } from '../types.ts'
import { createBacklog } from './backlog.ts'
import { abortedLooks, type Batch, createBatch } from './batch.ts'
import { createGate } from './gate.ts'

export interface RecorderOptions {
  readonly writeTimeoutMs: number
  readonly queueRecords: number
  readonly isOpen: boolean
  readonly now: () => Date
}

export interface Recorder extends Pick<Audit, 'record' | 'note' | 'state'> {
  /** Waits for what is under way and writes what is left, as long as a write may take each. */
  close(): Promise<void>
}

/** The most events in one transaction. */
const mostAtOnce = 1_000

/** What nobody waits for goes along with the next record, and so long at most without one: a write of its own costs as much. */
const aloneAfterMs = 20

const verdictsPerBatch = (
  batches: readonly Batch[],
  verdicts: readonly Verdict[],
): readonly (readonly Verdict[])[] => {
  let start = 0
  return batches.map(({ events }) => verdicts.slice(start, (start += events.length)))
}

/** One write at a time; what arrives meanwhile goes together in the next. */
export const createRecorder = (
  store: Pick<AuditStore, 'append'> & { readonly probe: () => Promise<void> },
  { writeTimeoutMs, queueRecords, isOpen, now }: RecorderOptions,
): Recorder => {
  let queue: readonly Batch[] = []
  let flight: Promise<void> | null = null
  let isEnding = false
  let alone: NodeJS.Timeout | null = null
  const backlog = createBacklog(queueRecords)

  const failQueue = (): void => {
    for (const batch of queue) batch.fail()
    queue = []
  }

  const takeBatches = (): readonly Batch[] => {
    let count = 0
    const taken = queue.filter((batch) => !batch.isOver())
    const end = taken.findIndex(({ events }) => (count += events.length) > mostAtOnce)
    // One that is larger than the bound goes alone.
    const size = end === -1 ? taken.length : Math.max(end, 1)
    queue = taken.slice(size)
    return taken.slice(0, size)
  }

  const write = async (batches: readonly Batch[], notes: readonly AuditEvent[]): Promise<void> => {
    const waited = batches.flatMap(({ events }) => events)
    try {
      const verdicts = await store.append([...waited, ...notes])
      const late = batches.filter((batch) => batch.isOver())
      backlog.add(late.flatMap(({ events }) => abortedLooks(events, now().getTime())))
      for (const [index, own] of verdictsPerBatch(batches, verdicts).entries())
        batches[index]?.succeed(own)
      gate.open()
    } catch {
      gate.close()
      for (const batch of batches) batch.fail()
      failQueue()
      backlog.putBack([...notes, ...abortedLooks(waited, now().getTime())])
    }
  }

  const fly = (run: () => Promise<void>): void => {
    flight = run().finally(() => {
      flight = null
      pump()
    })
  }

  const writeAloneSoon = (): void => {
    alone ??= setTimeout(() => {
      alone = null
      pump(true)
    }, aloneAfterMs)
  }

  const pump = (isDue = false): void => {
    if (flight !== null || !gate.isOpen()) return
    const batches = takeBatches()
    if (batches.length > 0 || isDue || backlog.size() >= mostAtOnce) {
      const notes = backlog.take(mostAtOnce)
      if (batches.length + notes.length > 0) fly(() => write(batches, notes))
    } else if (backlog.size() > 0) writeAloneSoon()
  }

  const probe = (): void => {
    if (flight === null)
      fly(() =>
        store.probe().then(
          () => gate.open(),
          () => undefined,
        ),
      )
  }
  const gate = createGate(isOpen, probe)

  const giveUp = (): void => {
    gate.close()
    failQueue()
  }

  const waiting = (): number =>
    queue.reduce((count, { events }) => count + events.length, backlog.size())

  const settle = async (): Promise<void> => {
    if (!gate.isOpen() || (flight === null && waiting() === 0)) return
    pump(true)
    await flight
    await settle()
  }

  return {
    state: () => (gate.isOpen() ? 'open' : 'closed'),
    async record(events) {
      if (events.length === 0) return []
      if (isEnding || !gate.isOpen() || waiting() + events.length > queueRecords)
        throw new AuditUnavailable('the audit store cannot be written')
      const batch = createBatch(events, writeTimeoutMs, giveUp)
      queue = [...queue, batch]
      pump()
      return batch.settled
    },
    note(events) {
      backlog.add(events)
      pump()
    },
    async close() {
      isEnding = true
      const { promise: late, resolve } = Promise.withResolvers<undefined>()
      const timer = setTimeout(() => resolve(undefined), 2 * writeTimeoutMs)
      await Promise.race([settle(), late])
      clearTimeout(timer)
      gate.stop()
      failQueue()
      backlog.dropAll()
    },
  }
}
