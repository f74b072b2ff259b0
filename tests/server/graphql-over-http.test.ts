import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Audit, serverAudits } from 'graphql-http'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Gateway, startGateway } from '../support/gateway.ts'

/** CSRF prevention stays on: a GET has to show that no foreign page made it. */
const withPreflight: typeof fetch = (input, init) =>
  fetch(input, {
    ...init,
    headers: { ...(init?.headers as Record<string, string>), 'apollo-require-preflight': '1' },
  })

const auditsOf = (url: () => string): readonly Audit[] =>
  serverAudits({ url: () => `${url()}/graphql`, fetchFn: withPreflight })

const failing = async (audits: readonly Audit[]): Promise<readonly string[]> => {
  const failed: string[] = []
  for (const audit of audits) {
    const result = await audit.fn()
    if (result.status !== 'ok') failed.push(audit.id)
  }
  return failed
}

describe('the audits of graphql-http', () => {
  let gateway: Gateway
  const audits = auditsOf(() => gateway.url)

  test('are the 61 of version 1.23', () => expect(audits).toHaveLength(61))

  describe('find nothing where anybody may ask anything', () => {
    beforeAll(async () => {
      gateway = await startGateway()
      return () => gateway.stop()
    })
    test.each(audits.map((audit) => [audit.id, audit.name, audit] as const))(
      '%s %s',
      async (_, __, audit) => expect(await audit.fn()).toMatchObject({ status: 'ok' }),
    )
  })
})

/** The documents of the audits that may be registered. */
const registered = [
  '{ __typename }',
  'query Query { __typename }',
  '{ __type(name: "Run🏃Swim🏊") { name } }',
  'query Type($name: String!) { __type(name: $name) { name } }',
]

/**
 * An operation that nobody registered is neither parsed nor validated, so that nothing is learnt of the schema by asking
 * wrongly: whatever is the matter with it, the answer is 403.
 */
const refusedUnread = {
  '572B': 'a document that does not parse is not 200 for application/json',
  FDE2: 'nor is one that does not validate',
  '7B9B': 'nor is one whose variable is not used, which no list may hold',
  '556A': 'a document that does not parse is not 400 for application/graphql-response+json',
  '74FF': 'nor is one that does not validate',
  '86EE': 'nor is one whose variable is not used',
}

test('where only registered operations run, the audits find that documents of nobody’s list stay unread, and no more', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'lien-thong-'))
  const list = Object.fromEntries(registered.map((text, index) => [String(index), text]))
  writeFileSync(join(directory, 'public.json'), JSON.stringify(list))
  const gateway = await startGateway({ config: { trustedDocuments: { directory } } })
  try {
    const found = await failing(auditsOf(() => gateway.url))
    expect([...found].sort()).toEqual(Object.keys(refusedUnread).sort())
  } finally {
    await gateway.stop()
  }
})
