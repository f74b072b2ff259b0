import { publishAlarm } from '../lib/channels.ts'
import { watchFile, type WatchOptions } from '../lib/watched-file.ts'
import { whyUnreadable } from './file-error.ts'
import { parseRegister, protectedHash, ProtectedRegisterError } from './protected-register.ts'
import type { AccessSettings } from './settings.ts'

/** The gateway's own register of persons whose data is shown to nobody without a special way of asking. */
export interface ProtectedPersons {
  /** By a 12-digit number or an old card's 9 digits: ask again by the other number once a record tells it. */
  isProtected(number: string): boolean
  /** The same object until the register is read anew: what was concluded from another one no longer holds. */
  readonly edition: () => object
  close(): void
}

const nobody: ProtectedPersons = {
  isProtected: () => false,
  edition: () => nobody,
  close: () => undefined,
}

/**
 * Reads the register again when its file changes. A file that cannot be used is refused at the start with one
 * ProtectedRegisterError; later the last good one stays and an alarm is published each time it is looked at. Without
 * settings nobody is protected.
 */
export const openProtectedPersons = (
  settings: AccessSettings['protectedPersons'],
  { pollMs }: Pick<WatchOptions, 'pollMs'> = {},
): ProtectedPersons => {
  if (settings === undefined) return nobody
  const { file, key } = settings
  const register = startReading(file, key, pollMs)
  return {
    isProtected(number) {
      const entries = register.current()
      return entries.size > 0 && entries.has(protectedHash(key, number))
    },
    edition: () => register.current(),
    close: () => register.close(),
  }
}

const startReading = (file: string, key: string, pollMs: number | undefined) => {
  try {
    return watchFile(file, (text) => parseRegister(text, key), {
      ...(pollMs !== undefined && { pollMs }),
      onBroken: () =>
        publishAlarm({ kind: 'FILE_BROKEN', source: 'protected-persons', instance: null }),
    })
  } catch (error) {
    if (error instanceof ProtectedRegisterError) throw error
    throw new ProtectedRegisterError([whyUnreadable(error)])
  }
}
