import type { Agent } from 'undici'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Certificate } from '../support/certificates.ts'
import { type Gateway, startGateway } from '../support/gateway.ts'
import { type Issuer, startIssuer } from '../support/issuer.ts'
import { asksForEverything, expectNoTrace } from './attack.ts'
import { agentOf, another, boundToken, expired, foreign, post, right, tls } from './clients.ts'

let issuer: Issuer
beforeAll(async () => {
  issuer = await startIssuer()
  return () => issuer.stop()
})
afterEach(() => void vi.useRealTimers())

const start = (identity: object, own: object = {}): Promise<Gateway> =>
  startGateway({
    config: { identity: { ...issuer.identity, ...identity }, tls: { ...tls, ...own } },
  })

const bound = (client: Certificate) => boundToken(issuer, client)

const expectMismatch = async (gateway: Gateway, agent: Agent, token: string): Promise<void> => {
  gateway.forget()
  const logged = gateway.logged().length
  const { status, headers, text } = await post(gateway.url, agent, token, asksForEverything)
  const written = gateway.logged().slice(logged)
  expect(status).toBe(401)
  expect(headers['www-authenticate']).toBe('Bearer error="invalid_token"')
  expect(written).toContain('"code":"CERTIFICATE_MISMATCH"')
  expect(gateway.asked('dossiers')).toEqual([])
  expect(gateway.asked('population')).toEqual([])
  expectNoTrace(text + written, token)
}

describe('where clients may show a certificate', () => {
  let gateway: Gateway
  beforeAll(async () => {
    gateway = await start({})
    return () => gateway.stop()
  })

  test('the gateway is reached by TLS, and says so', () => expect(gateway.url).toMatch(/^https:/))

  test('a bound token is good with its certificate, time after time', async () => {
    const agent = agentOf(right)
    const token = await bound(right)
    for (let time = 0; time < 3; time += 1)
      expect((await post(gateway.url, agent, token)).status).toBe(200)
  })

  test('a token that is not bound is good with a certificate and without', async () => {
    const token = await issuer.token()
    expect((await post(gateway.url, agentOf(right), token)).status).toBe(200)
    expect((await post(gateway.url, agentOf(), token)).status).toBe(200)
  })

  test.each<readonly [string, Certificate | undefined]>([
    ['without a certificate', undefined],
    ['with another client’s certificate', another],
    ['with the certificate of another authority', foreign],
  ])('a bound token is refused when it is replayed %s', async (_, certificate) =>
    expectMismatch(gateway, agentOf(certificate), await bound(right)),
  )

  test.each<readonly [string, Certificate]>([
    ['has expired', expired],
    ['comes from another authority', foreign],
  ])('a token bound to a certificate that %s is refused with that very one', async (_, client) =>
    expectMismatch(gateway, agentOf(client), await bound(client)),
  )

  test('a certificate that ends while its connection is open is good no longer', async () => {
    const agent = agentOf(right)
    expect((await post(gateway.url, agent, await bound(right))).status).toBe(200)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3 * 86_400_000 })
    await expectMismatch(gateway, agent, await bound(right))
    expect((await post(gateway.url, agent, await issuer.token())).status).toBe(200)
  })

  test('a certificate that is told by header counts for nothing', async () => {
    const token = await bound(right)
    const told = { 'client-cert': right.thumbprint }
    const { status } = await post(gateway.url, agentOf(another), token, undefined, told)
    expect(status).toBe(401)
  })
})

describe('where clients have to show a certificate', () => {
  let gateway: Gateway
  beforeAll(async () => {
    gateway = await start({ certificateBound: 'required' }, { requireClientCertificate: true })
    return () => gateway.stop()
  })

  test('a bound token is good with its certificate', async () =>
    expect((await post(gateway.url, agentOf(right), await bound(right))).status).toBe(200))

  test.each<readonly [string, Certificate | undefined]>([
    ['without one', undefined],
    ['with one that has expired', expired],
    ['with one of another authority', foreign],
  ])('there is no connection %s', async (_, client) => {
    const token = await bound(client ?? right)
    await expect(post(gateway.url, agentOf(client), token)).rejects.toThrow()
  })

  test('a token that is bound to nothing is refused', async () => {
    const { status } = await post(gateway.url, agentOf(right), await issuer.token())
    expect(status).toBe(401)
    expect(gateway.logged()).toContain('"code":"NOT_BOUND"')
  })

  test('a bound token of another client is refused', async () =>
    expectMismatch(gateway, agentOf(right), await bound(another)))
})
