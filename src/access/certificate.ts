import { createHash, X509Certificate } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { BlockList, isIPv6, type Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { z } from 'zod'

/** The header in which a proxy that ends TLS passes on whom it saw (RFC 9440), and the proxies that are believed. */
export const clientCertificateHeaderSettings = z.strictObject({
  name: z
    .string()
    .regex(/^[\w-]+$/)
    .toLowerCase()
    .default('client-cert'),
  from: z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()])).min(1),
})
type HeaderSettings = z.infer<typeof clientCertificateHeaderSettings>

/** What of a request tells who holds the other end of the connection. */
export type Presenting = Pick<IncomingMessage, 'socket' | 'headers'>

const familyOf = (address: string): 'ipv6' | 'ipv4' => (isIPv6(address) ? 'ipv6' : 'ipv4')

const toList = (networks: readonly string[]): BlockList => {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits] = network.split('/')
    const family = familyOf(address)
    list.addSubnet(address, Number(bits ?? (family === 'ipv6' ? 128 : 32)), family)
  }
  return list
}

/** As tokens name a certificate (`x5t#S256`, RFC 8705): SHA-256 of its DER form, base64url. */
const thumbprintOf = ({ raw }: X509Certificate): string =>
  createHash('sha256').update(raw).digest('base64url')

const ofCertificate = (encoded: Buffer | string): string | null => {
  try {
    return thumbprintOf(new X509Certificate(encoded))
  } catch {
    return null
  }
}

/** The whole text: OpenSSL reads the first certificate of several, which a client may have put before its proxy's. */
const onePem = /^-----BEGIN CERTIFICATE-----[A-Za-z\d+/=\s]+-----END CERTIFICATE-----\s*$/

const ofEscaped = (escaped: string): string | null => {
  try {
    const pem = decodeURIComponent(escaped)
    return onePem.test(pem) ? ofCertificate(pem) : null
  } catch {
    return null
  }
}

/** The forms that proxies write, each with how it is read; nothing fits two. */
const forms: readonly (readonly [RegExp, (text: string) => string | null])[] = [
  [/^:[A-Za-z\d+/]+=*:$/, (text) => ofCertificate(Buffer.from(text.slice(1, -1), 'base64'))],
  [/^-----BEGIN/, ofEscaped],
  [/^[\da-f]{64}$/i, (text) => Buffer.from(text, 'hex').toString('base64url')],
  [/^[\w-]{43}$/, (text) => Buffer.from(text, 'base64url').toString('base64url')],
]

const ofHeader = (value: string | string[] | undefined): string | null => {
  if (typeof value !== 'string') return null
  const form = forms.find(([pattern]) => pattern.test(value))
  return form?.[1](value) ?? null
}

interface Held {
  readonly thumbprint: string
  readonly endsAt: number
}
const held = new WeakMap<TLSSocket, Held>()

const holdOf = (socket: TLSSocket): Held | null => {
  const certificate = socket.authorized ? socket.getPeerX509Certificate() : undefined
  if (certificate === undefined) return null
  const hold = { thumbprint: thumbprintOf(certificate), endsAt: certificate.validToDate.getTime() }
  held.set(socket, hold)
  return hold
}

/** Of the connection's own certificate. A connection may outlive it, so its end is looked at every time. */
const ofSocket = (socket: Socket): string | null => {
  if (!(socket instanceof TLSSocket)) return null
  const hold = held.get(socket) ?? holdOf(socket)
  return hold !== null && Date.now() < hold.endsAt ? hold.thumbprint : null
}

/**
 * Tells the thumbprint of the certificate that a request came with, or null. Of a proxy that is believed only its header
 * counts, since the connection's certificate is its own; of anybody else the header is not looked at.
 */
export const createPresented = (settings: HeaderSettings | undefined) => {
  const proxies = toList(settings?.from ?? [])
  return ({ socket, headers }: Presenting): string | null => {
    const { remoteAddress: from } = socket
    const isProxy = from !== undefined && proxies.check(from, familyOf(from))
    return settings && isProxy ? ofHeader(headers[settings.name]) : ofSocket(socket)
  }
}
