import { setTimeout } from 'node:timers/promises'
import { request } from 'undici'
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Answer, type Asking, type Gateway, startGateway } from '../support/gateway.ts'
import { apolloForm, createManifests, hashOf } from '../support/manifests.ts'

const units = 'query Units { provinces { code } }'
const procedure = 'query Procedure($code: ProcedureCode!) { procedure(code: $code) { name } }'
const board = 'query Board { dossiers(filter: {}, first: 1) { nodes { code } } }'
const applicants =
  'query Applicants { dossiers(filter: {}, first: 1) { nodes { applicant { fullName } } } }'
const unregistered = '{ procedureFields { code } }'

const manifests = createManifests({
  'public.json': { units, 7: procedure },
  'officer.json': apolloForm(units, board, applicants),
  'dashboard.json': { board },
})

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway({
    config: { trustedDocuments: { directory: manifests.directory, pollMs: 50 } },
  })
  return () => gateway.stop()
})
beforeEach(() => gateway.forget())

const post = (body: object, asking: Asking = {}) => gateway.post(JSON.stringify(body), asking)
const byHash = (text: string, hash = hashOf(text)) => ({
  extensions: { persistedQuery: { version: 1, sha256Hash: hash } },
})
const get = async (parameters: Record<string, string>, headers: Record<string, string> = {}) => {
  const { statusCode, body } = await request(
    `${gateway.url}/graphql?${new URLSearchParams(parameters).toString()}`,
    { headers: { 'apollo-require-preflight': '1', ...headers } },
  )
  return { status: statusCode, body: (await body.json()) as Answer['body'] }
}
const codeOf = ({ body }: Pick<Answer, 'body'>) => body.errors?.[0]?.extensions['code']
/** Without the number that differs from request to request. */
const told = ({ status, text }: Answer) => [status, text.replace(/"requestId":"[^"]*"/, '')]

describe('a registered operation runs', () => {
  test.each([
    ['by its id', { documentId: 'units' }],
    ['by the hash of its text, whatever its id', { documentId: hashOf(units) }],
    ['by a hash with its method before it', { documentId: `sha256:${hashOf(units)}` }],
    ['by the hash that Apollo’s clients send', byHash(units)],
    ['by its very text', { query: units }],
    ['by its text and the hash of it', { query: units, ...byHash(units) }],
  ])('%s', async (_, body) => {
    expect((await post(body)).body.data.provinces).toHaveLength(34)
  })

  test('with variables and an operation’s name', async () => {
    const body = {
      documentId: '7',
      operationName: 'Procedure',
      variables: { code: '1.001193' },
    }
    expect((await post(body)).body.data.procedure.name).toEqual(expect.any(String))
  })

  test('by GET, with its variables in the URL', async () => {
    const variables = JSON.stringify({ code: '1.001193' })
    const answer = await get({ documentId: '7', variables })
    expect(answer.body.data.procedure.name).toEqual(expect.any(String))
    const extensions = JSON.stringify(byHash(units).extensions)
    expect((await get({ extensions })).body.data.provinces).toHaveLength(34)
  })

  test('for the client on whose list it is', async () => {
    const answer = await post({ documentId: hashOf(board) }, { as: 'officer' })
    expect(answer.body.data.dossiers.nodes).toHaveLength(1)
  })

  test('and its kept answer is served to whoever names it in the same or in another way', async () => {
    const ready = () => gateway.logged().split('"event":"ready-answer"').length
    const variables = { code: '1.000894' }
    await post({ documentId: '7', variables })
    const before = ready()
    await post({ documentId: '7', variables })
    await post({ query: procedure, variables })
    await get({ documentId: '7', variables: JSON.stringify(variables) })
    await get({ documentId: '7', variables: JSON.stringify(variables) })
    expect(ready()).toBe(before + 3)
  })
})

describe('an operation that nobody registered', () => {
  test.each([
    ['well formed', unregistered],
    ['that differs in a space', `${units} `],
    ['that does not parse', '{'],
    ['that no schema has', '{ notAField }'],
    ['that asks for the schema', '{ __schema { types { name } } }'],
    ['that another client registered', board],
  ])('is refused unread: %s', async (_, query) => {
    const answer = await post({ query })
    expect(told(answer)).toEqual(told(await post({ query: unregistered })))
    expect([answer.status, codeOf(answer)]).toEqual([403, 'OPERATION_NOT_ALLOWED'])
    expect(answer.body.data).toBeUndefined()
  })

  test('is refused by GET as well', async () => {
    expect((await get({ query: unregistered })).status).toBe(403)
  })

  test('cannot be registered by sending its hash with it', async () => {
    expect((await post({ query: unregistered, ...byHash(unregistered) })).status).toBe(403)
    expect(codeOf(await post(byHash(unregistered)))).toBe('PERSISTED_QUERY_NOT_FOUND')
  })

  test('asks no system anything', async () => {
    await post({ query: applicants }, { as: 'dashboard' })
    expect(gateway.asked('dossiers')).toEqual([])
  })

  test('is refused to a client without a list of its own, public ones too', async () => {
    expect((await post({ query: units }, { as: 'ministry' })).status).toBe(403)
  })
})

describe('an id that is on no list of the caller', () => {
  const nowhere = hashOf('nowhere')

  test('is not found, with 200 where the client knows no other status, and 400 where it does', async () => {
    const plain = await post(byHash('nowhere'))
    expect([plain.status, codeOf(plain)]).toEqual([200, 'PERSISTED_QUERY_NOT_FOUND'])
    expect(plain.body.errors?.[0]?.message).toBe('PersistedQueryNotFound')
    const modern = await post(byHash('nowhere'), {
      headers: { accept: 'application/graphql-response+json' },
    })
    expect(modern.status).toBe(400)
    expect(modern.headers['content-type']).toContain('application/graphql-response+json')
  })

  test('of another client is refused to a client, which so learns that its token is another’s', async () => {
    const answer = await post({ documentId: hashOf(applicants) }, { as: 'dashboard' })
    expect([answer.status, codeOf(answer)]).toEqual([403, 'OPERATION_NOT_ALLOWED'])
    expect(gateway.asked('dossiers')).toEqual([])
  })

  test('of another client reads as unknown to readers without a token', async () => {
    const others = await post({ documentId: hashOf(applicants) })
    expect(told(others)).toEqual(told(await post({ documentId: nowhere })))
  })

  test('of another client reads as unknown where it could have been guessed', async () => {
    const others = await post({ documentId: 'units' }, { as: 'dashboard' })
    expect(told(others)).toEqual(told(await post({ documentId: 'unit' }, { as: 'dashboard' })))
  })

  test.each(['__proto__', 'constructor', 'toString', 'public.json', '../officer'])(
    'is inert: %s',
    async (documentId) =>
      expect(codeOf(await post({ documentId }))).toBe('PERSISTED_QUERY_NOT_FOUND'),
  )
})

describe('an operation named in two ways, or in none that can be read, is refused', () => {
  test.each([
    ['an id beside a text', { documentId: 'units', query: units }],
    ['an id beside a hash', { documentId: 'units', ...byHash(units) }],
    ['a hash of another text', { query: units, ...byHash(board) }],
    [
      'a hash of another version',
      { extensions: { persistedQuery: { version: 2, sha256Hash: 'a' } } },
    ],
    ['a hash that is a number', { extensions: { persistedQuery: { version: 1, sha256Hash: 7 } } }],
    ['an id that is a list', { documentId: ['units'] }],
    ['an empty id', { documentId: '' }],
    ['nothing', { variables: {} }],
    ['a text that is an object', { query: { kind: 'Document' } }],
  ])('%s', async (_, body) => {
    const answer = await post(body)
    expect(answer.status).toBe(400)
    expect(answer.body.data).toBeUndefined()
  })

  test.each([
    `documentId=units&query=${encodeURIComponent(unregistered)}`,
    `query=${encodeURIComponent(units)}&query=${encodeURIComponent(unregistered)}`,
    `documentId=units&documentId=7`,
  ])('%s', async (search) => {
    const { statusCode } = await request(`${gateway.url}/graphql?${search}`, {
      headers: { 'apollo-require-preflight': '1' },
    })
    expect(statusCode).toBe(400)
  })
})

describe('what holds for a text holds for an id', () => {
  test('a foreign page cannot make a browser ask', async () => {
    const { statusCode } = await request(`${gateway.url}/graphql?documentId=units`)
    expect(statusCode).toBe(400)
  })

  test('a GET is refused for anything about a person', async () => {
    const answer = await get(
      { documentId: hashOf(applicants) },
      { authorization: `Bearer ${await gateway.token('officer')}` },
    )
    expect(answer.status).toBe(403)
    expect(gateway.asked('dossiers')).toEqual([])
  })

  test('a bad token is refused before any list is looked at', async () => {
    expect((await post({ documentId: 'units' }, { token: 'a.b.c' })).status).toBe(401)
  })
})

test('a refusal is logged with the client and the code, without the id or the text', async () => {
  await post({ query: '{ secretField }' }, { as: 'dashboard' })
  await post({ documentId: 'secret-id' }, { as: 'dashboard' })
  expect(gateway.logged()).toContain('"code":"OPERATION_NOT_ALLOWED"')
  expect(gateway.logged()).toMatch(/"event":"refused"[^\n]*"client":"dashboard"/)
  expect(gateway.logged()).not.toMatch(/secretField|secret-id/)
})

describe('lists are read again without a restart', () => {
  const added = '{ provinces { name } }'
  const status = async (query: string) => (await post({ query })).status

  test('an operation that is added runs, one that is taken away runs no more, kept answers included', async () => {
    expect(await status(units)).toBe(200)
    manifests.put('public.json', { added })
    await vi.waitFor(async () => expect(await status(added)).toBe(200))
    expect(await status(units)).toBe(403)
    manifests.put('public.json', { units, 7: procedure })
    await vi.waitFor(async () => expect(await status(units)).toBe(200))
  })

  test('a new client is known once its file is there, and unknown once it is gone', async () => {
    const ask = async () => (await post({ query: units }, { as: 'ministry' })).status
    manifests.put('ministry.json', { units })
    await vi.waitFor(async () => expect(await ask()).toBe(200))
    manifests.remove('ministry.json')
    await vi.waitFor(async () => expect(await ask()).toBe(403))
  })

  test('a file that cannot be used leaves the last good list, and raises an alarm once, not at every look', async () => {
    const alarms = () => gateway.logged().split('"kind":"DOCUMENTS_BROKEN"').length - 1
    manifests.put('public.json', { broken: '{ notAField }', units })
    await vi.waitFor(() => expect(alarms()).toBeGreaterThan(0))
    await setTimeout(200)
    const raised = alarms()
    expect(await status(units)).toBe(200)
    expect(await status('{ notAField }')).toBe(403)
    expect(gateway.logged()).toContain('"instance":"public.json"')
    manifests.put('public.json', { units, 7: procedure, added })
    await vi.waitFor(async () => expect(await status(added)).toBe(200))
    expect(alarms()).toBe(raised)
  })
})
