import { execFileSync } from 'node:child_process'
import { createHash, X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']

export interface Certificate {
  readonly keyFile: string
  readonly certFile: string
  readonly key: string
  readonly cert: string
  /** As tokens name it: `x5t#S256`. */
  readonly thumbprint: string
}

const read = (keyFile: string, certFile: string): Certificate => {
  const cert = readFileSync(certFile, 'utf8')
  const thumbprint = createHash('sha256').update(new X509Certificate(cert).raw).digest('base64url')
  return { keyFile, certFile, cert, thumbprint, key: readFileSync(keyFile, 'utf8') }
}

/** An authority, made by openssl for the moment. */
export const createAuthority = (name: string) => {
  const folder = mkdtempSync(join(tmpdir(), 'lien-thong-certificates-'))
  const at = (file: string) => join(folder, file)
  const openssl = (...args: readonly string[]) =>
    execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
  const subject = (common: string) => ['-subj', `/CN=${common}`]
  openssl('req', '-x509', ...newKey, '-keyout', 'ca.key', '-out', 'ca.pem', ...subject(name))
  writeFileSync(at('names'), 'subjectAltName=IP:127.0.0.1\n')
  const by = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'names']

  return {
    ...read(at('ca.key'), at('ca.pem')),
    /** One that ended yesterday where `days` is -1. */
    issue: (common: string, days = 2): Certificate => {
      const [key, cert, request] = [`${common}.key`, `${common}.pem`, `${common}.csr`]
      openssl('req', '-new', ...newKey, '-keyout', key, '-out', request, ...subject(common))
      openssl('x509', '-req', '-in', request, ...by, '-days', String(days), '-out', cert)
      return read(at(key), at(cert))
    },
  }
}
