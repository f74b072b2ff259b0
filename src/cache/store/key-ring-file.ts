import {
  chmodSync,
  chownSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  type Stats,
  writeFileSync,
} from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { publishCacheEvent } from '../../lib/channels.ts'
import {
  createKeyRing,
  type KeyRing,
  type KeyRingForm,
  keyRingForm,
  makeKey,
  monthAfter,
  monthOf,
} from './key-ring.ts'

/** The key file cannot be used. The message says why and holds nothing of the file. */
export class KeyRingError extends Error {
  override readonly name = 'KeyRingError'
}

/** Read and write for everybody. A group may read: that is how a container gets at a mounted secret. */
const othersMask = 0o007

const parse = (text: string, mode: number): KeyRingForm => {
  if ((mode & othersMask) !== 0)
    throw new KeyRingError('the key file is open to every user of the machine (chmod 600)')
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch {
    throw new KeyRingError('the key file is not JSON')
  }
  const parsed = keyRingForm.safeParse(content)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  throw new KeyRingError(`the key file does not hold a key ring: ${problems.join('; ')}`)
}

const readNow = (path: string): KeyRingForm => {
  try {
    return parse(readFileSync(path, 'utf8'), statSync(path).mode)
  } catch (error) {
    if (error instanceof KeyRingError) throw error
    throw new KeyRingError('the key file cannot be read', { cause: error })
  }
}

export interface KeyRingOptions {
  readonly now?: () => Date
  /** How often the file is looked at. Secrets are often mounted by links that a file watcher loses. */
  readonly pollMs?: number
}

/**
 * The key ring of a file, read again when it changes. A broken file is refused with a KeyRingError at the start; later the
 * last good one stays, and a KEYS_BROKEN event is published each time the file is looked at.
 */
export const openKeyRing = (
  path: string,
  { now = () => new Date(), pollMs = 2_000 }: KeyRingOptions = {},
): KeyRing => {
  let form = readNow(path)
  let kept = JSON.stringify(form)
  const look = async (): Promise<void> => {
    try {
      const read = parse(await readFile(path, 'utf8'), (await stat(path)).mode)
      if (JSON.stringify(read) === kept) return
      form = read
      kept = JSON.stringify(read)
    } catch {
      publishCacheEvent({ kind: 'KEYS_BROKEN', space: null, count: 1 })
    }
  }
  const timer = setInterval(() => void look(), pollMs).unref()
  return { ...createKeyRing(() => form, now), close: () => clearInterval(timer) }
}

/** Adds what is missing for this month and the next, and takes away what is older than the last month. */
export const extendKeyRing = (form: KeyRingForm | null, now: Date): KeyRingForm => {
  const thisMonth = monthOf(now)
  const kept = (form?.keys ?? []).filter((key) => key.month >= monthAfter(thisMonth, -1))
  const missing = [thisMonth, monthAfter(thisMonth, 1)].filter(
    (month) => !kept.some((key) => key.month === month),
  )
  const keys = [...kept, ...missing.map(makeKey)]
  const ofThisMonth = keys.filter((key) => key.month === thisMonth)
  const active = ofThisMonth.find(({ kid }) => kid === form?.active) ?? ofThisMonth.at(-1)
  if (active === undefined) throw new KeyRingError('no key for this month')
  return { active: active.kid, keys }
}

const groupRead = 0o040

/** Whoever could read the old file reads the new one: it is often another user who extends it than who runs the gateway. */
const keepReaders = (draft: string, { mode, uid, gid }: Stats): void => {
  try {
    chownSync(draft, uid, gid)
  } catch {
    // Only root may give a file away; its group is then our own, which must not read by the other's leave.
    return
  }
  chmodSync(draft, 0o600 | (mode & groupRead))
}

/** Makes or extends the file, as one step and readable by its owner only, or by its group where that could. Gives what stands in it now. */
export const writeKeyRing = (path: string, now: Date): KeyRingForm => {
  const old = statSync(path, { throwIfNoEntry: false })
  const form = extendKeyRing(old === undefined ? null : readNow(path), now)
  const draft = `${path}.${process.pid}.new`
  rmSync(draft, { force: true })
  // Nobody else's file, and no link, is written to.
  writeFileSync(draft, `${JSON.stringify(form, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
  if (old !== undefined) keepReaders(draft, old)
  renameSync(draft, path)
  return form
}
