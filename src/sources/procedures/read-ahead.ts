import { setTimeout as sleep } from 'node:timers/promises'
import type { ProcedureCode } from '../../domain/ids.ts'
import type { Catalogue } from './catalogue.ts'
import type { ProceduresSettings } from './settings.ts'

const firstBackoffMs = 1000
const maxBackoffMs = 60_000
/** Between two rounds: how soon to see what has grown old, and to ask again for what failed. */
const idleMs = 60_000

export interface ReadAhead {
  /** A second start does nothing. */
  start(): void
  /** Resolves once the call under way, if any, has ended. */
  close(): Promise<void>
}

/**
 * Reads the details of every listed procedure, one after another at a bounded rate, and again when they grow old: the
 * system gives one procedure a call, and fields and agencies can be searched only in what was read. A failure makes it
 * wait, longer each time, and never reaches a caller.
 */
export const createReadAhead = (
  catalogue: Catalogue,
  { enabled, perSecond, delayMs }: ProceduresSettings['readAhead'],
): ReadAhead => {
  const stop = new AbortController()
  let running: Promise<void> | null = null
  let failures = 0

  const pause = (ms: number): Promise<void> =>
    sleep(ms, undefined, { signal: stop.signal, ref: false }).catch(() => undefined)

  const backoffMs = (): number => Math.min(firstBackoffMs * 2 ** (failures - 1), maxBackoffMs)

  /** Makes one call, then waits as long as the rate or the failure asks for; null where it failed. */
  const attempt = async <T>(call: () => Promise<T>): Promise<T | null> => {
    const answer = await call().then(
      (value) => ({ value }),
      () => null,
    )
    failures = answer === null ? failures + 1 : 0
    await pause(answer === null ? backoffMs() : 1000 / perSecond)
    return answer?.value ?? null
  }

  const readAll = async (codes: readonly ProcedureCode[]): Promise<void> => {
    for (const code of codes) {
      if (stop.signal.aborted) return
      // Someone may have asked for it meanwhile.
      if (!catalogue.isFresh(code)) await attempt(() => catalogue.details(code))
    }
  }

  const dueCodes = async (): Promise<readonly ProcedureCode[]> => {
    const { byCode } = await catalogue.list()
    return [...byCode.keys()].filter((code) => !catalogue.isFresh(code))
  }

  const run = async (): Promise<void> => {
    await pause(delayMs)
    while (!stop.signal.aborted) {
      const due = await attempt(dueCodes)
      if (due === null) continue
      await readAll(due)
      await pause(idleMs)
    }
  }

  return {
    start() {
      if (enabled && !stop.signal.aborted) running ??= run()
    },
    async close() {
      stop.abort()
      await running
    },
  }
}
