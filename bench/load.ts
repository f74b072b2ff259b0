import { setTimeout as sleep } from 'node:timers/promises'
import { Pool } from 'undici'

export interface Target {
  readonly url: string
  /** Left out: a reader whom nobody knows. */
  readonly token?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** What is sent: by the target's own reader, unless it bears a token. */
export interface Sent {
  readonly body: string
  readonly token?: string
}

export interface Load {
  /** Of each request, in no particular order. */
  readonly millis: readonly number[]
  readonly seconds: number
}

/** Requests under way at once. Two cores are shared with the simulators and with this process: more would only queue. */
const usualConcurrency = 4

/** What a failing contender would say; such an answer is cheaper than the one that is measured. */
const failures = ['"errors":', '"SourceUnavailable"']

export const createAsk = ({ url, token: usual, headers: given }: Target, concurrency: number) => {
  const pool = new Pool(url, { connections: concurrency, pipelining: 1 })
  const common = { 'content-type': 'application/json', accept: 'application/json', ...given }
  return {
    ask: async ({ body, token = usual }: Sent): Promise<string> => {
      const headers = {
        ...common,
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      }
      const response = await pool.request({ method: 'POST', path: '/graphql', headers, body })
      const text = await response.body.text()
      if (response.statusCode !== 200 || failures.some((failure) => text.includes(failure)))
        throw new Error(`status ${response.statusCode}: ${text.slice(0, 500)}`)
      return text
    },
    close: () => pool.close(),
  }
}

/** One question; the text of its answer. */
export const askText = async (target: Target, sent: Sent): Promise<string> => {
  const client = createAsk(target, 1)
  try {
    return await client.ask(sent)
  } finally {
    await client.close()
  }
}

/** One question, its answer parsed. */
export const askOnce = async (target: Target, sent: Sent): Promise<unknown> =>
  JSON.parse(await askText(target, sent)) as unknown

/** Calls `ask` once for each item, so many times a second, however long the answers take. */
export const runPaced = async <T>(
  items: readonly T[],
  perSecond: number,
  ask: (item: T) => Promise<unknown>,
): Promise<Load> => {
  const startedAt = performance.now()
  const millis = await Promise.all(
    items.map(async (item, place) => {
      const dueAt = startedAt + (place * 1_000) / perSecond
      await sleep(Math.max(0, dueAt - performance.now()))
      const askedAt = performance.now()
      await ask(item)
      return performance.now() - askedAt
    }),
  )
  return { millis, seconds: (performance.now() - startedAt) / 1000 }
}

/** Sends each of them once, `concurrency` at a time, and throws at the first answer that is none. */
export const runLoad = async (
  target: Target,
  all: readonly Sent[],
  concurrency = usualConcurrency,
): Promise<Load> => {
  const client = createAsk(target, concurrency)
  const millis: number[] = []
  const waiting = all.values()
  const work = async (): Promise<void> => {
    for (const sent of waiting) {
      const startedAt = performance.now()
      await client.ask(sent)
      millis.push(performance.now() - startedAt)
    }
  }
  const startedAt = performance.now()
  try {
    await Promise.all(Array.from({ length: concurrency }, work))
    return { millis, seconds: (performance.now() - startedAt) / 1000 }
  } finally {
    await client.close()
  }
}
