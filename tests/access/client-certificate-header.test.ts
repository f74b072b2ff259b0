import { X509Certificate } from 'node:crypto'
import { Socket } from 'node:net'
import { Agent } from 'undici'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { clientCertificateHeaderSettings, createPresented } from '../../src/access/certificate.ts'
import { type Gateway, startGateway } from '../support/gateway.ts'
import { type Issuer, startIssuer } from '../support/issuer.ts'
import { agentOf, another, boundToken, post, right, tls } from './clients.ts'

const derOf = (pem: string) => new X509Certificate(pem).raw
const rfc9440 = (pem: string) => `:${derOf(pem).toString('base64')}:`
const hexOf = (thumbprint: string) => Buffer.from(thumbprint, 'base64url').toString('hex')

describe('the header of a proxy', () => {
  const proxies = ['10.0.0.7', '192.168.4.0/22', '2001:db8::/64']
  const from = (remoteAddress: string | undefined, value: string | undefined, name?: string) => {
    const settings = { from: proxies, ...(name !== undefined && { name }) }
    const presented = createPresented(clientCertificateHeaderSettings.parse(settings))
    const socket = Object.defineProperty(new Socket(), 'remoteAddress', { value: remoteAddress })
    return presented({ socket, headers: { 'client-cert': value, 'x-client': value } })
  }

  test.each([
    ['the certificate as RFC 9440 writes it', rfc9440(right.cert)],
    ['the certificate as escaped PEM', encodeURIComponent(right.cert)],
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
    ['two thumbprints', `${right.thumbprint}, ${another.thumbprint}`],
    ['a thumbprint that is too short', right.thumbprint.slice(1)],
    ['a key of every object', '__proto__'],
  ])('that holds %s tells of no certificate', (_, value) =>
    expect(from('10.0.0.7', value)).toBeNull(),
  )

  test.each(['10.0.0.7', '::ffff:10.0.0.7', '192.168.7.255', '2001:db8::99'])(
    'is believed from %s',
    (address) => expect(from(address, right.thumbprint)).toBe(right.thumbprint),
  )

  test.each(['10.0.0.8', '::ffff:10.0.0.8', '192.168.8.0', '2001:db8:0:1::1', '', undefined])(
    'is not looked at from %s',
    (address) => expect(from(address, right.thumbprint)).toBeNull(),
  )

  test('may have another name, in letters of any size', () =>
    expect(from('10.0.0.7', right.thumbprint, 'X-Client')).toBe(right.thumbprint))

  test.each(['everywhere', '10.0.0.0/33', '10.0.0', '2001:db8::/129', '*'])(
    'is not to be believed from %s: the configuration is refused',
    (address) =>
      expect(clientCertificateHeaderSettings.safeParse({ from: [address] }).success).toBe(false),
  )
})

describe('behind a proxy that ends TLS', () => {
  let issuer: Issuer
  beforeAll(async () => {
    issuer = await startIssuer()
    return () => issuer.stop()
  })

  const start = async (from: string, own: object = {}): Promise<Gateway> => {
    const header = { clientCertificateHeader: { from: [from] } }
    const identity = { ...issuer.identity, ...header, certificateBound: 'required' }
    const gateway = await startGateway({ config: { identity, ...own } })
    onTestFinished(() => gateway.stop())
    return gateway
  }
  const plain = new Agent()
  const told = (value: string) => ({ 'client-cert': value })
  const statusOf = async (gateway: Gateway, value?: string): Promise<number> => {
    const headers = value === undefined ? {} : told(value)
    const token = await boundToken(issuer, right)
    return (await post(gateway.url, plain, token, undefined, headers)).status
  }

  test('a bound token is good with the certificate that the proxy tells of, and with no other', async () => {
    const gateway = await start('127.0.0.1')
    expect(await statusOf(gateway, rfc9440(right.cert))).toBe(200)
    expect(await statusOf(gateway, right.thumbprint)).toBe(200)
    expect(await statusOf(gateway, rfc9440(another.cert))).toBe(401)
    expect(await statusOf(gateway, 'nonsense')).toBe(401)
    expect(await statusOf(gateway)).toBe(401)
  })

  test('the same header of anybody else is ignored', async () => {
    const gateway = await start('192.0.2.1')
    expect(await statusOf(gateway, rfc9440(right.cert))).toBe(401)
    expect(await statusOf(gateway, right.thumbprint)).toBe(401)
  })

  test('the proxy’s own certificate is not taken for its client’s', async () => {
    const gateway = await start('127.0.0.1', { tls })
    const ofProxy = agentOf(another)
    const asOwn = await boundToken(issuer, another)
    expect((await post(gateway.url, ofProxy, asOwn)).status).toBe(401)
    const ofClient = await boundToken(issuer, right)
    const headers = told(right.thumbprint)
    expect((await post(gateway.url, ofProxy, ofClient, undefined, headers)).status).toBe(200)
  })
})
