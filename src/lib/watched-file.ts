import { readFileSync, statSync, type Stats } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'

export interface WatchOptions {
  /** How often the file is looked at. Files are often mounted by links that a file watcher loses. */
  readonly pollMs?: number
  /** Called each time the file is looked at and cannot be used. */
  readonly onBroken: () => void
}

export interface WatchedFile<T> {
  /** What the last good version of the file says. */
  current(): T
  close(): void
}

const traceOf = ({ ino, size, mtimeMs, ctimeMs }: Stats): string =>
  [ino, size, mtimeMs, ctimeMs].join(' ')

/**
 * A file that is read again when it changes. At the start `parse` and the file system may throw; later a file that cannot
 * be used leaves what the last good one said.
 */
export const watchFile = <T>(
  path: string,
  parse: (text: string) => T,
  { pollMs = 2_000, onBroken }: WatchOptions,
): WatchedFile<T> => {
  // The trace is taken before the text: a change between the two is then seen as one the next time.
  let trace: string | null = traceOf(statSync(path))
  let current = parse(readFileSync(path, 'utf8'))
  let isLooking = false
  const look = async (): Promise<void> => {
    const found = traceOf(await stat(path))
    if (found === trace) return
    current = parse(await readFile(path, 'utf8'))
    trace = found
  }
  const poll = async (): Promise<void> => {
    if (isLooking) return
    isLooking = true
    await look().catch(() => {
      trace = null
      onBroken()
    })
    isLooking = false
  }
  const timer = setInterval(() => void poll(), pollMs).unref()
  return { current: () => current, close: () => clearInterval(timer) }
}
