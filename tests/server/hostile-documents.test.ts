import { request } from 'undici'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Gateway, startGateway } from '../support/gateway.ts'

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway({ config: { introspection: false } })
  return () => gateway.stop()
})

const times = (count: number, part: (place: number) => string): string =>
  Array.from({ length: count }, (_, place) => part(place)).join(' ')

const deep = (depth: number) =>
  `{ ${'provinces { communes { nodes { province { '.repeat(depth / 4)}code${' } } } }'.repeat(depth / 4)} }`

const doubling = (levels: number, leaf: string) =>
  `{ provinces { ...F0 } } ${times(levels, (place) => `fragment F${place} on Province { ...F${place + 1} ...F${place + 1} }`)} fragment F${levels} on Province { ${leaf} }`

const introspection = (levels: number) =>
  `{ __schema { types { ${'fields { type { '.repeat(levels)}name${' } }'.repeat(levels)} } } }`

/** Rows 46 to 52, 58, 60, 61, 67 and 75 of the catalogue of hostile inputs. */
const documents: readonly (readonly [string, string])[] = [
  ['48 fields nested', deep(48)],
  ['500 fields nested', deep(500)],
  ['3,000 fields nested', deep(3_000)],
  ['1,000 aliases', `{ ${times(1_000, (place) => `a${place}: __typename`)} }`],
  ['10,000 aliases', `{ ${times(9_000, (place) => `a${place}:__typename`).slice(0, 90_000)} }`],
  ['a field 10,000 times over', `{ provinces { ${'code '.repeat(10_000)} } }`],
  ['an undefined directive 5,000 times over', `{ __typename ${'@a '.repeat(5_000)} }`],
  [
    'a directive that may stand once, 600 times over',
    `{ __typename ${'@skip(if:false)'.repeat(300)} }`,
  ],
  ['a fragment that spreads itself', '{ provinces { ...A } } fragment A on Province { ...A }'],
  ['2^20 selections', doubling(20, 'code')],
  ['2^200 selections', doubling(200, 'code')],
  ['2^200 selections of nothing but a type’s name', doubling(200, '__typename')],
  [
    'fields that overlap by the square',
    `{ provinces { ${times(31, () => '... on Province { a: code a: name }')} } }`,
  ],
  ['the schema', '{ __schema { types { name } } }'],
  ['a type of the schema', '{ __type(name: "Citizen") { fields { name } } }'],
  ['the schema, ten levels down', introspection(10)],
  ['a word that is almost a field', '{ province { code } provincs { code } }'],
  ['@defer, which is not offered', '{ ... @defer { provinces { code } } }'],
  ['@stream, which is not offered', '{ provinces @stream(initialCount: 1) { code } }'],
  ['a subscription', 'subscription { provinces { code } }'],
  ['two operations and no name', 'query A { __typename } query B { __typename }'],
  ['a variable that is not declared', '{ province(code: $code) { name } }'],
]

describe('a hostile document is refused before anything runs', () => {
  test.each(documents)('%s', async (_, query) => {
    const { status, body, text } = await gateway.query(query)
    expect(status).toBe(400)
    expect(body.data).toBeUndefined()
    expect(body.errors?.length).toBeLessThanOrEqual(5)
    expect(text.length).toBeLessThan(3_000)
    expect(text).not.toMatch(/call stack|Did you mean|\/src\/|node_modules/)
  })

  test('however often introspection is nested, where it is allowed', async () => {
    const open = await startGateway()
    try {
      expect((await open.query(introspection(10))).status).toBe(400)
      expect((await open.query(introspection(1))).status).toBe(200)
    } finally {
      await open.stop()
    }
  })
})

describe('names that mean something to JavaScript mean nothing here', () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty']

  test.each(names)('as an operation’s name: %s', async (operationName) => {
    const answer = await gateway.post(JSON.stringify({ query: '{ __typename }', operationName }))
    expect(answer.status).toBe(400)
  })

  test.each(names)('as an alias: %s', async (name) => {
    const { status, text } = await gateway.query(
      `{ ${name}: province(code: "01") { ${name}: code } }`,
    )
    expect(status).toBe(200)
    expect(text).toContain(`{"data":{"${name}":{"${name}":"01"}}}`)
  })

  test.each(names)('as a variable: %s', async (name) => {
    const { status, body } = await gateway.post(
      `{"query":"query ($${name}: UnitCode!) { province(code: $${name}) { code } }","variables":{}}`,
    )
    expect([status, body.errors?.[0]?.extensions['code']]).toEqual([400, 'BAD_USER_INPUT'])
  })

  test.each([
    '{"query":"{ __typename }","__proto__":{"isAdmin":true}}',
    '{"query":"{ __typename }","constructor":{"prototype":{"isAdmin":true}}}',
    '{"query":"{ __typename }","variables":{"__proto__":{"isAdmin":true}}}',
  ])('as a key of the request: %s', async (body) => {
    expect((await gateway.post(body)).status).toBe(400)
    expect({}).not.toHaveProperty('isAdmin')
  })
})

