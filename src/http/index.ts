import { deadline } from './deadline.ts'
import { limited } from './limited.ts'
import { outcome } from './outcome.ts'
import { createPool } from './pool.ts'
import { retry } from './retry.ts'
import { traced } from './traced.ts'
import type { Send, Step, Upstream } from './types.ts'

export { readJson, readText } from './body.ts'
export { loginUpstream } from './login.ts'
export { createSession } from './session.ts'
export type { Session } from './session.ts'
export type { Incoming, Outgoing, Send, Step, Upstream } from './types.ts'

/**
 * The way to one upstream, outermost step first. `steps` are the client's own (signing, tokens): they run once per
 * attempt and see 401 and 403 as a rejected UpstreamError. `close` lets running requests end.
 */
export const createSend = (
  upstream: Upstream,
  ...steps: Step[]
): { send: Send; close: () => Promise<void> } => {
  const pool = createPool(upstream)
  const stack = [
    traced(upstream),
    deadline(upstream),
    limited(upstream),
    retry(upstream),
    ...steps,
    outcome(upstream),
  ]
  return { send: stack.reduceRight((next, step) => step(next), pool.send), close: pool.close }
}
