import { X509Certificate } from 'node:crypto'
import type { ServerOptions } from 'node:https'
import { createSecureContext } from 'node:tls'
import { z } from 'zod'

const pem = z.string().min(1)

const isUsable = (use: () => unknown): boolean => {
  try {
    use()
    return true
  } catch {
    return false
  }
}

/** OpenSSL's own texts would quote nothing helpful: the problem is told in words, and no value is. */
export const tlsSettings = z
  .strictObject({
    key: pem,
    /** The gateway's own certificate, those between it and the authority after it. */
    cert: pem,
    /** The authorities whose clients are asked for their certificate; without it nobody is. */
    clientCa: pem
      .refine((ca) => isUsable(() => new X509Certificate(ca)), { error: 'no certificate in it' })
      .optional(),
    /** Whether a connection without a good certificate is ended at once, or only tokens bound to one are refused. */
    requireClientCertificate: z.boolean().default(false),
  })
  .refine(({ key, cert }) => isUsable(() => createSecureContext({ key, cert })), {
    error: 'key and cert are not a key and its certificate, both as PEM',
  })
  .refine(
    ({ clientCa, requireClientCertificate }) => clientCa !== undefined || !requireClientCertificate,
    {
      path: ['requireClientCertificate'],
      error: 'needs clientCa: whose certificates are good',
    },
  )
export type TlsSettings = z.infer<typeof tlsSettings>

/** A handshake that is never finished would hold its connection for two minutes by default. */
export const tlsOptions = ({
  key,
  cert,
  clientCa,
  requireClientCertificate,
}: TlsSettings): ServerOptions => ({
  key,
  cert,
  minVersion: 'TLSv1.2',
  handshakeTimeout: 10_000,
  ...(clientCa !== undefined && {
    ca: clientCa,
    requestCert: true,
    rejectUnauthorized: requireClientCertificate,
  }),
})
