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
