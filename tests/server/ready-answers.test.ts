import { once } from 'node:events'
import { get as httpGet, type IncomingMessage } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { request } from 'undici'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Asking, type Gateway, startGateway } from '../support/gateway.ts'

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway({ config: { readyAnswers: { keepMs: 60_000 } } })
  return () => gateway.stop()
})
beforeEach(() => gateway.forget())

const procedure = '{ procedure(code: "1.001193") { name channels { channel } } }'
const linesOf = (event: string): number => gateway.logged().split(`"event":"${event}"`).length - 1

/** Whether the second of two equal questions was answered from what was kept of the first. */
const isKept = async (query: string, asking: Asking = {}): Promise<boolean> => {
  const first = await gateway.query(query, asking)
  const before = linesOf('ready-answer')
  const second = await gateway.query(query, asking)
  expect(second.body).toEqual(
    first.body.errors === undefined ? first.body : { ...second.body, data: first.body.data },
  )
  return linesOf('ready-answer') > before
}

const get = (query: string, headers: Record<string, string> = {}) =>
  request(`${gateway.url}/graphql?query=${encodeURIComponent(query)}`, {
    headers: { 'apollo-require-preflight': '1', ...headers },
  })

describe('a public answer is kept as it was sent', () => {
  test.each([
    ['of a procedure', procedure],
    ['of units', '{ provinces { code name } }'],
  ])('%s', async (_, query) => {
    expect(await isKept(query)).toBe(true)
  })

  test('apart by variables, operation, language and accepted form', async () => {
    const query =
      'query A($code: ProcedureCode!) { procedure(code: $code) { name } } query B { provinces { code } }'
    const ask = (variables: object, operationName: string, headers = {}) =>
      gateway.post(JSON.stringify({ query, variables, operationName }), { headers })
    await ask({ code: '1.001193' }, 'A')
    const before = linesOf('ready-answer')
    const other = await ask({ code: '1.000894' }, 'A')
    expect(other.body.data.procedure.name).toMatch(/kết hôn/i)
    expect((await ask({}, 'B')).body.data.provinces).toHaveLength(34)
    await ask({ code: '1.001193' }, 'A', { 'accept-language': 'vi' })
    await ask({ code: '1.001193' }, 'A', { accept: 'application/graphql-response+json' })
    expect(linesOf('ready-answer')).toBe(before)
    await ask({ code: '1.001193' }, 'A')
    expect(linesOf('ready-answer')).toBe(before + 1)
  })

  test('and a reader who has it already is told so', async () => {
    const first = await get(procedure)
    expect(first.headers['cache-control']).toBe('public, max-age=60')
    const etag = String(first.headers['etag'])
    await first.body.dump()
    const again = await get(procedure, { 'if-none-match': etag })
    expect(again.statusCode).toBe(304)
    expect(await again.body.text()).toBe('')
    const changed = await get(procedure, { 'if-none-match': '"another"' })
    expect(changed.statusCode).toBe(200)
    expect(await changed.body.json()).toHaveProperty('data.procedure.name')
  })

  test('and is told so too where the tag was made weak on the way, or ours has ended', async () => {
    const first = await get(procedure)
    const etag = String(first.headers['etag'])
    await first.body.dump()
    expect((await get(procedure, { 'if-none-match': `"a", W/${etag}` })).statusCode).toBe(304)
    await gateway.query('mutation { dropCached(input: { source: DOSSIERS }) { __typename } }', {
      as: 'operator',
    })
    expect((await get(procedure, { 'if-none-match': etag })).statusCode).toBe(304)
  })

  test('without a length of its own where it is not sent again', async () => {
    const first = await get(procedure)
    const etag = String(first.headers['etag'])
    await first.body.dump()
    const { headers } = await get(procedure, { 'if-none-match': etag })
    expect([undefined, '0', first.headers['content-length']]).toContain(headers['content-length'])
  })

  test('and copies of it on the way end with it', async () => {
    const query = '{ province(code: "01") { name code } }'
    await (await get(query)).body.dump()
    await setTimeout(20)
    const again = await get(query)
    await again.body.dump()
    expect(again.headers['cache-control']).toBe('public, max-age=59')
  })

  test('and still needs the preflight that keeps foreign pages out', async () => {
    await (await get(procedure)).body.dump()
    const bare = await request(`${gateway.url}/graphql?query=${encodeURIComponent(procedure)}`)
    expect(bare.statusCode).toBe(400)
  })
})

