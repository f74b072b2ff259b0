import type { UpstreamCall } from '../lib/channels.ts'

type Outcome = UpstreamCall['outcome']

/** What replicas share is at hand, or is not for the moment, or there is nothing to share. */
export type CacheState = 'shared' | 'degraded' | 'alone'

/** What a process that is ready still goes without. */
export interface Health {
  /** Closed: looks at persons cannot be recorded, so none leaves. */
  readonly personal: 'open' | 'closed'
  readonly cache: CacheState
  /** How the last call to each system ended. */
  readonly sources: Readonly<Record<string, Outcome>>
}

const fromBest: readonly CacheState[] = ['alone', 'shared', 'degraded']

/** The highest is the worst: a system that refuses is there, one that answers nothing may not be. */
const severities: Readonly<Record<Outcome, number>> = {
  ok: 0,
  rejected: 1,
  malformed: 2,
  timeout: 3,
  unavailable: 4,
}

const worse = (one: Outcome, other: Outcome): Outcome =>
  severities[one] > severities[other] ? one : other

/**
 * Of several processes on one port: what troubles one of them troubles some of the requests. A system that one of them
 * found away is told as such until that one has asked again.
 */
export const worstOf = (healths: readonly Health[]): Health => {
  const sources: Record<string, Outcome> = {}
  for (const [name, outcome] of healths.flatMap((one) => Object.entries(one.sources)))
    sources[name] = worse(outcome, sources[name] ?? 'ok')
  const caches = healths.map(({ cache }) => fromBest.indexOf(cache))
  return {
    personal: healths.some(({ personal }) => personal === 'closed') ? 'closed' : 'open',
    cache: fromBest[Math.max(0, ...caches)] ?? 'alone',
    sources,
  }
}
