/** What replicas share is at hand, or is not for the moment, or there is nothing to share. */
export type CacheState = 'shared' | 'degraded' | 'alone'

/** What a process that is ready still goes without. */
export interface Health {
  /** Closed: looks at persons cannot be recorded, so none leaves. */
  readonly personal: 'open' | 'closed'
  readonly cache: CacheState
  /** How the last call to each system ended. */
  readonly sources: Readonly<Record<string, string>>
}

const fromBest: readonly CacheState[] = ['alone', 'shared', 'degraded']

/** As the last of them are worse to live with: a system that refuses is there. */
const outcomesFromBest = ['ok', 'rejected', 'malformed', 'timeout', 'unavailable']
const isWorse = (outcome: string, than: string): boolean =>
  outcomesFromBest.indexOf(outcome) > outcomesFromBest.indexOf(than)

/**
 * Of several processes on one port: what troubles one of them troubles some of the requests. A system that one of them
 * found away is told as such until that one has asked again.
 */
export const worstOf = (healths: readonly Health[]): Health => {
  const sources: Record<string, string> = {}
  for (const [name, outcome] of healths.flatMap((one) => Object.entries(one.sources)))
    if (isWorse(outcome, sources[name] ?? '')) sources[name] = outcome
  const caches = healths.map(({ cache }) => fromBest.indexOf(cache))
  return {
    personal: healths.some(({ personal }) => personal === 'closed') ? 'closed' : 'open',
    cache: fromBest[Math.max(0, ...caches)] ?? 'alone',
    sources,
  }
}
