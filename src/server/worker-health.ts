import type { Worker } from 'node:cluster'
import { z } from 'zod'
import type { Health } from './health.ts'

const question = 'health?'

const answer = z.object({
  health: z.object({
    personal: z.enum(['open', 'closed']),
    cache: z.enum(['shared', 'degraded', 'alone']),
    sources: z.record(
      z.string(),
      z.enum(['ok', 'rejected', 'malformed', 'timeout', 'unavailable']),
    ),
  }),
})

/** A worker answers between two requests; one that is busy for longer tells next time. */
const patienceMs = 500

/** Lets this worker answer its primary. */
export const answerHealth = (health: () => Health): void => {
  process.on('message', (message) => {
    if (message !== question) return
    const told = { health: health() } satisfies z.input<typeof answer>
    // The way to the primary may have ended since it asked.
    process.send?.(told, () => undefined)
  })
}

const askAnew = (worker: Worker): Promise<Health | null> => {
  const { promise, resolve } = Promise.withResolvers<Health | null>()
  const hear = (message: unknown): void => {
    const { data } = answer.safeParse(message)
    if (data !== undefined) resolve(data.health)
  }
  const giveUp = (): void => resolve(null)
  const timer = setTimeout(giveUp, patienceMs)
  worker.on('message', hear)
  worker.once('exit', giveUp)
  // Its way to us may have ended meanwhile.
  worker.send(question, (error: Error | null) => {
    if (error !== null) giveUp()
  })
  return promise.finally(() => {
    clearTimeout(timer)
    worker.off('message', hear)
    worker.off('exit', giveUp)
  })
}

const underWay = new WeakMap<Worker, Promise<Health | null>>()

/** What a worker says of itself; null where it says nothing in time. All who ask at once share one answer. */
export const askHealth = (worker: Worker): Promise<Health | null> => {
  const asked = underWay.get(worker) ?? askAnew(worker).finally(() => void underWay.delete(worker))
  underWay.set(worker, asked)
  return asked
}
