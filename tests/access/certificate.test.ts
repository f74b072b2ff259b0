import { X509Certificate } from 'node:crypto'
import { type AddressInfo, Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { connect, createServer } from 'node:tls'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { clientCertificateHeaderSettings, createPresented } from '../../src/access/certificate.ts'
import type { Certificate } from '../support/certificates.ts'
import { another, authority, foreign, right, serverOptions } from './clients.ts'

const derOf = (pem: string) => new X509Certificate(pem).raw
const rfc9440 = (pem: string) => `:${derOf(pem).toString('base64')}:`
const hexOf = (thumbprint: string) => Buffer.from(thumbprint, 'base64url').toString('hex')

describe('the header of a proxy', () => {
  const proxies = ['10.0.0.7', '192.168.4.0/22', '2001:db8::/64', '2001:db8:9::7']
  const from = (remoteAddress: string | undefined, value: string | undefined, name?: string) => {
    const settings = { from: proxies, ...(name !== undefined && { name }) }
    const presented = createPresented(clientCertificateHeaderSettings.parse(settings))
    const socket = Object.defineProperty(new Socket(), 'remoteAddress', { value: remoteAddress })
    return presented({ socket, headers: { 'client-cert': value, 'x-client': value } })
  }

  test.each([
    ['the certificate as RFC 9440 writes it', rfc9440(right.cert)],
    ['the certificate as escaped PEM', encodeURIComponent(right.cert)],
    ['the certificate as PEM, only what has to be is escaped', encodeURI(right.cert)],
    [
      'the certificate as PEM whose spaces are not escaped',
      encodeURIComponent(right.cert).replaceAll('%20', ' '),
    ],
    ['the certificate as PEM without a last line end', encodeURIComponent(right.cert.trim())],
    ['the thumbprint as tokens have it', right.thumbprint],
    ['the thumbprint in hexadecimal', hexOf(right.thumbprint)],
    ['the thumbprint in capitals', hexOf(right.thumbprint).toUpperCase()],
  ])('may hold %s', (_, value) => expect(from('10.0.0.7', value)).toBe(right.thumbprint))

  test.each([
    ['nothing', undefined],
    ['no text', ''],
    ['no certificate', `:${Buffer.from('no certificate').toString('base64')}:`],
    ['PEM that is cut short', encodeURIComponent(right.cert.slice(0, 200))],
    ['an escape that is none', '-----BEGIN CERTIFICATE-----%zz'],
    ['two certificates', `${rfc9440(another.cert)}, ${rfc9440(right.cert)}`],
    ['two certificates as PEM', encodeURIComponent(another.cert + right.cert)],
    [
      'two certificates as PEM, the second added by a proxy',
      `${encodeURIComponent(another.cert)}, ${encodeURIComponent(right.cert)}`,
    ],
    ['PEM with something behind it', encodeURIComponent(`${right.cert}x`)],
    ['PEM with something before it', encodeURIComponent(`x${right.cert}`)],
    ['RFC 9440 with something before it', `x${rfc9440(right.cert)}`],
    ['a thumbprint in hexadecimal that is too long', `${hexOf(right.thumbprint)}0`],
    ['two thumbprints in hexadecimal', hexOf(right.thumbprint) + hexOf(another.thumbprint)],
    ['something before a thumbprint', `x${right.thumbprint}`],
    ['two thumbprints', `${right.thumbprint}, ${another.thumbprint}`],
    ['a thumbprint that is too short', right.thumbprint.slice(1)],
    ['a key of every object', '__proto__'],
  ])('that holds %s tells of no certificate', (_, value) =>
    expect(from('10.0.0.7', value)).toBeNull(),
  )

  test.each(['10.0.0.7', '::ffff:10.0.0.7', '192.168.7.255', '2001:db8::99', '2001:db8:9::7'])(
    'is believed from %s',
    (address) => expect(from(address, right.thumbprint)).toBe(right.thumbprint),
  )

  test.each([
    '10.0.0.8',
    '::ffff:10.0.0.8',
    '192.168.8.0',
    '2001:db8:0:1::1',
    '2001:db8:9::8',
    '',
    undefined,
  ])('is not looked at from %s', (address) => expect(from(address, right.thumbprint)).toBeNull())

  test('that is sent twice tells of no certificate', () => {
    const socket = Object.defineProperty(new Socket(), 'remoteAddress', { value: '10.0.0.7' })
    const presented = createPresented(clientCertificateHeaderSettings.parse({ from: proxies }))
    const headers = { 'client-cert': [right.thumbprint] as unknown as string }
    expect(presented({ socket, headers })).toBeNull()
  })

  test('may have another name, in letters of any size', () =>
    expect(from('10.0.0.7', right.thumbprint, 'X-Client')).toBe(right.thumbprint))

  test.each(['', 'x client', 'x-client ', ' x-client', 'x:client'])(
    'cannot be called "%s"',
    (name) =>
      expect(clientCertificateHeaderSettings.safeParse({ name, from: ['10.0.0.7'] }).success).toBe(
        false,
      ),
  )

  test('is to be believed from somebody: the configuration is refused without', () =>
    expect(clientCertificateHeaderSettings.safeParse({ from: [] }).success).toBe(false))

  test.each(['everywhere', '10.0.0.0/33', '10.0.0', '2001:db8::/129', '*'])(
    'is not to be believed from %s: the configuration is refused',
    (address) =>
      expect(clientCertificateHeaderSettings.safeParse({ from: [address] }).success).toBe(false),
  )
})

describe('a connection', () => {
  let server: ReturnType<typeof createServer>
  beforeAll(async () => {
    server = createServer(serverOptions())
    server.on('tlsClientError', () => undefined)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return () => new Promise((resolve) => server.close(resolve))
  })
  afterEach(() => void vi.useRealTimers())

  /** As the server has it. */
  const connectionOf = async (client?: Certificate): Promise<TLSSocket> => {
    const port = (server.address() as AddressInfo).port
    const accepted = new Promise<TLSSocket>((resolve) => server.once('secureConnection', resolve))
    const shown = client && { key: client.key, cert: client.cert }
    const socket = connect({ port, host: '127.0.0.1', ca: authority.cert, ...shown })
    socket.on('error', () => undefined)
    const connection = await accepted
    ends.push(socket, connection)
    return connection
  }
  const ends: TLSSocket[] = []
  afterEach(() => {
    for (const socket of ends.splice(0)) socket.destroy()
  })
  const presented = createPresented(undefined)
  const ofConnection = (socket: Socket) => presented({ socket, headers: {} })

  test('stands for the certificate that it was made with, time after time', async () => {
    const socket = await connectionOf(right)
    expect([ofConnection(socket), ofConnection(socket)]).toEqual([
      right.thumbprint,
      right.thumbprint,
    ])
    expect(ofConnection(await connectionOf(another))).toBe(another.thumbprint)
  })

  test('without a certificate stands for none', async () =>
    expect(ofConnection(await connectionOf())).toBeNull())

  test('with a certificate of another authority stands for none', async () =>
    expect(ofConnection(await connectionOf(foreign))).toBeNull())

  test('without TLS stands for none', () => expect(ofConnection(new Socket())).toBeNull())

  test('stands for its certificate until that ends, and no longer', async () => {
    const socket = await connectionOf(right)
    const end = new X509Certificate(right.cert).validToDate.getTime()
    vi.useFakeTimers({ toFake: ['Date'], now: end - 1 })
    expect(ofConnection(socket)).toBe(right.thumbprint)
    vi.setSystemTime(end)
    expect(ofConnection(socket)).toBeNull()
  })

  test('of nobody who is believed is not outdone by a header', async () => {
    const settings = clientCertificateHeaderSettings.parse({ from: ['10.0.0.7'] })
    const headers = { 'client-cert': another.thumbprint }
    const socket = await connectionOf(right)
    expect(createPresented(settings)({ socket, headers })).toBe(right.thumbprint)
  })

  test('of a proxy stands for nobody where its header names nobody', async () => {
    const settings = clientCertificateHeaderSettings.parse({ from: ['127.0.0.1'] })
    const socket = await connectionOf(right)
    expect(createPresented(settings)({ socket, headers: {} })).toBeNull()
  })
})
