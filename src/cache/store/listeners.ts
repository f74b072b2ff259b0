import type { SharedStore } from './types.ts'

type Listener = Parameters<SharedStore['onDrop']>[0]

export const createListeners = () => {
  const listeners = new Set<Listener>()
  return {
    tell: (tags: readonly string[] | null) => listeners.forEach((listener) => listener(tags)),
    add(listener: Listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
