import { afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { type Gateway, startGateway } from '../support/gateway.ts'
import { type Issuer, startIssuer } from '../support/issuer.ts'
import { until } from '../support/redis.ts'
import { type Attack, expectRefused } from './attack.ts'

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
afterEach(() => void vi.useRealTimers())

const now = () => Math.floor(Date.now() / 1000)
const hundredYears = 100 * 365 * 86_400
const claim = 'ERR_JWT_CLAIM_VALIDATION_FAILED'
const ofTime: readonly Attack[] = [
  ['has expired', 'ERR_JWT_EXPIRED', () => issuer.token({ iat: now() - 700, exp: now() - 60 })],
  [
    'expired more than five seconds ago',
    'ERR_JWT_EXPIRED',
    () => issuer.token({ iat: now() - 60, exp: now() - 6 }),
  ],
  ['is not yet valid (nbf)', claim, () => issuer.token({ nbf: now() + 600 })],
  [
    'was issued in the future (iat)',
    claim,
    () => issuer.token({ iat: now() + 600, exp: now() + 1_200 }),
  ],
  ['has no end (exp)', claim, () => issuer.token({ exp: undefined })],
  ['has no beginning (iat)', claim, () => issuer.token({ iat: undefined })],
  [
    'ends in words',
    'ERR_JWT_INVALID|ERR_JWT_CLAIM_VALIDATION_FAILED',
    () => issuer.token({ exp: 'never' }),
  ],
  [
    'is valid for a hundred years',
    'LIVES_TOO_LONG',
    () => issuer.token({ exp: now() + hundredYears }),
  ],
  [
    'is valid for a hundred years and old',
    'ERR_JWT_EXPIRED',
    () => issuer.token({ iat: now() - 90_000, exp: now() + hundredYears }),
  ],
]

const ofMeaning: readonly Attack[] = [
  ['comes from another issuer', claim, () => issuer.token({ iss: 'https://elsewhere.example' })],
  [
    'comes from an issuer with a slash more',
    claim,
    () => issuer.token({ iss: `${issuer.identity.issuer}/` }),
  ],
  [
    'is meant for another audience',
    claim,
    () => issuer.token({ aud: 'https://elsewhere.example' }),
  ],
  ['is meant for nobody', claim, () => issuer.token({ aud: undefined })],
  ['is an id token', claim, () => issuer.token({}, { typ: 'JWT' })],
  ['does not say what it is (typ)', claim, () => issuer.token({}, { typ: undefined })],
  ['has a role nobody knows', 'CLAIMS', () => issuer.token({ role: 'king' })],
  ['has two roles', 'CLAIMS', () => issuer.token({ role: ['citizen', 'operator'] })],
  ['has no role', claim, () => issuer.token({ role: undefined })],
  ['is an officer’s without officer_id', 'CLAIMS', () => issuer.token({ officer_id: undefined })],
  [
    'is an officer’s with an officer_id that is none',
    'CLAIMS',
    () => issuer.token({ officer_id: '12' }),
  ],
  ['is an officer’s without a unit', 'CLAIMS', () => issuer.token({ unit: undefined })],
  [
    'is a citizen’s without personal_id',
    'CLAIMS',
    () => issuer.token({ role: 'citizen', personal_id: undefined }),
  ],
  [
    'is a citizen’s with a personal_id that is none',
    'CLAIMS',
    () => issuer.token({ role: 'citizen', personal_id: '0010850007771' }),
  ],
  ['names no client', claim, () => issuer.token({ client_id: undefined })],
  [
    'is bound to a key of DPoP',
    'BOUND_ANOTHER_WAY',
    () => issuer.token({ cnf: { jkt: 'A'.repeat(43) } }),
  ],
  [
    'is bound to a certificate and to a key of DPoP',
    'BOUND_ANOTHER_WAY',
    () => issuer.token({ cnf: { 'x5t#S256': 'A'.repeat(43), jkt: 'A'.repeat(43) } }),
  ],
  ['is bound to nothing in particular', 'BOUND_ANOTHER_WAY', () => issuer.token({ cnf: null })],
  [
    'is bound to a certificate where none can be shown',
    'CERTIFICATE_MISMATCH',
    () => issuer.token({ cnf: { 'x5t#S256': 'A'.repeat(43) } }),
  ],
]

describe('a token that is truly signed is refused with 401, and no system is asked, when it', () => {
  test.each([...ofTime, ...ofMeaning])('%s', async (_, code, make) =>
    expectRefused(gateway, { token: await make() }, code),
  )
})

test('a token that ended less than five seconds ago is good: clocks differ', async () => {
  const token = await issuer.token({ iat: now() - 60, exp: now() - 1 })
  expect((await gateway.query('{ __typename }', { token })).status).toBe(200)
})

test('a token that ends while its request is under way is good to the end of it, and no longer', async () => {
  const token = await issuer.token({ client_id: 'officer' })
  gateway.forget()
  gateway.fault('dossiers', null, { kind: 'slow', ms: 1_000 })
  onTestFinished(() => gateway.fault('dossiers', null, null))
  const underWay = gateway.query('{ dossiers(filter: {}, first: 1) { nodes { code } } }', { token })
  await until(() => gateway.asked('dossiers').length > 0)
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 })
  const { status, body } = await underWay
  expect(status).toBe(200)
  expect(body.errors).toBeUndefined()
  expect(body.data.dossiers.nodes).toHaveLength(1)
  gateway.fault('dossiers', null, null)
  await expectRefused(gateway, { token }, 'ERR_JWT_EXPIRED')
})
