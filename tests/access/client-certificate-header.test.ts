import { X509Certificate } from 'node:crypto'
import { Agent } from 'undici'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type Gateway, startGateway } from '../support/gateway.ts'
import { type Issuer, startIssuer } from '../support/issuer.ts'
import { agentOf, another, boundToken, post, right, tls } from './clients.ts'

const derOf = (pem: string) => new X509Certificate(pem).raw
const rfc9440 = (pem: string) => `:${derOf(pem).toString('base64')}:`

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
