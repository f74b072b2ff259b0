import { hash } from 'node:crypto'
import type { JWTPayload } from 'jose'
import { LRUCache } from 'lru-cache'
import type { Actor } from './actor.ts'

/** A token that was found good, and who it stands for. */
export interface Verified {
  readonly payload: JWTPayload
  readonly actor: Actor
  /** Of the keys it was verified by. */
  readonly epoch: number
}

const mostTokens = 10_000
/** A provider's clock or ours may be set right meanwhile: nothing is believed for longer without looking again. */
const keptMs = 60_000

/**
 * Tokens that were verified a moment ago: a counter asks many times with one, and verifying it costs as much as a page of
 * the catalogue. By their hash, so that no memory holds a token that could be used.
 */
export const createVerified = (maxTokenAgeSeconds: number) => {
  const kept = new LRUCache<string, Verified>({ max: mostTokens, ttl: keptMs })
  const endsAt = ({ exp = 0, iat = 0 }: JWTPayload): number =>
    Math.min(exp, iat + maxTokenAgeSeconds) * 1_000
  return {
    nameOf: (token: string): string => hash('sha256', token, 'base64'),
    /** Undefined where it has to be verified: unknown, at its end, or verified by keys that have been read again since. */
    get(name: string, epoch: number): Verified | undefined {
      const known = kept.get(name)
      const isGood = known?.epoch === epoch && Date.now() < endsAt(known.payload)
      return isGood ? known : undefined
    },
    keep: (name: string, verified: Verified): void => void kept.set(name, verified),
  }
}
