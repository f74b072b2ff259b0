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

/** Of several processes on one port: what troubles one of them troubles every some request. */
export const worstOf = (healths: readonly Health[]): Health => {
  const sources: Record<string, string> = {}
  for (const [name, outcome] of healths.flatMap((one) => Object.entries(one.sources)))
    if (sources[name] === undefined || sources[name] === 'ok') sources[name] = outcome
  const caches = healths.map(({ cache }) => fromBest.indexOf(cache))
  return {
    personal: healths.some(({ personal }) => personal === 'closed') ? 'closed' : 'open',
    cache: fromBest[Math.max(0, ...caches)] ?? 'alone',
    sources,
  }
}
