import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createTrust } from '../../src/cache/store/trust.ts'

/** Only the clocks are pretended: which order of messages leaves a replica with the right to serve. */
describe('the trust of a replica in its memory', () => {
  const trustMs = 2_000
  const at = (sequence: number, era = '1') => ({ era, sequence })
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  const start = () => {
    const forgotten = { times: 0 }
    const trust = createTrust(trustMs, () => (forgotten.times += 1))
    trust.heardBeat(trust.sending(), at(0))
    forgotten.times = 0
    return { trust, forgotten }
  }

  test('begins with a beat of its own that comes back, and with an empty memory', () => {
    let times = 0
    const trust = createTrust(trustMs, () => (times += 1))
    expect(trust.isLive()).toBe(false)
    trust.heardBeat(17, at(0))
    expect([trust.isLive(), times]).toEqual([false, 0])
    trust.heardBeat(trust.sending(), at(5))
    expect([trust.isLive(), times]).toEqual([true, 1])
  })

  test('counts from when the beat was sent, not from when it was heard', () => {
    const { trust } = start()
    const beat = trust.sending()
    vi.advanceTimersByTime(1_500)
    trust.heardBeat(beat, at(0))
    expect(trust.isLive()).toBe(true)
    vi.advanceTimersByTime(500)
    expect(trust.isLive()).toBe(false)
  })

  test('lasts while beats come back and every drop is heard in its turn', () => {
    const { trust, forgotten } = start()
    for (let sequence = 1; sequence <= 5; sequence++) {
      vi.advanceTimersByTime(400)
      expect(trust.heardDrop(at(sequence))).toBe(true)
      trust.heardBeat(trust.sending(), at(sequence))
    }
    expect([trust.isLive(), forgotten.times]).toEqual([true, 0])
  })

  test.each([
    ['a drop that was not heard, known from the next beat', at(1)],
    ['a server that lost its data', at(0, '2')],
    ['a server that went back to an earlier state', at(-1)],
  ])('empties the memory after %s', (_, position) => {
    const { trust, forgotten } = start()
    trust.heardBeat(trust.sending(), position)
    expect([trust.isLive(), forgotten.times]).toEqual([true, 1])
  })

  test.each([
    ['a later drop', at(2)],
    ['an earlier drop', at(0)],
    ['a drop of another life of the server', at(1, '2')],
  ])('ends, and the memory with it, when the next drop is %s', (_, position) => {
    const { trust, forgotten } = start()
    expect(trust.heardDrop(position)).toBe(false)
    expect([trust.isLive(), forgotten.times]).toEqual([false, 1])
  })

  test('ends with the connection, at once and only once', () => {
    const { trust, forgotten } = start()
    trust.broken()
    trust.broken()
    expect([trust.isLive(), forgotten.times]).toEqual([false, 1])
  })

  test('ends in silence, and the memory is emptied when that is noticed or at the latest before it serves again', () => {
    const { trust, forgotten } = start()
    vi.advanceTimersByTime(trustMs)
    expect([trust.isLive(), forgotten.times]).toEqual([false, 0])
    trust.check()
    expect(forgotten.times).toBe(1)
    const late = start()
    vi.advanceTimersByTime(trustMs)
    late.trust.heardBeat(late.trust.sending(), at(0))
    expect(late.forgotten.times).toBeGreaterThan(0)
    expect(late.trust.isLive()).toBe(true)
  })

  test('does not outlive the suspension of the machine, during which the steady clock stands still', () => {
    const { trust } = start()
    vi.setSystemTime(Date.now() + 60_000)
    expect(trust.isLive()).toBe(false)
  })

  test('does not outlive its time when the clock on the wall is set back', () => {
    const { trust } = start()
    vi.setSystemTime(Date.now() - 3_600_000)
    vi.advanceTimersByTime(trustMs)
    expect(trust.isLive()).toBe(false)
  })
})
