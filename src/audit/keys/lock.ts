import { open, rm, stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { hasCode } from '../../lib/error-code.ts'

const retryMs = 20
const giveUpMs = 15_000
/** Far longer than a file is written: who holds it for so long has died. */
const staleMs = 10_000

const removeStale = async (lock: string): Promise<void> => {
  const { mtimeMs } = await stat(lock).catch(() => ({ mtimeMs: Infinity }))
  if (Date.now() - mtimeMs > staleMs) await rm(lock, { force: true })
}

const take = async (lock: string): Promise<void> => {
  const endsAt = performance.now() + giveUpMs
  for (;;) {
    try {
      const file = await open(lock, 'wx', 0o600)
      await file.close()
      return
    } catch (error) {
      if (!hasCode(error, 'EEXIST') || performance.now() > endsAt) throw error
    }
    await removeStale(lock)
    await sleep(retryMs)
  }
}

/** Runs while no other process of this machine runs something with the same path. */
export const withLock = async <T>(path: string, run: () => Promise<T>): Promise<T> => {
  const lock = `${path}.lock`
  await take(lock)
  try {
    return await run()
  } finally {
    await rm(lock, { force: true })
  }
}
