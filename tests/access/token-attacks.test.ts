import { createServer } from 'node:http'
import { connect } from 'node:net'
import { FlattenedSign, generateKeyPair } from 'jose'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { listen } from '../../mocks/support/listen.ts'
import { type Gateway, startGateway } from '../support/gateway.ts'
import { type Issuer, startIssuer } from '../support/issuer.ts'
import { asksForEverything, type Attack, expectNoTrace, expectRefused } from './attack.ts'

let issuer: Issuer
let gateway: Gateway
let foreign: CryptoKey
beforeAll(async () => {
  issuer = await startIssuer()
  gateway = await startGateway({ config: { identity: issuer.identity } })
  foreign = (await generateKeyPair('ES256')).privateKey
  return async () => {
    await gateway.stop()
    await issuer.stop()
  }
})

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Keeps the signature of a good token and says something else. */
const altered = async (claims: Record<string, unknown>): Promise<string> => {
  const [header, payload = '', signature] = (await issuer.token({ role: 'ministry' })).split('.')
  const said: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString())
  return [header, base64url(Object.assign({}, said, claims)), signature].join('.')
}

const unsigned = async (alg: string): Promise<string> => {
  const [, payload = ''] = (await issuer.token()).split('.')
  return `${base64url({ alg, typ: 'at+jwt', kid: 'one' })}.${payload}.`
}

const ofShape: readonly Attack[] = [
  ['is no token at all', 'NOT_A_BEARER_TOKEN', () => 'hello'],
  ['is three dots', 'NOT_A_BEARER_TOKEN', () => '...'],
  ['is made of parts that are no JSON', 'ERR_JWS_INVALID', () => 'aaaa.bbbb.cccc'],
  [
    'is cut short',
    'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
    async () => (await issuer.token()).slice(0, -4),
  ],
  ['is an encrypted one', 'NOT_A_BEARER_TOKEN', () => 'aaaa.bbbb.cccc.dddd.eeee'],
]

const ofSignature: readonly Attack[] = [
  ['has no signature (alg none)', 'NOT_A_BEARER_TOKEN', () => unsigned('none')],
  [
    'has alg none and a signature',
    'ERR_JOSE_ALG_NOT_ALLOWED',
    async () => `${await unsigned('none')}AAAA`,
  ],
  [
    'has alg None, spelt otherwise',
    'ERR_JOSE_ALG_NOT_ALLOWED',
    async () => `${await unsigned('nOnE')}AAAA`,
  ],
  [
    'is signed HS256 with the public key as the secret',
    'ERR_JOSE_ALG_NOT_ALLOWED',
    () => issuer.token({}, { alg: 'HS256' }, new TextEncoder().encode(JSON.stringify(issuer.jwk))),
  ],
  [
    'is signed by somebody else',
    'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
    () => issuer.token({}, {}, foreign),
  ],
  [
    'is a good one whose role was altered',
    'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
    () => altered({ role: 'operator' }),
  ],
  [
    'brings its own key (jwk)',
    'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
    () => issuer.token({}, { jwk: issuer.jwk, kid: undefined }, foreign),
  ],
  [
    'names an unknown critical extension',
    'ERR_JOSE_NOT_SUPPORTED',
    () => critical({ crit: ['b64', 'urn:example:must'], 'urn:example:must': true }),
  ],
  ['has an unencoded payload (b64 false)', 'ERR_JWT_INVALID', () => critical({ crit: ['b64'] })],
]

/** Truly signed, with a header that jose would not write into a token. */
const critical = async (header: Record<string, unknown>): Promise<string> => {
  const [, payload = ''] = (await issuer.token()).split('.')
  const said = new TextEncoder().encode(payload)
  const { protected: head, signature } = await new FlattenedSign(said)
    .setProtectedHeader({ alg: 'ES256', kid: 'one', typ: 'at+jwt', b64: false, ...header })
    .sign(issuer.privateKey(), { crit: { 'urn:example:must': true } })
  return [head, payload, signature].join('.')
}

const noSuchKey = 'ERR_JWKS_NO_MATCHING_KEY'
const ofKeyId: readonly Attack[] = [
  ['a path', noSuchKey, () => issuer.token({}, { kid: '../../etc/passwd' })],
  ['SQL', noSuchKey, () => issuer.token({}, { kid: "one' OR '1'='1'; DROP TABLE keys --" })],
  ['a property of every object', noSuchKey, () => issuer.token({}, { kid: '__proto__' })],
  ['as long as headers may be', noSuchKey, () => issuer.token({}, { kid: 'k'.repeat(8_000) })],
]

describe('a token is refused with 401, no system is asked and nothing is kept of it, when it', () => {
  test.each([...ofShape, ...ofSignature])('%s', async (_, code, make) =>
    expectRefused(gateway, { token: await make() }, code),
  )
})

describe('a token is refused in the same way when its key id is', () => {
  test.each(ofKeyId)('%s', async (_, code, make) =>
    expectRefused(gateway, { token: await make() }, code),
  )
})

describe.each(['jku', 'x5u'])('a token that says where its key is (%s)', (header) => {
  test('is refused, and nobody goes there', async () => {
    let visits = 0
    const server = createServer((_, response) => {
      visits += 1
      response.end('{"keys":[]}')
    })
    const { url, close } = await listen(server, 0)
    onTestFinished(close)
    const token = await issuer.token({}, { [header]: `${url}/keys` }, foreign)
    await expectRefused(gateway, { token }, 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED')
    const unknown = await issuer.token({}, { [header]: `${url}/keys`, kid: 'theirs' }, foreign)
    await expectRefused(gateway, { token: unknown }, noSuchKey)
    expect(visits).toBe(0)
  })
})

describe('an Authorization header is refused that', () => {
  test.each([
    ['names another scheme', (token: string) => `Basic ${token}`],
    ['presents a token as DPoP', (token: string) => `DPoP ${token}`],
    ['holds two tokens', (token: string) => `Bearer ${token} ${token}`],
    ['holds two headers in one', (token: string) => `Bearer ${token}, Bearer ${token}`],
    ['holds no token', () => 'Bearer'],
    ['is empty', () => ''],
  ])('%s', async (_, authorization) => {
    const token = await issuer.token()
    const headers = { authorization: authorization(token) }
    await expectRefused(gateway, { token, headers }, 'NOT_A_BEARER_TOKEN')
  })
})

test('a token in the address or in the body is not looked at', async () => {
  const token = await issuer.token()
  const response = await fetch(`${gateway.url}/graphql?access_token=${token}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      query: '{ dossiers(filter: {}) { nodes { code } } }',
      access_token: token,
    }),
  })
  expect(response.status).toBe(401)
  expectNoTrace((await response.text()) + gateway.logged(), token)
})

test('a key id of 1 MB is cut off with the headers, and others are served on', async () => {
  const kid = 'k'.repeat(2 ** 20)
  const token = await issuer.token({}, { kid })
  const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1')
  const said = new Promise<string>((resolve) => {
    let text = ''
    socket.on('data', (chunk) => (text += chunk.toString()))
    // The connection may be reset before all of it is written, the answer with it.
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(text))
  })
  socket.write(`POST /graphql HTTP/1.1\r\nhost: gateway\r\nauthorization: Bearer ${token}\r\n\r\n`)
  expect(await said).toMatch(/^(?:HTTP\/1\.1 431 |$)/)
  expectNoTrace(gateway.logged(), token)
  const { status } = await gateway.query(asksForEverything, { token: await issuer.token() })
  expect(status).toBe(200)
})
