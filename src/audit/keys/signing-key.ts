import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import { link, readFile, rm, writeFile } from 'node:fs/promises'
import { hasCode } from '../../lib/error-code.ts'
import { AuditKeyError } from './key-file.ts'

/** `signing-key.pem` and `signing-key.pub.pem` */
const publicPathOf = (path: string): string => `${path.replace(/\.pem$/, '')}.pub.pem`

/** As one step, and never over what another process has made. */
const writeOnce = async (path: string, text: string, mode: number): Promise<void> => {
  // Containers that share a folder may all be process 1.
  const draft = `${path}.${randomBytes(6).toString('hex')}.new`
  await writeFile(draft, text, { mode, flag: 'wx', flush: true })
  try {
    await link(draft, path)
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error
  } finally {
    await rm(draft, { force: true })
  }
}

const make = (): string =>
  generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' })

const publicOf = (pem: string): string => {
  try {
    if (createPrivateKey(pem).asymmetricKeyType === 'ed25519')
      return createPublicKey(pem).export({ type: 'spki', format: 'pem' })
  } catch {
    // Told below, without a word of what the file holds.
  }
  throw new AuditKeyError('the audit signing key is no Ed25519 key in PEM')
}

/** The key that signs checkpoints; made with its public half beside it where the gateway keeps it itself. */
export const readSigningKey = async (path: string, isOwn: boolean): Promise<string> => {
  try {
    if (isOwn) await writeOnce(path, make(), 0o600)
    const pem = await readFile(path, 'utf8')
    const publicPem = publicOf(pem)
    if (isOwn) await writeOnce(publicPathOf(path), publicPem, 0o644)
    return pem
  } catch (error) {
    if (error instanceof AuditKeyError) throw error
    throw new AuditKeyError('the audit signing key cannot be read', { cause: error })
  }
}
