import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { AccessFileError } from './file-error.ts'

/** One protected person: the number as a keyed hash, so that the file tells nobody who is protected. */
const entryForm = z.strictObject({
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  reason: z.string().regex(/^[A-Z][A-Z0-9_]{0,39}$/),
})
export type ProtectedEntry = z.infer<typeof entryForm>

/** The first line: with another key every hash differs, and everybody would silently be unprotected. */
const keyForm = z.strictObject({ keyCheck: z.string() })

const hmac = (key: string, text: string): string =>
  createHmac('sha256', key).update(text).digest('hex')

/** Of a 12-digit number or of a 9-digit old card. */
export const protectedHash = (key: string, number: string): string => hmac(key, number.trim())

const keyCheckOf = (key: string): string => hmac(key, 'lien-thong protected persons').slice(0, 16)

const isOwnKey = (key: string, stated: string): boolean => {
  const [own, other] = [Buffer.from(keyCheckOf(key)), Buffer.from(stated)]
  return own.length === other.length && timingSafeEqual(own, other)
}

export const isReasonCode = (text: string): boolean =>
  entryForm.shape.reason.safeParse(text).success

export class ProtectedRegisterError extends AccessFileError {
  override readonly name = 'ProtectedRegisterError'

  constructor(problems: readonly string[]) {
    super('The register of protected persons', problems)
  }
}

const parseLine = (line: string): unknown => {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}

/** Entries by hash. @throws ProtectedRegisterError naming every line that is wrong, and nothing of what stands there */
export const parseRegister = (
  text: string,
  key: string,
): ReadonlyMap<string, ProtectedEntry['reason']> => {
  const entries = new Map<string, string>()
  const problems: string[] = []
  let isKeyStated = false
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const raw = parseLine(line)
    const stated = keyForm.safeParse(raw).data
    const entry = entryForm.safeParse(raw).data
    if (entry !== undefined) entries.set(entry.hash, entry.reason)
    else if (stated === undefined) problems.push(`line ${index + 1}: no entry`)
    else if (isOwnKey(key, stated.keyCheck)) isKeyStated = true
    else problems.push(`line ${index + 1}: made with another key`)
  }
  if (!isKeyStated && entries.size > 0) problems.push('the key it was made with is not stated')
  if (problems.length > 0) throw new ProtectedRegisterError(problems)
  return entries
}

/** In the order of the hashes, which says nothing of who was added when. */
export const formatRegister = (
  entries: ReadonlyMap<string, ProtectedEntry['reason']>,
  key: string,
): string =>
  [
    { keyCheck: keyCheckOf(key) },
    ...[...entries]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([hash, reason]) => ({ hash, reason })),
  ]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('')
