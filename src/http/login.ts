import type { Upstream } from './types.ts'

/**
 * The way to an upstream's logins: a connection of its own, so that callers who share a login do not share the deadline
 * of the first of them, and half of the time. A login that takes more leaves too little for the question that waits for
 * it, and one that dies late takes the first caller after an outage with it.
 */
export const loginUpstream = (upstream: Upstream): Upstream => ({
  ...upstream,
  connections: 1,
  deadlineMs: Math.ceil(upstream.deadlineMs / 2),
})
