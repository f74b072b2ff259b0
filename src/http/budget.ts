import { randomUUID } from 'node:crypto'
import { StoreUnavailable } from '../cache/store/errors.ts'
import type { SharedSlots, SlotLimits } from '../cache/store/types.ts'
import { UpstreamError } from '../lib/errors.ts'
import { createLocalSlots } from './local-slots.ts'
import type { Step } from './types.ts'

/** What a contract with an upstream allows, all replicas together. */
export interface BudgetOptions {
  /** Names the contract: replicas that give the same name share it. */
  readonly name: string
  readonly source: string
  readonly instance?: string
  /** Left out: no rate is agreed, and only the calls at one moment are counted. */
  readonly callsPerSecond?: number | undefined
  readonly concurrent: number
  /** How many replicas divide the limits while they cannot count together. */
  readonly replicas: number
  /** How long a call waits for its turn: less than its deadline, so that the caller learns why it was not made. */
  readonly maxWaitMs: number
  /** Longer than the longest call: after so long a replica that was killed holds its slots no more. */
  readonly holdMs: number
  /** Calls that wait at one moment; one more is refused at once. */
  readonly maxWaiting?: number
}

/** The contract's second, and a little for clocks that run at another pace. */
const windowMs = 1_005
/** From the moment a call is made: a new connection with its handshakes, and the way there. */
const wireMs = 250
/** How late after it was asked for a slot may be used without saying so. */
const promptMs = 20
/** How often to look whether another replica has given a slot back. */
const lookMs = 20
/** Slots asked for in one call. */
const maxAtOnce = 50

interface Waiting {
  readonly token: string
  readonly enter: () => void
}

/** Gives slots to those who wait, in the order of their coming. */
const createTurns = (options: BudgetOptions, shared: SharedSlots | null) => {
  const { name, callsPerSecond, concurrent, holdMs, replicas } = options
  const rate = callsPerSecond === undefined ? {} : { rate: callsPerSecond }
  const limits: SlotLimits = { ...rate, windowMs, concurrent, holdMs, wireMs }
  const local = createLocalSlots(limits, replicas)
  const queue = new Set<Waiting>()
  let timer: NodeJS.Timeout | undefined
  let isGiving = false
  let isMissed = false
  let isDoubtful = false

  const give = (waiting: Waiting): void => {
    queue.delete(waiting)
    local.entered(waiting.token)
    waiting.enter()
  }
  const giveLocally = (): number => {
    for (const waiting of queue) {
      const { isFree, waitMs } = local.mayEnter()
      if (!isFree) return waitMs
      give(waiting)
    }
    return 0
  }
  const giveShared = async (slots: SharedSlots): Promise<number> => {
    const asking = [...queue].slice(0, maxAtOnce)
    const tokens = asking.map(({ token }) => token)
    const askedAt = performance.now()
    const { given, waitMs } = await slots.enter(name, limits, tokens, local.held)
    const lateMs = performance.now() - askedAt
    // So late that the slots may have ceased to count before their calls are made.
    if (lateMs > windowMs) throw new StoreUnavailable({ cause: 'late' })
    const unused: string[] = []
    for (const waiting of asking.slice(0, given))
      if (queue.has(waiting)) give(waiting)
      else unused.push(waiting.token)
    if (unused.length > 0) slots.leave(name, unused).catch(() => undefined)
    // A busy process makes its calls later than they were counted: they count from now.
    if (lateMs > promptMs) slots.sent(name, limits, tokens.slice(0, given)).catch(() => undefined)
    return waitMs
  }
  /** One answer that did not come is asked for again: what others were given meanwhile is known there alone. */
  const giveWithout = (error: unknown): number => {
    const wasAsked = error instanceof StoreUnavailable && error.cause !== undefined
    isDoubtful = wasAsked && !isDoubtful
    return isDoubtful ? 1 : giveLocally()
  }
  const giveTogether = async (slots: SharedSlots): Promise<number> => {
    try {
      const waitMs = await giveShared(slots)
      isDoubtful = false
      return waitMs
    } catch (error) {
      return giveWithout(error)
    }
  }
  const delayMs = (waitMs: number) => (isMissed ? 0 : Math.max(1, waitMs || lookMs))
  const turn = async (): Promise<void> => {
    if (isGiving) {
      isMissed = true
      return
    }
    clearTimeout(timer)
    isGiving = true
    isMissed = false
    const waitMs = shared === null ? giveLocally() : await giveTogether(shared)
    isGiving = false
    if (queue.size === 0) return
    timer = setTimeout(() => void turn(), delayMs(waitMs))
  }

  return {
    get waiting() {
      return queue.size
    },
    wait(waiting: Waiting) {
      queue.add(waiting)
      void turn()
    },
    giveUp: (waiting: Waiting) => queue.delete(waiting),
    leave(token: string) {
      local.left(token)
      shared?.leave(name, [token]).catch(() => undefined)
      if (queue.size > 0) void turn()
    },
  }
}

/**
 * Holds calls back so that all replicas together stay within what the upstream's contract allows: calls a second and calls
 * at one moment. A call that does not get its turn in time fails as unavailable for the reason BUDGET. `shared` null: there
 * is nothing by which to count together. While the replicas cannot do so each uses its part of the limits.
 */
export const createBudget = (options: BudgetOptions, shared: SharedSlots | null): Step => {
  const { source, instance, maxWaitMs, maxWaiting = 1_000 } = options
  const turns = createTurns(options, shared)
  const refusal = () =>
    new UpstreamError(source, 'unavailable', {
      reason: 'BUDGET',
      ...(instance !== undefined && { instance }),
    })

  const enter = async (signal: AbortSignal | undefined): Promise<string> => {
    if (turns.waiting >= maxWaiting || signal?.aborted === true) throw refusal()
    const token = randomUUID()
    const { promise, resolve, reject } = Promise.withResolvers<undefined>()
    const waiting = { token, enter: () => resolve(undefined) }
    const giveUp = (): void => {
      if (turns.giveUp(waiting)) reject(refusal())
    }
    const timer = setTimeout(giveUp, maxWaitMs)
    signal?.addEventListener('abort', giveUp, { once: true })
    turns.wait(waiting)
    try {
      await promise
      return token
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', giveUp)
    }
  }

  return (next) => async (request) => {
    const token = await enter(request.signal)
    try {
      return await next(request)
    } finally {
      turns.leave(token)
    }
  }
}
