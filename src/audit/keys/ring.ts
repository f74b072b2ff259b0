import { publishAuditNotice } from '../../lib/channels.ts'
import { type KeyFileForm, extendKeys, hasKeyFor } from './key-file-form.ts'
import { AuditKeyError, changeKeyFile, readKeyFile } from './key-file.ts'
import { monthAfter, monthOf } from './month.ts'
import type { MonthSecret } from './month-keys.ts'

export interface RingOptions {
  readonly path: string
  /** Whether the gateway makes and extends the file itself. */
  readonly isOwn: boolean
  readonly now: () => Date
  /** Secrets are often mounted by links that a file watcher loses. */
  readonly pollMs?: number
  readonly onChange: (secrets: readonly MonthSecret[]) => void
}

export interface Ring {
  readonly secrets: readonly MonthSecret[]
  /** Waits for a look that is under way: what writes the file as the process ends would leave its lock behind. */
  close(): Promise<void>
}

const readNow = async ({ path, isOwn, now }: RingOptions): Promise<KeyFileForm> => {
  if (isOwn) return changeKeyFile(path, (form) => extendKeys(form, now()))
  const form = await readKeyFile(path)
  if (form === null) throw new AuditKeyError('the audit key file does not exist')
  if (form.keys.length === 0) throw new AuditKeyError('the audit key file holds no key')
  return form
}

const needsMore = (form: KeyFileForm, now: Date): boolean =>
  !hasKeyFor(form, monthAfter(monthOf(now.getTime()), 1))

/** The keys of a file, read again when it changes: a key that is destroyed there ends here within seconds. */
export const openRing = async (options: RingOptions): Promise<Ring> => {
  const { path, isOwn, now, pollMs = 2_000, onChange } = options
  const first = await readNow(options)
  let kept = first
  const look = async (): Promise<void> => {
    try {
      const read = await readKeyFile(path)
      if (read === null || read.keys.length === 0) throw new AuditKeyError('there are no keys')
      const form = isOwn && needsMore(read, now()) ? await readNow(options) : read
      if (JSON.stringify(form) !== JSON.stringify(kept)) onChange(form.keys)
      kept = form
    } catch {
      publishAuditNotice({ kind: 'AUDIT_KEYS_BROKEN', count: 1 })
    }
    if (!hasKeyFor(kept, monthOf(now().getTime())))
      publishAuditNotice({ kind: 'AUDIT_KEY_MISSING', count: 1 })
  }
  let looking: Promise<void> | null = null
  // One at a time: of two that overlap the older could end last.
  const timer = setInterval(() => {
    looking ??= look().finally(() => {
      looking = null
    })
  }, pollMs).unref()
  return {
    secrets: first.keys,
    async close() {
      clearInterval(timer)
      await looking
    },
  }
}
