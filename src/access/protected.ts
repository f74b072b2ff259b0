import { LRUCache } from 'lru-cache'
import { publishAlarm } from '../lib/channels.ts'
import { watchFile, type WatchOptions } from '../lib/watched-file.ts'
import { whyUnreadable } from './file-error.ts'
import { parseRegister, protectedHash, ProtectedRegisterError } from './protected-register.ts'
import type { AccessSettings } from './settings.ts'

/** The gateway's own register of persons whose data is shown to nobody without a special way of asking. */
export interface ProtectedPersons {
  /** By a 12-digit number or an old card's 9 digits: ask again by the other number once a record tells it. */
  isProtected(number: string): boolean
  close(): void
}

const nobody: ProtectedPersons = { isProtected: () => false, close: () => undefined }

/** A board asks for the same persons again and again. */
const rememberedHashes = 5_000

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
  const hashes = new LRUCache<string, string>({ max: rememberedHashes })
  const hashOf = (number: string): string => {
    const hash = hashes.get(number) ?? protectedHash(key, number)
    hashes.set(number, hash)
    return hash
  }
  return {
    isProtected(number) {
      const entries = register.current()
      return entries.size > 0 && entries.has(hashOf(number))
    },
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
