import { expect, test, vi } from 'vitest'
import { createBacklog } from '../../src/audit/recorder/backlog.ts'
import { createGate } from '../../src/audit/recorder/gate.ts'
import { outcome, recordNotices } from './fixture.ts'

const events = (...names: readonly string[]) => names.map((name) => outcome(name))
const namesOf = (taken: readonly { readonly id: string }[]) => taken.map(({ id }) => id)

test('what nobody waits for is taken oldest first, and what could not be written comes before it again', () => {
  const backlog = createBacklog(10)
  backlog.add(events('1', '2', '3'))
  const taken = backlog.take(2)
  expect(namesOf(taken)).toEqual(['1', '2'])
  backlog.add(events('4'))
  backlog.putBack(taken)
  expect(backlog.size()).toBe(4)
  expect(namesOf(backlog.take(10))).toEqual(['1', '2', '3', '4'])
  expect(backlog.size()).toBe(0)
})

test('of too many the newest are lost, and it is told how many', () => {
  const kinds = recordNotices()
  const backlog = createBacklog(3)
  backlog.add(events('1', '2', '3'))
  expect(kinds).toEqual([])
  backlog.add(events('4', '5'))
  expect(kinds).toEqual(['AUDIT_DROPPED'])
  expect(namesOf(backlog.take(9))).toEqual(['1', '2', '3'])
})

test('what is left at the end is lost with a word, and nothing without', () => {
  const kinds = recordNotices()
  const backlog = createBacklog(3)
  backlog.dropAll()
  expect(kinds).toEqual([])
  backlog.add(events('1'))
  backlog.dropAll()
  expect(kinds).toEqual(['AUDIT_DROPPED'])
  expect(backlog.size()).toBe(0)
})

const withGate = (
  isOpen: boolean,
  run: (gate: ReturnType<typeof createGate>, probes: () => number) => void,
) => {
  vi.useFakeTimers()
  let probes = 0
  try {
    run(
      createGate(isOpen, () => (probes += 1)),
      () => probes,
    )
  } finally {
    vi.useRealTimers()
  }
}

test('a gate that closes is tried after a tenth of a second, then each second until it opens', () => {
  const kinds = recordNotices()
  withGate(true, (gate, probes) => {
    vi.advanceTimersByTime(5_000)
    expect(probes()).toBe(0)
    gate.close()
    gate.close()
    expect(gate.isOpen()).toBe(false)
    vi.advanceTimersByTime(99)
    expect(probes()).toBe(0)
    vi.advanceTimersByTime(1)
    expect(probes()).toBe(1)
    vi.advanceTimersByTime(999)
    expect(probes()).toBe(1)
    vi.advanceTimersByTime(1_001)
    expect(probes()).toBe(3)
    gate.open()
    gate.open()
    expect(gate.isOpen()).toBe(true)
    vi.advanceTimersByTime(5_000)
    expect(probes()).toBe(3)
    expect(kinds).toEqual(['AUDIT_CLOSED', 'AUDIT_OPEN'])
  })
})

test('a gate that is closed at first is tried as well, and is silent once it is stopped', () => {
  const kinds = recordNotices()
  withGate(false, (gate, probes) => {
    expect(gate.isOpen()).toBe(false)
    vi.advanceTimersByTime(100)
    expect(probes()).toBe(1)
    gate.stop()
    gate.stop()
    vi.advanceTimersByTime(5_000)
    expect(probes()).toBe(1)
    expect(kinds).toEqual([])
  })
})
