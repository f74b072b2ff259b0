import { Socket } from 'node:net'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { IdentityUnavailableError } from '../../src/access/errors.ts'
import { createIdentify, identitySettings } from '../../src/access/identity.ts'
import { createTestClock } from '../cache/fixture.ts'
import { type Issuer, startIssuer } from '../support/issuer.ts'

let issuer: Issuer
beforeAll(async () => {
  issuer = await startIssuer()
  return () => issuer.stop()
})
afterEach(() => void vi.useRealTimers())

const now = () => Math.floor(Date.now() / 1_000)
const hour = 3_600
const thumbprint = 'A'.repeat(43)
const boundTo = (name: string) => ({ cnf: { 'x5t#S256': name } })
const claim = 'ERR_JWT_CLAIM_VALIDATION_FAILED'

/** A request by a proxy that tells of this certificate. */
const requestWith = (certificate?: string) => {
  const socket = Object.defineProperty(new Socket(), 'remoteAddress', { value: '10.0.0.7' })
  return { socket, headers: certificate === undefined ? {} : { 'client-cert': certificate } }
}

const identityWith = (over: object = {}) => {
  const clientCertificateHeader = { from: ['10.0.0.7'] }
  const settings = { ...issuer.identity, clientCertificateHeader, ...over }
  const identify = createIdentify(identitySettings.parse(settings))
  return (token: string, certificate?: string) => identify(token, requestWith(certificate))
}
const expectRefused = (judged: Promise<unknown>, code: string) =>
  expect(judged).rejects.toMatchObject({ name: 'InvalidTokenError', code })

describe('a token', () => {
  test('is good where everything about it is', async () =>
    expect(await identityWith()(await issuer.token())).toMatchObject({
      role: 'officer',
      clientId: 'desk',
    }))

  test.each<readonly [string, string, () => Promise<string> | string]>([
    ['of another issuer', claim, () => issuer.token({ iss: 'https://elsewhere.example' })],
    ['for another audience', claim, () => issuer.token({ aud: 'https://elsewhere.example' })],
    ['of another kind', claim, () => issuer.token({}, { typ: 'JWT' })],
    ['that has no end', claim, () => issuer.token({ exp: undefined })],
    ['that has no beginning', claim, () => issuer.token({ iat: undefined })],
    ['that names no client', claim, () => issuer.token({ client_id: undefined })],
    ['that names no role', claim, () => issuer.token({ role: undefined })],
    ['that has ended', 'ERR_JWT_EXPIRED', () => issuer.token({ exp: now() - 6 })],
    [
      'that is older than any may be',
      'ERR_JWT_EXPIRED',
      () => issuer.token({ iat: now() - 13 * hour }),
    ],
    ['whose role says too little', 'CLAIMS', () => issuer.token({ unit: undefined })],
    ['that is none', 'ERR_JWS_INVALID', () => 'nonsense'],
    [
      'of a key that is not published',
      'ERR_JWKS_NO_MATCHING_KEY',
      () => issuer.token({}, { kid: 'two' }),
    ],
    [
      'signed by whoever holds a secret, not a key',
      'ERR_JOSE_ALG_NOT_ALLOWED',
      () => issuer.token({}, { alg: 'HS256' }, new Uint8Array(32)),
    ],
  ])('%s is refused, with the reason for the log', async (_, code, make) =>
    expectRefused(identityWith()(await make()), code),
  )

  test('that ended less than five seconds ago is good: clocks differ', async () => {
    const token = await issuer.token({ iat: now() - 60, exp: now() - 2 })
    expect(await identityWith()(token)).toMatchObject({ role: 'officer' })
  })

  test('signed with a kind of key that the settings leave out is refused', async () =>
    expectRefused(
      identityWith({ algorithms: ['RS256'] })(await issuer.token()),
      'ERR_JOSE_ALG_NOT_ALLOWED',
    ))

  test('may live as long as the settings say, and no longer', async () => {
    const identify = identityWith({ maxTokenAgeSeconds: hour })
    const living = (seconds: number) => issuer.token({ iat: now(), exp: now() + seconds })
    expect(await identify(await living(hour + 5))).toMatchObject({ role: 'officer' })
    await expectRefused(identify(await living(hour + 6)), 'LIVES_TOO_LONG')
  })
})

describe('a token that was found good', () => {
  const twice = async (certificate: string | undefined, other: string | undefined) => {
    const identify = identityWith()
    const token = await issuer.token(certificate === undefined ? {} : boundTo(certificate))
    const first = await identify(token, certificate)
    return { first, again: () => identify(token, other) }
  }

  test('stands for the same person without being verified again', async () => {
    const { first, again } = await twice(undefined, undefined)
    expect(await again()).toBe(first)
  })

  test('is held to its certificate every time', async () => {
    const { first, again } = await twice(thumbprint, undefined)
    expect(first).toMatchObject({ role: 'officer' })
    await expectRefused(again(), 'CERTIFICATE_MISMATCH')
  })

  test('is not good any more once it has ended', async () => {
    const identify = identityWith()
    const token = await issuer.token()
    await identify(token)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 700_000 })
    await expectRefused(identify(token), 'ERR_JWT_EXPIRED')
  })

  test('is verified again by keys that were read again', async () => {
    const own = await startIssuer()
    const clock = createTestClock()
    const identify = createIdentify(identitySettings.parse(own.identity), clock)
    const token = await own.token()
    await identify(token, requestWith())
    await own.rotate('two')
    clock.pass(600_000)
    await expectRefused(identify(token, requestWith()), 'ERR_JWKS_NO_MATCHING_KEY')
    await own.stop()
  })
})

