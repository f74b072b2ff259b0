import { generateKeyPair } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Gateway, startGateway } from '../support/gateway.ts'
import { startIssuer } from '../support/issuer.ts'

type Issuer = Awaited<ReturnType<typeof startIssuer>>

let issuer: Issuer
let gateway: Gateway
beforeAll(async () => {
  issuer = await startIssuer()
  gateway = await startGateway({ config: { identity: issuer.identity } })
  return async () => {
    await gateway.stop()
    await issuer.stop()
  }
})

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const now = () => Math.floor(Date.now() / 1000)
const claims = () => ({
  iss: issuer.identity.issuer,
  aud: issuer.identity.audience,
  iat: now(),
  exp: now() + 600,
  client_id: 'desk',
  role: 'ministry',
})

const publicQuestion = '{ province(code: "01") { name } }'

test('a good token of each role is accepted', async () => {
  for (const role of ['dashboard', 'ministry', 'citizen', 'auditor', 'officer']) {
    const { status } = await gateway.query(publicQuestion, { token: await issuer.token({ role }) })
    expect(status).toBe(200)
  }
})

test('a request without a token is answered public data', async () => {
  const { status, body } = await gateway.query(publicQuestion)
  expect(status).toBe(200)
  expect(body.data.province.name).toContain('Hà Nội')
})

const bad: readonly (readonly [string, () => string | Promise<string>])[] = [
  [
    'no signature (alg none)',
    () => `${base64url({ alg: 'none', typ: 'at+jwt' })}.${base64url(claims())}.`,
  ],
  [
    'HS256 with the public key as the secret',
    () => issuer.token({}, { alg: 'HS256' }, new TextEncoder().encode(JSON.stringify(issuer.jwk))),
  ],
  ['another issuer', () => issuer.token({ iss: 'https://elsewhere.example' })],
  ['another audience', () => issuer.token({ aud: 'https://elsewhere.example' })],
  ['an id token instead of an access token', () => issuer.token({}, { typ: 'JWT' })],
  ['expired', () => issuer.token({ iat: now() - 700, exp: now() - 60 })],
  ['not yet valid', () => issuer.token({ nbf: now() + 600 })],
  ['issued in the future', () => issuer.token({ iat: now() + 600, exp: now() + 1200 })],
  ['without an end', () => issuer.token({ exp: undefined })],
  [
    'valid for a hundred years but issued too long ago',
    () => issuer.token({ iat: now() - 90_000, exp: now() + 3_000_000_000 }),
  ],
  ['an unknown key id', () => issuer.token({}, { kid: '../../etc/passwd' })],
  [
    'a critical extension nobody knows',
    () => issuer.token({}, { crit: ['b64'], b64: false }).catch(() => 'a.b.c'),
  ],
  [
    'an embedded key of its own',
    async () => {
      const { privateKey } = await generateKeyPair('ES256')
      return issuer.token({}, { jwk: issuer.jwk, kid: undefined }, privateKey)
    },
  ],
  ['a role nobody knows', () => issuer.token({ role: 'king' })],
  ['an officer without a number', () => issuer.token({ officer_id: undefined })],
  ['an officer with a number that is none', () => issuer.token({ officer_id: '12' })],
  ['an officer without a unit', () => issuer.token({ unit: undefined })],
  ['no client', () => issuer.token({ client_id: undefined })],
  ['truncated', async () => (await issuer.token()).slice(0, -4)],
  ['not a token at all', () => 'hello'],
]

describe('a token is refused with 401, before any system is asked', () => {
  test.each(bad)('%s', async (_, make) => {
    gateway.forget()
    const token = await make()
    const { status, headers, text, body } = await gateway.query(
      '{ dossiers(filter: {}) { nodes { code } } }',
      { token },
    )
    expect(status).toBe(401)
    expect(headers['www-authenticate']).toContain('Bearer')
    expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED' })
    expect(text).not.toContain(token)
    expect(gateway.asked('dossiers')).toEqual([])
  })
})

test('a flood of unknown key ids asks the identity provider only now and then', async () => {
  const before = issuer.keysAsked()
  const forged = await Promise.all(
    Array.from({ length: 20 }, (_, i) => issuer.token({}, { kid: `k${i}` })),
  )
  await Promise.all(forged.map((token) => gateway.query(publicQuestion, { token })))
  expect(issuer.keysAsked() - before).toBeLessThanOrEqual(1)
})

test.each([
  ['cannot be reached', () => 'http://127.0.0.1:9/jwks'],
  ['are something else', () => `${gateway.adminUrl}/livez`],
])(
  'while the provider’s keys %s, a token can be neither accepted nor blamed',
  async (_, jwksUri) => {
    const unreachable = await startGateway({
      config: { identity: { ...issuer.identity, jwksUri: jwksUri() } },
    })
    const { status, body } = await unreachable.query(publicQuestion, {
      token: await issuer.token(),
    })
    await unreachable.stop()
    expect(status).toBe(503)
    expect(body.errors?.[0]?.extensions).toMatchObject({
      code: 'IDENTITY_UNAVAILABLE',
      retryable: true,
    })
  },
)
