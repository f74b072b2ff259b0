import { randomUUID } from 'node:crypto'
import type { SharedStore } from './store/types.ts'

/** The right of this process, among the replicas, to ask a source for a key. It only saves work. */
export interface Leases {
  /** Which of the names this process may fetch now. Rejects with StoreUnavailable. */
  take(names: readonly string[]): Promise<readonly boolean[]>
  release(names: readonly string[]): Promise<void>
  close(): void
}

/** Long enough for a pause of the process, short enough for those who wait for a dead one. */
const leaseMs = 1_500

/** What is held is prolonged every third of its time, all of it in one call. */
export const createLeases = (store: SharedStore, ttlMs = leaseMs): Leases => {
  const token = randomUUID()
  const held = new Set<string>()
  let timer: NodeJS.Timeout | undefined

  const stop = (): void => {
    clearInterval(timer)
    timer = undefined
  }

  const renew = (): void => void store.renew([...held], token, ttlMs).catch(() => undefined)

  const hold = (names: readonly string[]): void => {
    for (const name of names) held.add(name)
    if (held.size > 0) timer ??= setInterval(renew, ttlMs / 3).unref()
  }

  return {
    async take(names) {
      const granted = await store.lease(names, token, ttlMs)
      hold(names.filter((_, place) => granted[place]))
      return granted
    },
    async release(names) {
      for (const name of names) held.delete(name)
      if (held.size === 0) stop()
      await store.release(names, token).catch(() => undefined)
    },
    close: stop,
  }
}