describe('a token that is bound to a certificate', () => {
  test('is good with that one, and with no other or none', async () => {
    const identify = identityWith()
    const token = await issuer.token(boundTo(thumbprint))
    expect(await identify(token, thumbprint)).toMatchObject({ role: 'officer' })
    await expectRefused(identify(token, 'B'.repeat(43)), 'CERTIFICATE_MISMATCH')
    await expectRefused(identify(token), 'CERTIFICATE_MISMATCH')
  })

  test.each<readonly [string, unknown]>([
    ['a key of DPoP', { jkt: thumbprint }],
    ['a key of DPoP as well', { 'x5t#S256': thumbprint, jkt: thumbprint }],
    ['nothing in particular', null],
    ['a certificate without a name', { 'x5t#S256': '' }],
  ])('is refused where it is bound to %s, whoever shows it', async (_, cnf) =>
    expectRefused(identityWith()(await issuer.token({ cnf }), thumbprint), 'BOUND_ANOTHER_WAY'),
  )

  test('is the only one that is good where the settings ask for it', async () => {
    const identify = identityWith({ certificateBound: 'required' })
    await expectRefused(identify(await issuer.token(), thumbprint), 'NOT_BOUND')
    const bound = await issuer.token(boundTo(thumbprint))
    expect(await identify(bound, thumbprint)).toMatchObject({ role: 'officer' })
  })
})

describe('the provider’s keys', () => {
  const withIssuer = async (run: (own: Issuer) => Promise<void>) => {
    const own = await startIssuer()
    await run(own).finally(() => own.stop())
  }
  const judged = async (own: Issuer, over: object, claims: Record<string, unknown> = {}) => {
    const settings = identitySettings.parse({ ...own.identity, ...over })
    return createIdentify(settings)(await own.token(claims), requestWith())
  }

  test.each([
    ['/jwks', ''],
    ['/jwks', '/'],
    ['/realms/gov/jwks', '/realms/gov'],
    ['/realms/gov/jwks', '/realms/gov/'],
  ])('are at %s where the issuer’s name ends in "%s"', (path, end) =>
    withIssuer(async (own) => {
      const iss = `${own.identity.issuer}${end}`
      await judged(own, { issuer: iss }, { iss })
      expect(own.pathsAsked()).toEqual([path])
    }),
  )

  test('are where the settings say', () =>
    withIssuer(async (own) => {
      await judged(own, { jwksUri: `${own.identity.issuer}/elsewhere` })
      expect(own.pathsAsked()).toEqual(['/elsewhere'])
    }))

  test('that cannot be had are no fault of the token', () =>
    withIssuer(async (own) => {
      own.setDown(true)
      await expect(judged(own, {})).rejects.toThrow(IdentityUnavailableError)
    }))

  test('that nobody can read are no fault of the token', () =>
    withIssuer(async (own) => {
      own.publish({ ...own.jwk, x: 'AAAA', y: 'AAAA' })
      await expect(judged(own, {})).rejects.toThrow(IdentityUnavailableError)
    }))

  test('may become as old as the settings say', () =>
    withIssuer(async (own) => {
      const clock = createTestClock()
      const settings = identitySettings.parse({ ...own.identity, keysMaxAgeSeconds: 900 })
      const identify = createIdentify(settings, clock)
      const judgeOne = async () => identify(await own.token(), requestWith())
      await judgeOne()
      own.setDown(true)
      clock.pass(899_000)
      expect(await judgeOne()).toMatchObject({ role: 'officer' })
      clock.pass(1_000)
      await expect(judgeOne()).rejects.toThrow(IdentityUnavailableError)
    }))
})

describe('the settings', () => {
  const settings = { issuer: 'https://id.example', audience: 'a' }
  test('ask for no more than issuer and audience, and fix the rest', () =>
    expect(identitySettings.parse(settings)).toEqual({
      ...settings,
      algorithms: ['RS256', 'PS256', 'ES256'],
      maxTokenAgeSeconds: 43_200,
      keysMaxAgeSeconds: 3_600,
      certificateBound: 'optional',
    }))

  test.each<readonly [string, object]>([
    ['an issuer that is no address', { issuer: 'id' }],
    ['an audience without a name', { audience: '' }],
    ['no algorithm', { algorithms: [] }],
    ['an algorithm by which anybody could sign', { algorithms: ['none'] }],
    ['an algorithm of shared secrets', { algorithms: ['HS256'] }],
    ['tokens that live for no time', { maxTokenAgeSeconds: 0 }],
    ['keys that end before they are asked for again', { keysMaxAgeSeconds: 599 }],
    ['keys that are used for more than a day', { keysMaxAgeSeconds: 86_401 }],
    ['a word that it does not know', { certificateBound: 'sometimes' }],
    ['a setting that it does not know', { maxAge: 1 }],
  ])('are refused with %s', (_, over) =>
    expect(identitySettings.safeParse({ ...settings, ...over }).success).toBe(false),
  )
})
