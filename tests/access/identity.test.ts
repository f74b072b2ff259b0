import { Socket } from 'node:net'
import { beforeAll, expect, test } from 'vitest'
import { createIdentify, identitySettings } from '../../src/access/identity.ts'
import { type Gateway, startGateway } from '../support/gateway.ts'
import { type Issuer, startIssuer } from '../support/issuer.ts'

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

const publicQuestion = '{ province(code: "01") { name } }'
const withheldQuestion = '{ dossiers(filter: {}) { nodes { code } } }'

test.each(['dashboard', 'ministry', 'citizen', 'portal', 'auditor', 'operator', 'officer'])(
  'a good token of the role %s is accepted',
  async (role) => {
    const { status } = await gateway.query(publicQuestion, { token: await issuer.token({ role }) })
    expect(status).toBe(200)
  },
)

test('a request without a token is answered public data', async () => {
  const { status, headers, body } = await gateway.query(publicQuestion)
  expect(status).toBe(200)
  expect(headers['www-authenticate']).toBeUndefined()
  expect(body.data.province.name).toContain('Hà Nội')
})

test('a request without a token for nothing that is public is told by HTTP to get one', async () => {
  gateway.forget()
  const { status, headers, body } = await gateway.query(withheldQuestion)
  expect(status).toBe(401)
  expect(headers['www-authenticate']).toBe('Bearer')
  expect(body.errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }])
  expect(gateway.asked('dossiers')).toEqual([])
})

test('what is public of a request without a token is an answer, whatever else it asks for', async () => {
  const { status, body } = await gateway.query(
    '{ province(code: "01") { code } dossiers(filter: {}) { nodes { code } } }',
  )
  expect(status).toBe(200)
  expect(body.data).toEqual({ province: { code: '01' }, dossiers: null })
})

test('a role that may not is told so, and not to get another token', async () => {
  const token = await issuer.token({ role: 'auditor' })
  const { status, body } = await gateway.query(withheldQuestion, { token })
  expect(status).toBe(200)
  expect(body.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }])
})

test('an officer is known by their number and agency, a citizen by theirs, others by neither', async () => {
  const identify = createIdentify(identitySettings.parse(issuer.identity))
  const who = async (claims: Record<string, unknown>) =>
    identify(await issuer.token(claims), { socket: new Socket(), headers: {} })
  const common = { clientId: 'desk', communes: [], province: null }
  expect(await who({ role: 'officer', account: 'a.b' })).toEqual({
    ...common,
    role: 'officer',
    officerId: '001085000777',
    organisation: 'H26.101',
    account: 'a.b',
  })
  expect(await who({ role: 'citizen' })).toEqual({
    ...common,
    role: 'citizen',
    personalId: '001085000888',
  })
  expect(await who({ role: 'auditor', personal_id: '001085000888' })).toEqual({
    ...common,
    role: 'auditor',
  })
})
