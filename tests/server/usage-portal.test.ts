import { beforeAll, describe, expect, test } from 'vitest'
import { type Gateway, startGateway } from '../support/gateway.ts'
import { type Issuer, startIssuer } from '../support/issuer.ts'
import { callUsage, createClock, sandboxPerson } from '../support/looks.ts'

const clock = createClock()

describe('a portal', () => {
  let issuer: Issuer
  let portal: Gateway
  beforeAll(async () => {
    issuer = await startIssuer()
    portal = await startGateway({
      now: clock.now,
      config: { identity: issuer.identity, usage: { userCodeInUrl: true } },
    })
    return async () => {
      await portal.stop()
      await issuer.stop()
    }
  })
  const person = () => sandboxPerson(portal)
  const tokenFor = (clientId: string, claims: Readonly<Record<string, unknown>> = {}) =>
    issuer.token({ client_id: clientId, role: 'ministry', ...claims })
  const header = () => ({ 'x-road-userid': person().personalId })

  test('that the policy names reads the log of the citizen in its header', async () => {
    const token = await tokenFor('national-portal')
    const headers = header()
    const body = { userCode: person().personalId }
    const first = await callUsage(portal, 'findUsage', { token, headers, body })
    expect(first).toMatchObject({ status: 200, body: { totalUsages: 0 } })
    clock.passMinutes(1)
    const second = await callUsage(portal, 'findUsage', { token, headers, body: {} })
    expect(second.body.usages).toMatchObject([{ receiverSystem: 'national-portal' }])
  })

  test('has to name the citizen in the header', async () => {
    const token = await tokenFor('national-portal')
    const body = { userCode: person().personalId }
    const answer = await callUsage(portal, 'findUsage', { token, body })
    expect(answer.status).toBe(400)
    expect(answer.body.message).toContain('X-Road-UserId: the header is needed')
  })

  test('may not let one person ask for another, since nobody can tell who acts for whom', async () => {
    const token = await tokenFor('national-portal')
    const body = { userCode: sandboxPerson(portal, 1).personalId }
    const answer = await callUsage(portal, 'findUsage', { token, headers: header(), body })
    expect(answer.status).toBe(403)
  })

  test.each([
    ['that the policy does not name', 'another-portal', {}],
    [
      'that presents the token of an official',
      'national-portal',
      { role: 'officer', officer_id: '001085000777', unit: 'H26.101' },
    ],
    [
      'that presents the token of another citizen',
      'national-portal',
      { role: 'citizen', personal_id: '001085000888' },
    ],
  ])('%s reads nothing', async (_, clientId, claims) => {
    const token = await tokenFor(clientId, claims)
    const answer = await callUsage(portal, 'findUsage', { token, headers: header(), body: {} })
    expect(answer.status).toBe(403)
  })

  test('may write the number into the URL, as the protocol does, where the configuration says so', async () => {
    const token = await tokenFor('national-portal')
    const path = `findUsage?userCode=${person().personalId}&limit=1`
    const answer = await callUsage(portal, path, { token, headers: header() })
    expect(answer.status).toBe(200)
    expect(portal.logged()).not.toContain(person().personalId)
  })
})
