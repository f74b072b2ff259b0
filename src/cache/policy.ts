/** How records of one kind are kept: a row of the source's own table. Times in milliseconds. */
export interface CachePolicy {
  readonly space: string
  /** The source that is asked for them, as `extensions.sources` names it. */
  readonly source: string
  /** Raised when the shape of a record changes: an entry of another version is a miss. */
  readonly schemaVersion: number
  /**
   * Sealed: of persons; memory is believed only while news of drops arrives. Public: memory serves during an outage of the
   * shared tier as well, so that a drop may then be heard up to 30 s late. Both are encrypted where replicas share them.
   */
  readonly sharing: 'public' | 'sealed'
  /** Served without a thought. */
  readonly freshMs: number
  /** Served while one caller refreshes it. As long as `freshMs`: never served stale. */
  readonly keepMs: number
  /** The life of a known absence; 0: not kept. Never served stale. */
  readonly absentMs: number
  /** How long past `freshMs` a record may stand in for a source that fails; 0: never. */
  readonly staleOnErrorMs: number
  /** The part of the memory that this kind may fill, from 0 to 1. */
  readonly memoryShare: number
  /** An invented record. In a large memory those that nobody has asked for lately are kept as what they differ from it by. */
  readonly likeness?: object
}

/** The moments at which a record loses its uses, all on one clock. */
export interface Life {
  readonly freshUntil: number
  readonly keepUntil: number
  readonly fallbackUntil: number
}

export type Standing = 'FRESH' | 'STALE' | 'FALLBACK' | 'ENDED'

/** What becomes old at one moment is not asked for again at one moment. */
const jitter = 0.1

const jittered = (durationMs: number, random: number): number =>
  durationMs * (1 + jitter * (2 * random - 1))

/**
 * The life of what was asked for at `from`. The soft lifetime is jittered by ±10 %; the hard ones are promises and so are
 * never passed.
 *
 * @param random from 0 to 1
 */
export const lifeOf = (
  policy: CachePolicy,
  isAbsence: boolean,
  from: number,
  random: number,
): Life => {
  if (isAbsence) {
    const until = from + Math.min(policy.absentMs, jittered(policy.absentMs, random))
    return { freshUntil: until, keepUntil: until, fallbackUntil: until }
  }
  const keepUntil = from + Math.max(policy.keepMs, policy.freshMs)
  const freshUntil = Math.min(keepUntil, from + jittered(policy.freshMs, random))
  const fallbackMs = policy.staleOnErrorMs === 0 ? 0 : policy.freshMs + policy.staleOnErrorMs
  return { freshUntil, keepUntil, fallbackUntil: Math.max(keepUntil, from + fallbackMs) }
}

export const standingOf = (life: Life, now: number): Standing => {
  if (now < life.freshUntil) return 'FRESH'
  if (now < life.keepUntil) return 'STALE'
  return now < life.fallbackUntil ? 'FALLBACK' : 'ENDED'
}

/** The same life on another clock. */
export const shiftLife = (life: Life, by: number): Life => ({
  freshUntil: life.freshUntil + by,
  keepUntil: life.keepUntil + by,
  fallbackUntil: life.fallbackUntil + by,
})

/** A shorter policy binds what was kept under a longer one. */
export const cappedLife = (life: Life, most: Life): Life => ({
  freshUntil: Math.min(life.freshUntil, most.freshUntil),
  keepUntil: Math.min(life.keepUntil, most.keepUntil),
  fallbackUntil: Math.min(life.fallbackUntil, most.fallbackUntil),
})