describe('a hostile request is answered in JSON and runs nothing', () => {
  const send = async (body: string | Buffer, headers: Record<string, string> = {}) => {
    const answer = await request(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    })
    return { status: answer.statusCode, body: (await answer.body.json()) as object }
  }
  const query = JSON.stringify({ query: '{ provinces { code } }' })

  test.each([
    ['an array of operations', `[${query},${query}]`, {}, 400],
    ['an array of nothing', '[]', {}, 400],
    ['10 MB of comment', `{"query":"#${'x'.repeat(10_000_000)}"}`, {}, 413],
    ['JSON 20,000 levels deep', '['.repeat(20_000) + ']'.repeat(20_000), {}, 400],
    ['another encoding', query, { 'content-type': 'application/json; charset=utf-16' }, 415],
    ['a compressed body', query, { 'content-encoding': 'gzip' }, 415],
    ['a media type that nobody has', query, { accept: 'text/html' }, 406],
    ['an image', query, { accept: 'image/png' }, 406],
  ])('%s', async (_, body, headers, status) => {
    const answer = await send(body, headers)
    expect(answer).toMatchObject({ status, body: { errors: [expect.any(Object)] } })
    expect(answer.body).not.toHaveProperty('data')
  })

  test('bytes that are no text', async () => {
    const broken = Buffer.concat([
      Buffer.from('{"query":"{ communes(search: \\"'),
      Buffer.from([0xc0, 0xaf, 0xff]),
      Buffer.from('\\") { totalCount } }"}'),
    ])
    expect((await send(broken)).status).toBe(400)
  })

  test.each(['PUT', 'DELETE', 'PATCH', 'HEAD'] as const)('%s', async (method) => {
    const { statusCode } = await request(`${gateway.url}/graphql`, { method })
    expect([400, 404, 405]).toContain(statusCode)
  })

  test('a mutation by GET', async () => {
    const mutation = 'mutation { dropCached(input: { source: DOSSIERS }) { acknowledgedAt } }'
    const search = new URLSearchParams({ query: mutation }).toString()
    const { statusCode, headers, body } = await request(`${gateway.url}/graphql?${search}`, {
      headers: { 'apollo-require-preflight': '1' },
    })
    await body.dump()
    expect([statusCode, headers['allow']]).toEqual([405, 'POST'])
  })
})

describe('a hostile variable is refused before anything runs', () => {
  const person = { personalId: '001192000111', fullName: 'A', birthDate: '1992' }
  const officer = { as: 'officer', procedure: '1.001193' } as const
  const ask = (match: unknown) =>
    gateway.query('query ($m: CitizenMatch!) { citizen(match: $m) { __typename } }', {
      ...officer,
      variables: { m: match },
    })

  test.each([
    ['a number that has a surrogate alone', { ...person, personalId: '00119200011\ud800' }],
    ['a number with a direction mark', { ...person, personalId: '001192000111\u202e' }],
    ['a number in other digits', { ...person, personalId: '٠٠١١٩٢٠٠٠١١١' }],
    ['a number with a NUL', { ...person, personalId: '001192000111\0' }],
    ['a number without its zeros', { ...person, personalId: 1_192_000_111 }],
    ['a key that no input has', { ...person, isAdmin: true }],
    ['a list in the place of one', [person, person]],
  ])('%s', async (_, match) => {
    const { status, body, text } = await ask(match)
    expect([status, body.errors?.[0]?.extensions['code']]).toEqual([400, 'BAD_USER_INPUT'])
    expect(text).not.toContain('1192000111')
    expect(gateway.asked('population')).toEqual([])
  })

  test.each(['2147483648', '1e400', '-1', '0', '1.5', '"7"', 'true'])(
    'a page of %s rows',
    async (first) => {
      const { body } = await gateway.post(
        `{"query":"query ($n: Int) { communes(first: $n) { totalCount } }","variables":{"n":${first}}}`,
      )
      expect(body.errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT')
    },
  )

  test('1,000 persons in one list', async () => {
    const { body } = await gateway.query(
      'query ($m: [CitizenMatch!]!) { citizens(matches: $m) { __typename } }',
      { ...officer, variables: { m: Array.from({ length: 1_000 }, () => person) } },
    )
    expect(body.errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT')
    expect(gateway.asked('population')).toEqual([])
  })
})
