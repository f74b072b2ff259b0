import type { Clock } from './clock.ts'
import type { Counts } from './counts.ts'
import type { Flights } from './flight.ts'
import type { Memory } from './memory.ts'
import type { CachePolicy } from './policy.ts'

/** What the ways of one space's records have in common. */
export interface SpaceParts<V> {
  readonly policy: CachePolicy
  readonly clock: Clock
  readonly memory: Memory<V>
  readonly flights: Flights<V>
  readonly counts: Counts
  /** From 0 to 1. */
  readonly random: () => number
  /** How long a reader waits for another replica and for the source together. */
  readonly deadlineMs: number
  /** Whether this process hears of drops. */
  readonly isLive: () => boolean
  /** Whether what is in memory may be served: of persons only while drops are heard of. */
  readonly isTrusted: () => boolean
}
