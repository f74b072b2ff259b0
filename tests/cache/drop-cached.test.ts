import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { request } from 'undici'
import { writeKeyRing } from '../../src/cache/store/key-ring-file.ts'
import { type Gateway, startAlone, startGateway } from '../support/gateway.ts'
import { hasRedis, type RedisServer, startRedis, until } from '../support/redis.ts'

const mutation = /* GraphQL */ `
  mutation Drop($input: CachedSubject!) {
    dropCached(input: $input) {
      acknowledgedAt
    }
  }
`
const drop = (
  gateway: Gateway,
  input: Record<string, unknown>,
  as: 'operator' | null = 'operator',
) => gateway.query(mutation, { ...(as && { as }), variables: { input } })

const details = /* GraphQL */ `
  query Details($code: ProcedureCode!) {
    procedure(code: $code) {
      publishedBy
    }
  }
`
const agencies = '{ agencies { code } }'

describe('dropping what is kept', () => {
  let gateway: Gateway
  let code: string
  beforeAll(async () => {
    // Without answers kept as bytes, so that it is the records that are looked at.
    gateway = await startAlone({ config: { readyAnswers: { keepMs: 0 } } })
    code = gateway.world.procedures[0]?.code ?? ''
    return () => gateway.stop()
  })

  const askTwice = async () => {
    await gateway.query(details, { variables: { code } })
    gateway.forget()
    await gateway.query(details, { variables: { code } })
    return gateway.asked('procedures').filter(({ operation }) => operation === 'LayThuTuc')
  }

  test('makes the next question of it go to its system, which was not asked before', async () => {
    expect(await askTwice()).toEqual([])
    const { body } = await drop(gateway, { procedure: code })
    expect(body.errors).toBeUndefined()
    expect(body.data.dropCached.acknowledgedAt).toMatch(/^\d{4}-\d\d-\d\dT.*\+07:00$/)
    await gateway.query(details, { variables: { code } })
    const asked = gateway.asked('procedures')
    expect(asked.filter(({ operation }) => operation === 'LayThuTuc')).toHaveLength(1)
  })

  test('of a procedure that is just being read leaves nothing of it to search by', async () => {
    const read = async () =>
      (await gateway.query('{ procedures(first: 1) { detailsRead } }')).body.data.procedures
        .detailsRead
    await drop(gateway, { source: 'PROCEDURES' })
    expect(await read()).toBe(0)
    gateway.forget()
    gateway.fault('procedures', null, { kind: 'slow', ms: 400 })
    const reading = gateway.query(details, { variables: { code } })
    await until(() => gateway.asked('procedures').length > 0)
    await drop(gateway, { procedure: code })
    gateway.fault('procedures', null, null)
    expect((await reading).body.errors).toBeUndefined()
    expect(await read()).toBe(0)
  })

  test('of a system concerns all of it', async () => {
    await gateway.query(agencies)
    gateway.forget()
    await gateway.query(agencies)
    expect(gateway.asked('procedures')).toEqual([])
    await drop(gateway, { source: 'PROCEDURES' })
    await gateway.query(agencies)
    expect(gateway.asked('procedures').map(({ operation }) => operation)).toContain(
      'LayDanhMucCoQuan',
    )
  })

  test('of a person, however they were looked up, concerns their record', async () => {
    const person = gateway.world.person(3)
    const procedure = gateway.world.procedures.find(({ licensed }) => licensed)?.code ?? ''
    const query = /* GraphQL */ `
      query Person($match: CitizenMatch!) {
        citizen(match: $match) {
          __typename
        }
      }
    `
    const match = {
      personalId: person.personalId,
      fullName: person.fullName,
      birthDate: person.birthDate,
    }
    const ask = () => gateway.query(query, { as: 'officer', procedure, variables: { match } })
    await ask()
    gateway.forget()
    expect((await ask()).body.data.citizen.__typename).toBe('Citizen')
    expect(gateway.asked('population')).toEqual([])
    await drop(gateway, { citizen: person.personalId })
    await ask()
    expect(gateway.asked('population')).toHaveLength(1)
  })

  test.each([
    ['a dossier', () => ({ dossier: gateway.world.sandbox.dossiers[0]?.code })],
    ['a commune', () => ({ commune: gateway.world.demoOfficer.communeCode })],
  ])('of %s is acknowledged', async (_, input) => {
    const { body } = await drop(gateway, input())
    expect(body.errors).toBeUndefined()
    expect(body.data.dropCached.acknowledgedAt).toBeTruthy()
  })

  test.each([
    ['nothing', {}],
    ['two', { procedure: '1.001193', source: 'PROCEDURES' }],
    ['only null', { citizen: null }],
  ])('of %s is refused as bad input', async (_, input) => {
    const { body } = await drop(gateway, input)
    expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' })
  })

  test('of a commune that is none is refused as bad input', async () => {
    const { body } = await drop(gateway, { commune: '99999' })
    expect(body.errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'commune',
    })
  })

  test.each(['officer', 'dashboard', 'ministry', 'citizen', 'auditor'] as const)(
    'is not for the role %s',
    async (as) => {
      const { body } = await gateway.query(mutation, {
        as,
        variables: { input: { procedure: code } },
      })
      expect(body.errors?.[0]?.extensions['code']).toBe('FORBIDDEN')
    },
  )

  test('is not for strangers', async () => {
    const { body } = await drop(gateway, { procedure: code }, null)
    expect(body.errors?.[0]?.extensions['code']).toBe('UNAUTHENTICATED')
  })

  test('shows in the figures, which hold no number of anybody', async () => {
    await askTwice()
    const text = await (await request(`${gateway.adminUrl}/metrics`)).body.text()
    expect(text).toMatch(
      /lien_thong_cache_reads_total\{space="procedures-details",tier="memory",outcome="hit"\} [1-9]/,
    )
    expect(text).toMatch(/lien_thong_cache_memory_bytes\{space="procedures-list"\} [1-9]/)
    expect(text).toMatch(/lien_thong_source_lookups_total\{source="procedures"\} [1-9]/)
    expect(text).toMatch(/lien_thong_source_keys_total\{source="procedures"\} [1-9]/)
    expect(text).not.toContain(code)
    expect(text).not.toMatch(/="[^"]*\d{9}/)
  })
})

describe.skipIf(!hasRedis)('dropping what replicas share', () => {
  let redis: RedisServer
  let gateway: Gateway
  beforeAll(async () => {
    redis = await startRedis()
    const keyRing = join(mkdtempSync(join(tmpdir(), 'lien-thong-')), 'keys.json')
    writeKeyRing(keyRing, new Date())
    gateway = await startGateway({ config: { cache: { redis: { url: redis.url, keyRing } } } })
  })
  afterAll(async () => {
    await gateway.stop()
    await redis.stop()
  })

  test('is acknowledged while they can be reached, and refused as unavailable while not', async () => {
    await until(async () => {
      const { body } = await drop(gateway, { source: 'POPULATION' })
      return body.errors === undefined
    })
    await redis.kill()
    const { body } = await drop(gateway, { source: 'POPULATION' })
    expect(body.errors?.[0]?.extensions).toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      source: 'cache',
      retryable: true,
    })
    expect((await gateway.query(agencies)).body.errors).toBeUndefined()
  })
})
