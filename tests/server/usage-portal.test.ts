import { beforeAll, describe, expect, test } from 'vitest'
import { type Gateway, startGateway } from '../support/gateway.ts'
import { type Issuer, startIssuer } from '../support/issuer.ts'
import { callUsage, createClock, sandboxPerson } from '../support/looks.ts'
import { changedPolicy } from '../support/policy.ts'

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
    issuer.token({ client_id: clientId, role: 'portal', ...claims })
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
    ['that presents a token of another role', 'national-portal', { role: 'ministry' }],
    ['of a client that has a grant in another role', 'ministry', {}],
    ['that is a ministry in its own right', 'ministry', { role: 'ministry' }],
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

describe('the persons whose logs a portal reads', () => {
  let issuer: Issuer
  let gateway: Gateway
  beforeAll(async () => {
    issuer = await startIssuer()
    const policy = changedPolicy(({ grants, budgets }) => ({
      grants: [...grants, { client: 'another-portal', role: 'portal' }],
      budgets: { ...(budgets as object), PORTAL: { windowHours: 1, portal: 2 } },
    }))
    gateway = await startGateway({
      now: clock.now,
      config: { identity: issuer.identity, access: { policy } },
    })
    return async () => {
      await gateway.stop()
      await issuer.stop()
    }
  })

  const read = async (index: number, client = 'national-portal', language = 'en') =>
    callUsage(gateway, 'findUsage', {
      token: await issuer.token({ client_id: client, role: 'portal' }),
      headers: {
        'x-road-userid': sandboxPerson(gateway, index).personalId,
        'accept-language': language,
      },
      body: {},
    })

  test('are counted, each once, and end at its budget until the next window', async () => {
    clock.set('2026-11-18T10:00:00+07:00')
    for (const index of [0, 1, 0, 1]) expect((await read(index)).status).toBe(200)
    expect(await read(2)).toMatchObject({
      status: 429,
      body: {
        code: 'Sender',
        message:
          'This portal has asked for the logs of as many persons as are allowed in this period.',
      },
    })
    expect((await read(2, 'national-portal', 'vi')).body.message).toBe(
      'Cổng này đã hỏi nhật ký của hết số người được phép trong kỳ này.',
    )
    expect((await read(1)).status).toBe(200)
    clock.set('2026-11-18T11:00:00+07:00')
    expect((await read(2)).status).toBe(200)
  })

  test('are counted for each portal apart, and never for citizens who ask themselves', async () => {
    clock.set('2026-11-18T13:00:00+07:00')
    for (const index of [3, 4]) expect((await read(index)).status).toBe(200)
    expect((await read(5)).status).toBe(429)
    expect((await read(5, 'another-portal')).status).toBe(200)
    const { personalId: personal_id } = sandboxPerson(gateway, 5)
    const token = await issuer.token({ client_id: 'citizen', role: 'citizen', personal_id })
    const own = await callUsage(gateway, 'findUsage', { token, body: {} })
    expect(own.status).toBe(200)
    // What was refused is no look of theirs.
    expect(own.body.usages).toMatchObject([{ receiverSystem: 'another-portal' }])
  })
})
