import type { Clock } from './clock.ts'
import { decodeEntry, type Entry } from './entry.ts'
import type { Flight } from './flight.ts'
import { freezeAndWeigh } from './freeze.ts'
import type { Kept } from './kept.ts'
import { type CachePolicy, cappedLife, type Life, lifeOf, shiftLife } from './policy.ts'
import type { Tier } from './tier.ts'

/** Clocks of replicas differ a little; an entry from further ahead was dated by a clock that is wrong. */
const skewMs = 5_000

const isSame = (one: readonly number[], other: readonly number[]): boolean =>
  one.length === other.length && one.every((version, place) => version === other[place])

/** A record as memory keeps it, from one whose life is told by the wall clock. */
export const toKept = <V>(
  value: V | null,
  fetchedAt: number,
  life: Life,
  tags: readonly string[],
  clock: Clock,
): Kept<V> => ({
  value,
  fetchedAt,
  life: shiftLife(life, clock.monotonic() - clock.wall()),
  tags,
  bytes: freezeAndWeigh(value),
  retryAt: 0,
})

/** Judges what the shared tier holds of a key. Whatever is wrong with it, it reads as nothing. */
export const createJudge = <V extends object>(policy: CachePolicy, clock: Clock, tier: Tier) => {
  /** Bytes that cannot be read are of no use to anybody: they are not left to be found again. */
  const discard = (name: string): null => {
    const nothing = { key: name, value: Buffer.alloc(0), ttlMs: 1 }
    tier.store.write([nothing]).catch(() => undefined)
    return null
  }

  const read = (name: string, sealed: Buffer): Entry | null => {
    if (sealed.length === 0) return null
    const plain = tier.open(name, sealed)
    const entry = plain === null ? null : decodeEntry(plain)
    return entry?.schemaVersion === policy.schemaVersion ? entry : discard(name)
  }

  return (flight: Flight<V>, sealed: Buffer, versions: readonly number[]): Kept<V> | null => {
    const entry = read(flight.name, sealed)
    if (entry === null || !isSame(entry.versions, versions)) return null
    // The seal shows that this very space wrote it, in the same version of its shape.
    const value = entry.value as V | null
    const { fetchedAt } = entry
    if (fetchedAt > clock.wall() + skewMs) return null
    const life = cappedLife(entry.life, lifeOf(policy, value === null, fetchedAt, 1))
    if (value !== null && flight.fits?.(value) === false) return null
    return toKept(value, fetchedAt, life, flight.tags, clock)
  }
}
