import { beforeAll, describe, expect, test } from 'vitest'
import { createGovernment, type Government } from '../../mocks/index.ts'
import { startApp } from '../../src/app.ts'
import { checkConfig, ConfigError } from '../../src/config.ts'
import { TrustedDocumentsError } from '../../src/server/trusted-documents/errors.ts'
import { startGateway } from '../support/gateway.ts'
import { apolloForm, createManifests, hashOf } from '../support/manifests.ts'

let government: Government
beforeAll(async () => {
  government = await createGovernment({ port: 0 })
  return () => government.close()
})

const quiet = { port: 0, adminPort: 0, logLevel: 'silent' }

const problemsWith = async (directory: string, config: object = {}): Promise<string> => {
  const trustedDocuments = { directory }
  const checked = checkConfig({
    ...government.gatewayConfig,
    ...quiet,
    introspection: false,
    trustedDocuments,
    ...config,
  })
  const error = await startApp(checked).then(
    (app) => app.stop(),
    (reason: unknown) => reason,
  )
  return error instanceof TrustedDocumentsError ? error.message : ''
}

const units = '{ provinces { code } }'
const pages =
  '{ communes(first: 100) { nodes { province { communes(first: 100) { nodes { code } } } } } }'

describe('the gateway does not start with a list that cannot be used', () => {
  test.each([
    ['an id that is not the hash of its text', { [hashOf('other')]: units }, 'not the SHA-256'],
    ['a field that no schema has', { a: '{ notAField }' }, 'a: Cannot query field'],
    ['a text that does not parse', { a: '{' }, 'a: Syntax Error'],
    [
      'a text without an operation',
      { a: 'fragment F on Query { __typename }' },
      'Fragment "F" is never used',
    ],
    ['a subscription', { a: 'subscription { __typename }' }, 'a: '],
    ['more objects than are allowed', { a: pages }, 'a: The operation asks for more'],
    ['introspection, where it is off', { a: '{ __schema { types { name } } }' }, 'a: '],
    ['an empty id', { '': units }, 'an id of 1 to 200 characters'],
    ['an id that stands twice', twice(), 'the id stands twice'],
    ['another version of Apollo’s form', { ...apolloForm(units), version: 2 }, 'neither'],
    ['a list', [units], 'neither'],
    ['a text that is a number', { a: 7 }, 'neither'],
    ['no JSON', '{"a', 'not JSON'],
  ])('%s', async (_, content, problem) => {
    const { directory } = createManifests({ 'desk.json': content, 'public.json': { units } })
    const problems = await problemsWith(directory)
    expect(problems).toContain('desk.json: ')
    expect(problems).toContain(problem)
    expect(problems).not.toContain('public.json')
  })

  test('all problems of all files are told at once', async () => {
    const { directory } = createManifests({ 'a.json': { one: '{', two: '{ x }' }, 'b.json': '' })
    const problems = await problemsWith(directory)
    for (const part of ['a.json: one: ', 'a.json: two: ', 'b.json: not JSON'])
      expect(problems).toContain(part)
  })

  test('nor with a directory that is not there', async () =>
    expect(await problemsWith('/nowhere')).toContain('/nowhere: the directory cannot be read'))

  test('nor where no operation could ever run', () => {
    const config = { ...government.gatewayConfig, trustedDocuments: {} }
    expect(() => checkConfig(config)).toThrow(ConfigError)
    expect(() => checkConfig(config)).toThrow(/trustedDocuments: no operation could run/)
  })
})

function twice() {
  const form = apolloForm(units)
  return { ...form, operations: [...form.operations, ...form.operations] }
}

test('introspection may be registered where it is on', async () => {
  const schema = '{ __schema { queryType { name } } }'
  const { directory } = createManifests({ 'public.json': { schema } })
  const gateway = await startGateway({ config: { trustedDocuments: { directory } } })
  try {
    const registered = await gateway.query(schema)
    const other = await gateway.query('{ __schema { types { name } } }')
    expect(registered.body.data.__schema.queryType.name).toBe('Query')
    expect(other.status).toBe(403)
  } finally {
    await gateway.stop()
  }
})

describe('where the configuration allows operations that nobody registered', () => {
  test('they run, ids run too, and nothing is registered by a hash', async () => {
    const { directory } = createManifests({
      'public.json': { units },
      'a%2Fb.json': { 'only-theirs': units },
    })
    const gateway = await startGateway({ config: { trustedDocuments: { directory, adHoc: true } } })
    const post = async (body: object) => (await gateway.post(JSON.stringify(body))).body
    const text = '{ provinces { name } }'
    const extensions = { persistedQuery: { version: 1, sha256Hash: hashOf(text) } }
    try {
      expect((await post({ query: text, extensions })).data.provinces).toHaveLength(34)
      expect((await post({ documentId: 'units' })).data.provinces).toHaveLength(34)
      for (const body of [{ extensions }, { documentId: 'only-theirs' }])
        expect((await post(body)).errors?.[0]?.extensions['code']).toBe('PERSISTED_QUERY_NOT_FOUND')
    } finally {
      await gateway.stop()
    }
  })
})
