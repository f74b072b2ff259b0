import { randomBytes } from 'node:crypto'
import { chmod, chown, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { hasCode } from '../../lib/error-code.ts'
import { emptyKeyFile, type KeyFileForm, keyFileForm } from './key-file-form.ts'
import { withLock } from './lock.ts'

/** The key file cannot be used. The message says why and holds nothing of the file. */
export class AuditKeyError extends Error {
  override readonly name = 'AuditKeyError'
}

/** Read and write for everybody. A group may read: that is how a container gets at a mounted secret. */
const othersMask = 0o007

const parse = (text: string): KeyFileForm => {
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch {
    throw new AuditKeyError('the audit key file is not JSON')
  }
  const parsed = keyFileForm.safeParse(content)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  throw new AuditKeyError(`the audit key file does not hold keys: ${problems.join('; ')}`)
}

/** Null where there is none. */
export const readKeyFile = async (path: string): Promise<KeyFileForm | null> => {
  try {
    const { mode } = await stat(path)
    if ((mode & othersMask) !== 0)
      throw new AuditKeyError('the audit key file is open to every user of the machine (chmod 600)')
    return parse(await readFile(path, 'utf8'))
  } catch (error) {
    if (error instanceof AuditKeyError) throw error
    if (hasCode(error, 'ENOENT')) return null
    throw new AuditKeyError('the audit key file cannot be read', { cause: error })
  }
}

const groupRead = 0o040

/** Whoever could read the old file reads the new one: it is often another user who extends it than who runs the gateway. */
const keepReaders = async (path: string, draft: string): Promise<void> => {
  try {
    const { mode, uid, gid } = await stat(path)
    await chown(draft, uid, gid)
    await chmod(draft, 0o600 | (mode & groupRead))
  } catch {
    // There is none, or only root may give a file away: our own group must not read by the other's leave.
  }
}

const write = async (path: string, form: KeyFileForm): Promise<void> => {
  const draft = `${path}.${randomBytes(6).toString('hex')}.new`
  // Nobody else's file, and no link, is written to; what is committed under a key must find that key after a crash.
  await writeFile(draft, `${JSON.stringify(form, null, 2)}\n`, {
    mode: 0o600,
    flag: 'wx',
    flush: true,
  })
  await keepReaders(path, draft)
  await rename(draft, path)
}

/** Makes or changes the file while nobody else does, as one step. Gives what stands in it now. */
export const changeKeyFile = (
  path: string,
  change: (form: KeyFileForm) => KeyFileForm,
): Promise<KeyFileForm> =>
  withLock(path, async () => {
    const old = await readKeyFile(path)
    const form = change(old ?? emptyKeyFile)
    if (form !== old) await write(path, form)
    return form
  })
