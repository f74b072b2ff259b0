import { request } from 'undici'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Gateway, startGateway } from '../support/gateway.ts'

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway({
    config: { cors: { origins: ['http://localhost:5173'] }, introspection: false },
  })
  return () => gateway.stop()
})

const nested = (depth: number) =>
  `{ provinces ${'{ communes { nodes { province '.repeat(depth)}{ code }${'} } }'.repeat(depth)} }`

const pages = (first: string) =>
  `{ provinces ${`{ communes(first: ${first}) { nodes { province `.repeat(3)}{ code }${'} } }'.repeat(3)} }`

describe('a document that asks for too much is refused before anything runs', () => {
  const doubling = `query { ...F0 } ${Array.from({ length: 20 }, (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`).join(' ')} fragment F20 on Query { provinces { code } }`
  test.each([
    ['too deep', nested(6)],
    [
      '31 aliases',
      `{ ${Array.from({ length: 31 }, (_, i) => `a${i}: provinces { code }`).join(' ')} }`,
    ],
    ['21 root fields', `{ ${'provinces { code } '.repeat(21)} }`],
    [
      '31 aliases below one field',
      `{ provinces { ${Array.from({ length: 31 }, (_, i) => `a${i}: code`).join(' ')} } }`,
    ],
    [
      '21 root fields in a fragment',
      `{ ...F } fragment F on Query { ${Array.from({ length: 21 }, (_, i) => `a${i}: __typename`).join(' ')} }`,
    ],
    ['four nested pages of 100', pages('100')],
    ['four nested pages as long as a variable says', `query ($n: Int = 1) ${pages('$n')}`],
    ['20 nested fragments that double', doubling],
    ['2,001 tokens', `{ provinces { ${'code '.repeat(2_000)} } }`],
    ['a circle of fragments', '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }'],
  ])('%s', async (_, query) => {
    const { status, body } = await gateway.query(query)
    expect(status).toBe(400)
    expect(body.data).toBeUndefined()
    expect(body.errors?.length).toBeLessThanOrEqual(5)
  })

  test('but a page of 100 procedures with everything in them is not too much', async () => {
    const { body } = await gateway.query(`{
      procedures(first: 100) { nodes {
        channels { timeOptions { fees { amount } } } papers { papers { name } } steps { steps }
        legalBases { name } results { name } agencies { name } fields { name }
      } }
    }`)
    expect(body.errors).toBeUndefined()
    expect(body.data.procedures.nodes).toHaveLength(100)
  })

  test('a subscription, of which there is none', async () => {
    const { status, body } = await gateway.query('subscription { anything }')
    expect(status).toBe(400)
    expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_REQUEST' })
  })

  test('with a code that says so', async () => {
    const { body } = await gateway.query(nested(6))
    expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'QUERY_TOO_COMPLEX' })
  })
})

describe('a request that is not one', () => {
  test.each([
    ['no JSON', '{', 400],
    ['an array of operations', '[{"query":"{ provinces { code } }"}]', 400],
    ['a query that is a number', '{"query":123}', 400],
    ['an empty body', '', 400],
    ['a body over the limit', JSON.stringify({ query: `#${'x'.repeat(100_001)}` }), 413],
  ])('is answered in JSON: %s', async (_, body, status) => {
    const answer = await gateway.post(body)
    expect(answer.status).toBe(status)
    expect(answer.body.errors?.[0]?.extensions['code']).toBe('BAD_REQUEST')
  })

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'is refused as %s, which a foreign page could send',
    async (type) => {
      const { status } = await gateway.post('{"query":"{ provinces { code } }"}', {
        headers: { 'content-type': type },
      })
      expect([400, 415]).toContain(status)
    },
  )

  test('finds nothing elsewhere, in JSON', async () => {
    const { statusCode, body } = await request(`${gateway.url}/nowhere`)
    expect(statusCode).toBe(404)
    expect(await body.json()).toHaveProperty('errors')
  })
})

describe('GET', () => {
  const get = (query: string) =>
    request(`${gateway.url}/graphql?query=${encodeURIComponent(query)}`, {
      headers: { 'apollo-require-preflight': '1' },
    })

  test('answers public data', async () => {
    const { statusCode, body } = await get('{ province(code: "01") { name } }')
    expect(statusCode).toBe(200)
    expect(await body.json()).toMatchObject({
      data: { province: { name: expect.stringContaining('Hà Nội') } },
    })
  })

  test('is refused for anything about a person, by fragment too', async () => {
    const { statusCode, body } = await get(
      '{ dossiers(filter: {}) { nodes { ...P } } } fragment P on Dossier { applicant { fullName } }',
    )
    expect(statusCode).toBe(403)
    expect(await body.json()).toMatchObject({
      errors: [{ extensions: { code: 'OPERATION_NOT_ALLOWED' } }],
    })
    expect(gateway.asked('dossiers')).toEqual([])
  })
})

