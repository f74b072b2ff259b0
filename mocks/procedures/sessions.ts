import { randomBytes } from 'node:crypto'

export interface SessionOptions {
  /** Calls that one session lasts. */
  readonly sessionCalls: number
  readonly sessionSeconds: number
}

/** Generous enough not to disturb a demonstration, short enough that a day's run meets every way of ending. */
export const defaultSessionOptions: SessionOptions = { sessionCalls: 10_000, sessionSeconds: 900 }

export interface Sessions {
  open(): string
  /** Counts one call; false where there is no such session or it has ended. */
  use(session: unknown): boolean
  endAll(): void
}

export const createSessions = ({ sessionCalls, sessionSeconds }: SessionOptions): Sessions => {
  const running = new Map<string, { callsLeft: number; readonly endsAt: number }>()
  return {
    open() {
      const session = randomBytes(16).toString('hex')
      running.set(session, { callsLeft: sessionCalls, endsAt: Date.now() + sessionSeconds * 1000 })
      return session
    },
    use(session) {
      const found = typeof session === 'string' ? running.get(session) : undefined
      if (found === undefined) return false
      found.callsLeft -= 1
      return found.callsLeft >= 0 && Date.now() < found.endsAt
    },
    endAll: () => running.clear(),
  }
}
