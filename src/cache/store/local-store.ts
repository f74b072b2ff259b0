import { createListeners } from './listeners.ts'
import type { SharedStore } from './types.ts'

/** The store of a gateway that is alone: nothing is shared, every lease is given, a drop concerns this process only. */
export const createLocalStore = (): SharedStore => {
  const listeners = createListeners()
  const nothing = (): Promise<void> => Promise.resolve()
  const forEach =
    <T>(value: T) =>
    (keys: readonly string[]): Promise<readonly T[]> =>
      Promise.resolve(keys.map(() => value))
  return {
    read: (keys, tags) =>
      Promise.resolve({ values: keys.map(() => null), versions: tags.map(() => 0) }),
    write: nothing,
    lease: forEach(true),
    renew: nothing,
    release: nothing,
    leased: forEach(false),
    drop(tags) {
      listeners.tell(tags)
      return Promise.resolve()
    },
    onDrop: (listener) => listeners.add(listener),
    isLive: () => true,
    status: 'ready',
    close: nothing,
  }
}
