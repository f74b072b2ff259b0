import type { SlotLimits } from '../cache/store/types.ts'

/** What one replica may do by itself while the replicas cannot count together. */
export interface LocalSlots {
  /** Whether one more may be given now, and if not, after how long perhaps; 0: when one comes back. */
  mayEnter(): { readonly isFree: boolean; readonly waitMs: number }
  entered(token: string): void
  left(token: string): void
  readonly held: readonly string[]
}

/** As the replicas do together: a fifth of the calls in a fifth of the time. */
const fifth = 5

interface Share {
  readonly rate: number
  readonly windowMs: number
  readonly concurrent: number
}

/** Its part of the limits. A rate too small to be divided is given one slot in a longer window. */
const shareOf = (
  { rate = Infinity, windowMs, concurrent }: SlotLimits,
  replicas: number,
): Share => ({
  rate: Math.max(1, Math.floor(rate / replicas)),
  windowMs: Math.max(windowMs, (windowMs * replicas) / rate),
  concurrent: Math.max(1, Math.floor(concurrent / replicas)),
})

/**
 * The calls that may have reached the upstream within the window, each until a window after it must have: see slots.ts.
 */
const createWindow = ({ rate, windowMs }: Share, wireMs: number) => {
  const endsAt = new Map<string, number>()
  let firstEndsAt = Infinity

  const prune = (now: number): void => {
    if (now < firstEndsAt) return
    firstEndsAt = Infinity
    for (const [token, end] of endsAt)
      if (end <= now) endsAt.delete(token)
      else firstEndsAt = Math.min(firstEndsAt, end)
  }
  const set = (token: string, end: number): void => {
    endsAt.set(token, end)
    firstEndsAt = Math.min(firstEndsAt, end)
  }

  return {
    waitMs(now: number): number {
      prune(now)
      return endsAt.size < rate ? 0 : firstEndsAt - now
    },
    entered: (token: string, now: number) => set(token, now + wireMs + windowMs),
    left(token: string, now: number) {
      const end = endsAt.get(token)
      if (end !== undefined && end > now + windowMs) set(token, now + windowMs)
    },
  }
}

/** Counts every slot this replica uses, whoever gave it, so that it can go on alone at any moment. */
export const createLocalSlots = (limits: SlotLimits, replicas: number): LocalSlots => {
  const share = shareOf(limits, replicas)
  const window = limits.rate === undefined ? null : createWindow(share, limits.wireMs)
  const burst = Math.ceil(share.rate / fifth)
  const held = new Set<string>()
  const given: number[] = []

  const burstWaitMs = (now: number): number =>
    (given.at(-burst) ?? -Infinity) + share.windowMs / fifth - now

  return {
    mayEnter() {
      if (held.size >= share.concurrent) return { isFree: false, waitMs: 0 }
      if (window === null) return { isFree: true, waitMs: 0 }
      const now = performance.now()
      const waitMs = Math.max(0, window.waitMs(now), burstWaitMs(now))
      return { isFree: waitMs === 0, waitMs }
    },
    entered(token) {
      const now = performance.now()
      held.add(token)
      window?.entered(token, now)
      given.push(now)
      if (given.length > 2 * burst) given.splice(0, given.length - burst)
    },
    left(token) {
      held.delete(token)
      window?.left(token, performance.now())
    },
    get held() {
      return [...held]
    },
  }
}