describe('GET by a person’s number', () => {
  const applicant = { personalId: '001192000111', fullName: 'A', birthDate: '1992' }
  const literal = '{ personalId: "001192000111", fullName: "A", birthDate: "1992" }'
  const count = (filter: string) => `dossiers(filter: ${filter}) { totalCount }`
  test.each([
    ['a literal', `{ ${count(`{ applicant: ${literal} }`)} }`, {}],
    [
      'a filter in a variable',
      `query ($f: DossierFilter!) { ${count('$f')} }`,
      { f: { applicant } },
    ],
    [
      'a match in a variable',
      `query ($m: CitizenMatch) { ${count('{ applicant: $m }')} }`,
      { m: applicant },
    ],
    [
      'a variable’s default',
      `query ($m: CitizenMatch = ${literal}) { ${count('{ applicant: $m }')} }`,
      {},
    ],
  ])('is refused, though nothing personal is selected: %s', async (_, query, variables) => {
    const search = new URLSearchParams({ query, variables: JSON.stringify(variables) })
    const { statusCode } = await request(`${gateway.url}/graphql?${search}`, {
      headers: {
        'apollo-require-preflight': '1',
        authorization: `Bearer ${await gateway.token('officer')}`,
        'lien-thong-procedure': '1.001193',
      },
    })
    expect(statusCode).toBe(403)
    expect(gateway.asked('population')).toEqual([])
  })

  test('is not confused with a list of dossiers', async () => {
    const search = new URLSearchParams({
      query: `query ($f: DossierFilter!) { ${count('$f')} }`,
      variables: JSON.stringify({ f: { commune: '00070', receivedWithinDays: 1 } }),
    })
    const { statusCode } = await request(`${gateway.url}/graphql?${search}`, {
      headers: {
        'apollo-require-preflight': '1',
        authorization: `Bearer ${await gateway.token('dashboard')}`,
      },
    })
    expect(statusCode).toBe(200)
  })
})

describe('what the schema tells', () => {
  test('introspection is off unless the configuration turns it on', async () => {
    const { status } = await gateway.query('{ __schema { types { name } } }')
    expect(status).toBe(400)
  })

  test('a typing error is not answered with the names that exist', async () => {
    const { text } = await gateway.query('{ provincez { code } }')
    expect(text).not.toContain('provinces')
  })
})

describe('CORS', () => {
  const preflight = (origin: string) =>
    request(`${gateway.url}/graphql`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    })

  test('is granted to a configured origin only, never with credentials', async () => {
    expect((await preflight('http://localhost:5173')).headers['access-control-allow-origin']).toBe(
      'http://localhost:5173',
    )
    expect(
      (await preflight('https://evil.example')).headers['access-control-allow-origin'],
    ).not.toBe('https://evil.example')
    expect(
      (await preflight('http://localhost:5173')).headers['access-control-allow-credentials'],
    ).toBeUndefined()
  })
})

describe('every answer', () => {
  test('carries a request id, the caller’s own where it is harmless', async () => {
    const own = await gateway.query('{ provinces { code } }', {
      headers: { 'x-request-id': 'desk-7-00001' },
    })
    expect(own.headers['x-request-id']).toBe('desk-7-00001')
    const forged = await gateway.query('{ provinces { code } }', {
      headers: { 'x-request-id': 'a b {}' },
    })
    expect(forged.headers['x-request-id']).toMatch(/^[\w-]{36}$/)
  })

  test('is never to be kept by anyone on the way', async () => {
    const { headers } = await gateway.query('{ provinces { code } }', { as: 'officer' })
    expect(headers['cache-control']).toBe('private, no-store')
  })
})

describe('the admin port', () => {
  test('tells liveness, readiness and figures without any id', async () => {
    await gateway.query('{ procedure(code: "1.001193") { name } }')
    const read = async (path: string) => (await request(`${gateway.adminUrl}${path}`)).body.text()
    expect(JSON.parse(await read('/livez'))).toEqual({ status: 'ok' })
    expect(JSON.parse(await read('/readyz'))).toMatchObject({
      status: 'ready',
      sources: { procedures: 'ok' },
    })
    const metrics = await read('/metrics')
    expect(metrics).toContain('lien_thong_upstream_duration_seconds_count')
    expect(metrics).not.toContain('1.001193')
  })

  test('is not reachable on the public port', async () => {
    expect((await request(`${gateway.url}/metrics`)).statusCode).toBe(404)
  })
})
