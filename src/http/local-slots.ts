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

/** Its part of the limits. A rate too small to be divided is given one slot in a longer window. */
const shareOf = (
  { rate, windowMs, concurrent }: SlotLimits,
  replicas: number,
): Pick<SlotLimits, 'rate' | 'windowMs' | 'concurrent'> => ({
  rate: Math.max(1, Math.floor(rate / replicas)),
  windowMs: Math.max(windowMs, (windowMs * replicas) / rate),
  concurrent: Math.max(1, Math.floor(concurrent / replicas)),
})

/** Counts every slot this replica uses, whoever gave it, so that it can go on alone at any moment. */
export const createLocalSlots = (limits: SlotLimits, replicas: number): LocalSlots => {
  const { rate, windowMs, concurrent } = shareOf(limits, replicas)
  const held = new Set<string>()
  const given: number[] = []
  return {
    mayEnter() {
      if (held.size >= concurrent) return { isFree: false, waitMs: 0 }
      const nowMs = performance.now()
      const windowEndsAt = (given.at(-rate) ?? -Infinity) + windowMs
      const burstEndsAt = (given.at(-Math.ceil(rate / fifth)) ?? -Infinity) + windowMs / fifth
      const waitMs = Math.max(0, windowEndsAt - nowMs, burstEndsAt - nowMs)
      return { isFree: waitMs === 0, waitMs }
    },
    entered(token) {
      held.add(token)
      given.push(performance.now())
      if (given.length > 2 * rate) given.splice(0, given.length - rate)
    },
    left: (token) => void held.delete(token),
    get held() {
      return [...held]
    },
  }
}
