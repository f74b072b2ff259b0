import { describe, expect, test, vi } from 'vitest'
import { type Awaited, createPoller } from '../../src/cache/poller.ts'
import { createLocalStore, type SharedStore } from '../../src/cache/store/index.ts'

const value = Buffer.from('sealed')

/** A server that does one thing after the other in the order of the calls; `between` is done after the first of each look. */
const createServer = (between: () => void) => {
  const state = { isLeased: true, value: null as Buffer | null }
  let calls = 0
  const next = <T>(answer: () => T): Promise<T> => {
    const given = answer()
    if (++calls === 1) between()
    return Promise.resolve(given)
  }
  const store: SharedStore = {
    ...createLocalStore(),
    leased: (keys) => next(() => keys.map(() => state.isLeased)),
    read: (keys, tags) =>
      next(() => ({ values: keys.map(() => state.value), versions: tags.map(() => 0) })),
  }
  return { state, store }
}

describe('who waits for another replica', () => {
  test('takes the value that lands between the two looks, and never believes it was not written', async () => {
    const { state, store } = createServer(() => {
      // The holder writes, then lets go.
      state.value = value
      state.isLeased = false
    })
    const accept = vi.fn<Awaited['accept']>(() => true)
    const leave = vi.fn<Awaited['leave']>()
    const poller = createPoller(store, () => performance.now())
    poller.watch([{ name: 'a', tags: ['t'], until: performance.now() + 5_000, accept, leave }])
    await vi.waitUntil(() => accept.mock.calls.length + leave.mock.calls.length > 0)
    expect(leave).not.toHaveBeenCalled()
    expect(accept).toHaveBeenCalledExactlyOnceWith(value, [0])
    poller.close()
  })

  test('goes on alone once the lease has ended without a value', async () => {
    const { state, store } = createServer(() => (state.isLeased = false))
    const leave = vi.fn<Awaited['leave']>()
    const poller = createPoller(store, () => performance.now())
    const until = performance.now() + 5_000
    poller.watch([{ name: 'a', tags: ['t'], until, accept: () => false, leave }])
    await vi.waitUntil(() => leave.mock.calls.length > 0)
    expect(leave).toHaveBeenCalledExactlyOnceWith('GONE')
    poller.close()
  })
})
