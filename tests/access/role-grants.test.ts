import { copyFileSync, renameSync } from 'node:fs'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { type Gateway, startGateway } from '../support/gateway.ts'
import { type Issuer, startIssuer } from '../support/issuer.ts'
import { callUsage, createClock, sandboxPerson } from '../support/looks.ts'
import { changedPolicy } from '../support/policy.ts'

/** The demonstration's grants, and for clients `ending` one in each role that ends today. */
const endingToday = () =>
  changedPolicy(({ grants }) => ({
    grants: [
      ...grants,
      ...grants.slice(0, 1).map((grant) => ({ ...grant, client: 'ending', until: '2026-11-18' })),
      ...['dashboard', 'ministry', 'citizen', 'auditor', 'operator'].map((role) => ({
        client: 'ending',
        role,
        until: '2026-11-18',
      })),
    ],
  }))

/** What each role is for, and what is asked. */
const purposesOfRoles = [
  [
    'officer',
    'dossiers',
    '{ dossiers(filter: {receivedWithinDays: 1}, first: 1) { nodes { code } } }',
  ],
  ['dashboard', 'dossiers', '{ dossiers(filter: {receivedWithinDays: 1}) { totalCount } }'],
  ['ministry', 'dossiers', '{ dossiers(filter: {receivedWithinDays: 1}) { totalCount } }'],
  ['citizen', 'myAccessLog', '{ myAccessLog { totalCount } }'],
  [
    'auditor',
    'intakesWithoutDossier',
    '{ intakesWithoutDossier(from: "2026-11-18", to: "2026-11-18") { officer } }',
  ],
  [
    'operator',
    'dropCached',
    'mutation { dropCached(input: {source: DOSSIERS}) { acknowledgedAt } }',
  ],
] as const

const notGranted = [{ extensions: { code: 'FORBIDDEN', reason: 'NOT_GRANTED' } }]

let issuer: Issuer
beforeAll(async () => {
  issuer = await startIssuer()
  return () => issuer.stop()
})

/** A token of one client in one role, as the provider signs it; the provider is not the one who grants. */
const tokenOf = (client: string, role: string, claims: Readonly<Record<string, unknown>> = {}) =>
  issuer.token({ client_id: client, role, ...claims })

describe('a token says in which role a client acts, and the policy whether it may:', () => {
  const clock = createClock()
  let gateway: Gateway
  beforeAll(async () => {
    gateway = await startGateway({
      now: clock.now,
      config: { identity: issuer.identity, access: { policy: endingToday() } },
    })
    return () => gateway.stop()
  })

  const ask = async (client: string, role: string, query: string, language = 'en') =>
    gateway.query(query, {
      token: await tokenOf(client, role),
      headers: { 'accept-language': language },
    })

  test.each(purposesOfRoles)('a client with a grant as %s reads %s', async (role, field, query) => {
    const { body } = await ask(role, role, query)
    expect(body.errors).toBeUndefined()
    expect(body.data[field]).not.toBeNull()
  })

  test.each(purposesOfRoles)(
    'one without a grant as %s is told so in either language, and asks no system for %s',
    async (role, field, query) => {
      gateway.forget()
      const { body } = await ask('somebody', role, query)
      expect(body.data?.[field] ?? null).toBeNull()
      expect(body.errors).toMatchObject(notGranted)
      expect(body.errors?.[0]?.message).toBe('This field is not granted to you.')
      expect(gateway.asked('dossiers')).toEqual([])
      const inVietnamese = await ask('somebody', role, query, 'vi')
      expect(inVietnamese.body.errors?.[0]?.message).toBe('Không được phép xem trường này.')
    },
  )

  test.each(purposesOfRoles)(
    'a grant of the same client in another role is none as %s for %s',
    async (role, _, query) => {
      const other = role === 'officer' ? 'dashboard' : 'officer'
      expect((await ask(other, role, query)).body.errors).toMatchObject(notGranted)
    },
  )

  test.each(purposesOfRoles)('without one %s still reads what is public', async (role) => {
    const query = '{ provinces { code } procedures(first: 1) { nodes { code } } }'
    const { body } = await ask('somebody', role, query)
    expect(body.errors).toBeUndefined()
    expect(body.data.provinces).toHaveLength(34)
    expect(body.data.procedures.nodes).toHaveLength(1)
  })

  test('the same holds for `findUsage`, which tells whoever lacks a grant nothing', async () => {
    const { personalId } = sandboxPerson(gateway)
    const read = async (client: string) => {
      const token = await tokenOf(client, 'citizen', { personal_id: personalId })
      return callUsage(gateway, 'findUsage', { token, body: {} })
    }
    expect(await read('citizen')).toMatchObject({ status: 200 })
    expect(await read('somebody')).toMatchObject({
      status: 403,
      body: {
        code: 'Sender',
        message: 'Only one’s own log may be asked for, by a client that the policy names for it.',
      },
    })
  })

  test.each(purposesOfRoles)('a grant as %s holds on its last day', async (role, _, query) => {
    expect((await ask('ending', role, query)).body.errors).toBeUndefined()
  })

  test('and on the day after no grant opens anything', async () => {
    clock.set('2026-11-19T00:00:00+07:00')
    for (const [role, , query] of purposesOfRoles)
      expect((await ask('ending', role, query)).body.errors).toMatchObject(notGranted)
  })
})

describe('a grant that is taken away', () => {
  test('ends what is asked from then on, without a restart, and no request that has begun', async () => {
    const path = endingToday()
    const gateway = await startGateway({
      config: { identity: issuer.identity, access: { policy: path } },
    })
    try {
      const { organisation, personalId } = gateway.world.demoOfficer
      const officer = { officer_id: personalId, unit: organisation.code }
      const readers = await Promise.all(
        purposesOfRoles.map(async ([role, , query]) => ({
          query,
          token: await tokenOf('ending', role, role === 'officer' ? officer : {}),
        })),
      )
      const errorsOf = async ({ query, token }: Record<'query' | 'token', string>) =>
        (await gateway.query(query, { token })).body.errors
      for (const reader of readers) expect(await errorsOf(reader)).toBeUndefined()

      // Who applied is asked for when the page has come: after the policy has changed.
      gateway.fault('dossiers', null, { kind: 'slow', ms: 3_500 })
      const begun = gateway.query(
        `{ dossiers(filter: {organisation: "${organisation.code}"}, first: 1) { nodes { applicant { fullName } } } }`,
        { token: await tokenOf('ending', 'officer', officer) },
      )
      copyFileSync(
        changedPolicy(() => ({})),
        `${path}.new`,
      )
      renameSync(`${path}.new`, path)
      const auditor = {
        query: '{ intakesWithoutDossier(from: "2026-11-18", to: "2026-11-18") { at } }',
        token: await tokenOf('ending', 'auditor'),
      }
      const refused = async () => expect(await errorsOf(auditor)).toMatchObject(notGranted)
      await vi.waitFor(refused, { timeout: 3_000, interval: 50 })
      for (const reader of readers) expect(await errorsOf(reader)).toMatchObject(notGranted)
      const { body } = await begun
      expect(body.errors).toBeUndefined()
      expect(body.data.dossiers.nodes).toMatchObject([
        { applicant: { fullName: expect.any(String) } },
      ])
    } finally {
      await gateway.stop()
    }
  })
})
