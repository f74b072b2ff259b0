import { setTimeout as sleep } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import type { SharedSlots } from '../../src/cache/store/index.ts'
import { createRedisStore } from '../../src/cache/store/redis-store.ts'
import { type BudgetOptions, createBudget } from '../../src/http/budget.ts'
import type { Incoming, Outgoing, Send } from '../../src/http/types.ts'
import { until } from '../support/redis.ts'

/** On a busy machine an answer may take longer than 50 ms; replicas that go on alone are another test's matter. */
export const patientMs = 1_000

export const request: Outgoing = {
  method: 'GET',
  path: '/',
  route: '/',
  headers: {},
  idempotent: true,
}
export const answer: Incoming = { status: 200, headers: {}, body: Buffer.alloc(0) }

export const contract = (changes: Partial<BudgetOptions> = {}): BudgetOptions => ({
  name: 'contract',
  source: 'population',
  callsPerSecond: 1_000,
  concurrent: 1_000,
  replicas: 3,
  maxWaitMs: 10_000,
  holdMs: 10_000,
  ...changes,
})

/** An upstream that remembers when it was called and how many calls it had at once; each call is so long on the way. */
export const createUpstream = (workMs: number, wayMs = () => 0) => {
  const calledAt: number[] = []
  let running = 0
  let most = 0
  const send: Send = async () => {
    const way = wayMs()
    if (way > 0) await sleep(way)
    calledAt.push(performance.now())
    running += 1
    most = Math.max(most, running)
    await sleep(workMs)
    running -= 1
    return answer
  }
  const mostInASecond = () =>
    Math.max(
      ...calledAt.map((from) => calledAt.filter((at) => at >= from && at < from + 1_000).length),
    )
  return { send, calledAt, mostInASecond, most: () => most }
}

export const openSlots = async (url: string, commandTimeoutMs = 50): Promise<SharedSlots> => {
  const store = createRedisStore({ url, commandTimeoutMs, trustMs: 400 })
  onTestFinished(() => store.close())
  await until(() => store.status === 'ready')
  return store.slots
}

/** Three replicas with one contract. */
export const openBudgets = async (
  upstream: { readonly send: Send },
  changes: Partial<BudgetOptions>,
  url: string,
  commandTimeoutMs?: number,
): Promise<readonly Send[]> => {
  const slots = await Promise.all([1, 2, 3].map(() => openSlots(url, commandTimeoutMs)))
  return slots.map((shared) => createBudget(contract(changes), shared)(upstream.send))
}

export const askAll = (replicas: readonly Send[], count: number) =>
  Promise.all(
    Array.from({ length: count }, async (_, index) => replicas[index % replicas.length]?.(request)),
  )
