import { createRemoteJWKSet, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import {
  audience,
  createIdentityProvider,
  type IdentityProvider,
} from '../../mocks/identity/index.ts'
import { personaNames, secretOf, type PersonaName } from '../../mocks/identity/personas.ts'
import { requestToken } from '../../mocks/identity/request-token.ts'
import { createWorld } from '../../mocks/world/index.ts'

const world = createWorld()
const warned = vi.spyOn(console, 'warn')
const informed = vi.spyOn(console, 'info')

let provider: IdentityProvider
beforeAll(async () => {
  provider = await createIdentityProvider({ world, port: 0 })
})
afterAll(() => provider.close())

const verify = async (persona: PersonaName) => {
  const token = await requestToken(provider.issuer, persona)
  const keys = createRemoteJWKSet(new URL(provider.jwksUri))
  return jwtVerify(token, keys, { issuer: provider.issuer, audience, typ: 'at+jwt' })
}

const ask = (form: Record<string, string>, credentials: string) =>
  fetch(`${provider.issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
    body: new URLSearchParams(form),
  })

describe('an access token', () => {
  test.each(personaNames)('of the %s verifies against the published keys', async (persona) => {
    const { payload, protectedHeader } = await verify(persona)
    expect(protectedHeader).toMatchObject({ alg: 'ES256', typ: 'at+jwt' })
    expect(payload).toMatchObject({ role: persona, client_id: persona, sub: persona })
    expect(payload['name']).toMatch(/\p{Letter}/u)
  })

  test('lasts a working day', async () => {
    const { iat = 0, exp = 0 } = (await verify('officer')).payload
    expect(exp - iat).toBe(8 * 3600)
  })

  test('of the officer names the officer, the unit and the commune that the world knows', async () => {
    const { personalId, organisation, communeCode } = world.demoOfficer
    expect((await verify('officer')).payload).toMatchObject({
      officer_id: personalId,
      unit: organisation.code,
      communes: [communeCode],
    })
    expect(personalId).toMatch(/^\d{12}$/)
    expect(world.isKnownOfficer(personalId)).toBe(true)
  })

  test('of the dashboard names the province of the demonstration commune', async () => {
    const { province } = (await verify('dashboard')).payload
    const commune = world.communes.find(({ code }) => code === world.demoOfficer.communeCode)
    expect(province).toBe(commune?.provinceCode)
  })

  test('of the citizen holds the number of a person in the sandbox', async () => {
    const { personal_id: personalId } = (await verify('citizen')).payload
    expect(world.sandbox.people.map((person) => person.personalId)).toContain(personalId)
  })

  test.each(['dashboard', 'ministry', 'auditor'] as const)(
    'of the %s names no officer and no citizen',
    async (persona) => {
      const { payload } = await verify(persona)
      expect(payload).not.toHaveProperty('officer_id')
      expect(payload).not.toHaveProperty('personal_id')
    },
  )
})

describe('the identity provider', () => {
  test('refuses a wrong secret', async () => {
    const response = await ask({ grant_type: 'client_credentials' }, 'officer:guessed')
    expect(response.status).toBe(401)
    expect(await response.json()).toMatchObject({ error: 'invalid_client' })
  })

  test('refuses an unknown client', async () => {
    const response = await ask({ grant_type: 'client_credentials' }, 'mayor:mayor-demo-secret')
    expect(response.status).toBe(401)
  })

  test('refuses every other way to a token', async () => {
    const credentials = `officer:${secretOf('officer')}`
    const response = await ask(
      { grant_type: 'password', username: 'x', password: 'y' },
      credentials,
    )
    expect(response.status).toBe(400)
  })

  test('publishes no private key', async () => {
    const { keys } = (await (await fetch(provider.jwksUri)).json()) as { keys: object[] }
    expect(keys).toHaveLength(1)
    expect(keys[0]).not.toHaveProperty('d')
  })

  test('starts and answers without a warning', async () => {
    await requestToken(provider.issuer, 'officer')
    expect(warned).not.toHaveBeenCalled()
    expect(informed).not.toHaveBeenCalled()
  })
})
