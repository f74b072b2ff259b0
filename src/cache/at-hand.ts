import type { Landed } from './flight.ts'
import { staleSince } from './freshness.ts'
import type { Kept } from './kept.ts'
import type { SpaceParts } from './parts.ts'
import { type Standing, standingOf } from './policy.ts'

/** What memory has of a key: what may be served, if anything, and whether the source should be asked behind it. */
export interface AtHand<V> {
  readonly kept: Kept<V> | undefined
  readonly served: Landed<V> | undefined
  readonly isDue: boolean
}

const nothing = { kept: undefined, served: undefined, isDue: false } as const

/**
 * How old a public record may become in a memory that hears of no drops before it is checked at the source: a drop that
 * this replica has missed ends here soon all the same, and an outage of the shared tier does not send everybody there.
 */
const blindMs = 30_000

type Fits<V> = ((value: V) => boolean) | undefined

/** Synchronous. `fits` is asked on every hit: what does not fit its reader is as good as not there. */
export const createAtHand = <V extends object>(parts: SpaceParts<V>) => {
  const { memory, clock } = parts

  const standingNow = ({ life, fetchedAt }: Kept<V>, now: number): Standing => {
    const standing = standingOf(life, now)
    const isOld = standing === 'FRESH' && clock.wall() - fetchedAt > blindMs
    return isOld && !parts.isLive() ? 'STALE' : standing
  }

  const judge = (kept: Kept<V>): AtHand<V> => {
    const { value, fetchedAt, retryAt } = kept
    const now = clock.monotonic()
    const standing = standingNow(kept, now)
    if (standing === 'FRESH') return { kept, served: { value, stale: null }, isDue: false }
    if (standing === 'ENDED') return nothing
    const isDue = retryAt <= now
    if (standing === 'FALLBACK' && isDue) return { kept, served: undefined, isDue }
    const reason = isDue ? 'REFRESHING' : 'SOURCE_FAILED'
    return { kept, served: { value, stale: staleSince(fetchedAt, reason) }, isDue }
  }

  const find = (key: string, fits: Fits<V>): Kept<V> | undefined => {
    const kept = parts.isTrusted() ? memory.get(key) : undefined
    return kept?.value != null && fits?.(kept.value) === false ? undefined : kept
  }

  return {
    find(key: string, fits: Fits<V>): AtHand<V> {
      const kept = find(key, fits)
      return kept === undefined ? nothing : judge(kept)
    },
    /** The same where it is fresh, else undefined: of a board's fifty persons nothing is made but asked. */
    fresh(key: string, fits: Fits<V>): V | null | undefined {
      const kept = find(key, fits)
      if (kept === undefined) return undefined
      return standingNow(kept, clock.monotonic()) === 'FRESH' ? kept.value : undefined
    },
  }
}
