import type { Life } from './policy.ts'

/** A record at hand: decoded, frozen, ageing by the monotonic clock. */
export interface Kept<V> {
  /** Null: a known absence. */
  readonly value: V | null
  readonly life: Life
  /** By the wall clock. */
  readonly fetchedAt: number
  /** Names of its tags, as the shared tier knows them. */
  readonly tags: readonly string[]
  readonly bytes: number
  /** After a refresh that failed: when the next may be tried. */
  retryAt: number
}
