import { randomBytes } from 'node:crypto'

/** Tokens or sessions that a system has handed out. */
export interface Tickets {
  issue(): string
  isValid(ticket: string): boolean
  /** Ends every one handed out so far. */
  revokeAll(): void
}

export const createTickets = (now: () => Date, lifeMs: number): Tickets => {
  const endsAt = new Map<string, number>()
  return {
    issue() {
      const ticket = randomBytes(16).toString('hex')
      endsAt.set(ticket, now().getTime() + lifeMs)
      return ticket
    },
    isValid: (ticket) => (endsAt.get(ticket) ?? 0) > now().getTime(),
    revokeAll: () => endsAt.clear(),
  }
}
