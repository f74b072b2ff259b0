import type { Redis } from 'ioredis'

/** Between two attempts to listen. */
const retryMs = 200

export interface Subscription {
  /** Gives up the connection and makes another one. */
  reset(): void
  close(): void
}

export interface Listening {
  readonly open: () => Redis | null
  readonly channels: readonly string[]
  readonly onMessage: (channel: string, text: string) => void
  /** Messages may be lost from now on. */
  readonly onBroken: () => void
  /** Messages arrive from now on. */
  readonly onListening: () => void
}

/** Keeps one connection listening, whichever server it finds. */
export const subscribe = (listening: Listening): Subscription => {
  let current: Redis | null = null
  let timer: NodeJS.Timeout | undefined
  let isClosed = false

  const later = (): void => {
    listening.onBroken()
    if (!isClosed) timer = setTimeout(start, retryMs).unref()
  }
  const start = (): void => {
    const listener = listening.open()
    current = listener
    if (listener === null) {
      later()
      return
    }
    listener.on('message', listening.onMessage)
    listener.once('end', later)
    listener.once('ready', () => {
      listener.subscribe(...listening.channels).then(listening.onListening, () => {
        listener.disconnect()
      })
    })
  }
  start()

  return {
    reset: () => current?.disconnect(),
    close() {
      isClosed = true
      clearTimeout(timer)
      current?.disconnect()
    },
  }
}