describe('an answer is not kept', () => {
  test.each([
    ['to a reader with a token', procedure, { as: 'officer' }],
    ['with a purpose stated', procedure, { procedure: '1.001193' }],
    [
      'that concerns a person, even a refusal',
      '{ citizen(match: { personalId: "001069590735", fullName: "A", birthDate: "1969" }) { __typename } }',
      {},
    ],
    ['with an error', '{ dossiers(filter: {}) { nodes { code } } }', {}],
    ['to a document that is refused', '{ provinces { nothing } }', {}],
  ] as const)('%s', async (_, query, asking) => {
    expect(await isKept(query, asking)).toBe(false)
  })

  test('for a number that is too large to be told from nothing', async () => {
    const ask = (first: string) =>
      gateway.post(
        `{"query":"query ($n: Int) { communes(first: $n) { totalCount } }","variables":{"n":${first}}}`,
      )
    expect((await ask('null')).body.errors).toBeUndefined()
    expect((await ask('1e400')).body.errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT')
  })

  test('for a URL whose bytes are no text, under the text that they look like', async () => {
    const text = '{communes(search:"%FF"){totalCount}}'
    const headers = { 'apollo-require-preflight': '1', 'accept-language': 'en' }
    // As it stands: a client that writes its URLs with care would not send this.
    const raw = httpGet(`${gateway.url}/`, { path: `/graphql?query=${text}`, headers })
    const [answer] = (await once(raw, 'response')) as [IncomingMessage]
    expect(answer.statusCode).toBe(200)
    answer.resume()
    const before = linesOf('ready-answer')
    await (await get(text, headers)).body.dump()
    expect(linesOf('ready-answer')).toBe(before)
  })

  test('for variables of many levels', async () => {
    const levels = (count: number) => '['.repeat(count) + ']'.repeat(count)
    const body = `{"query":"{ provinces { code } }","variables":{"v":${levels(40_000)}}}`
    expect((await gateway.post(body)).body.data.provinces).toHaveLength(34)
    const before = linesOf('ready-answer')
    await gateway.post(body)
    expect(linesOf('ready-answer')).toBe(before)
  })

  test('from a time when a system was out of order', async () => {
    const query = '{ procedureFields { code } province(code: "01") { name } }'
    gateway.fault('procedures', null, { kind: 'down' })
    const broken = await gateway.query(query)
    gateway.fault('procedures', null, null)
    const mended = await gateway.query(query)
    expect(broken.body.errors).toHaveLength(1)
    expect(mended.body.errors).toBeUndefined()
  })
})

test('what an operator drops is not served from what was kept of it', async () => {
  expect(await isKept(procedure)).toBe(true)
  const dropped = await gateway.query(
    'mutation { dropCached(input: { procedure: "1.001193" }) { __typename } }',
    { as: 'operator' },
  )
  expect(dropped.body.errors).toBeUndefined()
  const before = linesOf('ready-answer')
  await gateway.query(procedure)
  expect(linesOf('ready-answer')).toBe(before)
})

test('many small answers take no more memory than a few large ones', async () => {
  const small = await startGateway({
    config: { readyAnswers: { keepMs: 60_000, maxBytes: 5_000 } },
  })
  const ask = (place: number) => small.query(`{ a${place}: __typename }`)
  const kept = () => small.logged().split('"event":"ready-answer"').length - 1
  try {
    for (let place = 0; place < 10; place += 1) await ask(place)
    await ask(9)
    expect(kept()).toBe(1)
    await ask(0)
    expect(kept()).toBe(1)
  } finally {
    await small.stop()
  }
})
