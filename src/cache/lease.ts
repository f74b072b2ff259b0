import { randomUUID } from 'node:crypto'
import type { Patience } from './store/index.ts'
import type { SharedStore } from './store/types.ts'

/** The right of this process, among the replicas, to ask a source for a key. It only saves work. */
export interface Leases {
  /** Which of the names this process may fetch now. Rejects with StoreUnavailable. */
  take(names: readonly string[], patience?: Patience): Promise<readonly boolean[]>
  /** What shows that a lease is this process's. */
  readonly token: string
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

  /** The answer that came too late may have been yes: nobody is to wait for a holder who does not know. */
  const ask = (names: readonly string[], patience: Patience | undefined) =>
    store.lease(names, token, ttlMs, patience).catch((error: unknown) => {
      const unknown = names.filter((name) => !held.has(name))
      void store.release(unknown, token).catch(() => undefined)
      throw error
    })

  return {
    token,
    async take(names, patience) {
      const granted = await ask(names, patience)
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
