import { decodeJwt } from 'jose'
import { request } from 'undici'
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { idePage } from '../../demo/ide.ts'
import { createSamples } from '../../demo/samples.ts'
import { createGovernment, type Government } from '../../mocks/index.ts'
import { type App, startApp } from '../../src/app.ts'
import { checkConfig } from '../../src/config.ts'
import { type Gateway, startGateway } from '../support/gateway.ts'

/** Nine in the morning in Viet Nam. */
const wednesday = new Date('2026-11-18T09:00:00+07:00')

const headersSchema = z.record(z.string(), z.string())

const pageOptions = z.object({
  endpoint: z.string(),
  initialHeaders: z.string(),
  defaultTabs: z.array(z.object({ query: z.string(), headers: z.string() })),
})

const answer = z.object({
  data: z.record(z.string(), z.unknown()),
  errors: z.unknown().optional(),
})

/** What the page hands to the IDE: the last argument of the call that opens it. */
const optionsIn = (html: string) => {
  const call = html.slice(html.lastIndexOf('renderYogaGraphiQL('))
  const line = call.split('\n').find((text) => text.trim().startsWith('{'))
  return pageOptions.parse(JSON.parse((line ?? '').trim().replace(/,$/, '')))
}

/** The page's own tags: what stands inside scripts and styles is text. */
const withoutBundles = (html: string): string =>
  html.replaceAll(/(<(script|style)\b[^>]*>)[\s\S]*?(<\/\2>)/gi, '$1$3')

const addressesIn = (html: string): readonly string[] =>
  [
    ...withoutBundles(html).matchAll(
      /<[a-z][^>]*?\s(?:src|href|action|data)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))/gi,
    ),
  ].map(([, double, single, bare]) => double ?? single ?? bare ?? '')

describe('the IDE page', () => {
  let government: Government
  let app: App
  let html: string
  beforeAll(async () => {
    const now = () => wednesday
    government = await createGovernment({ port: 0, now })
    const quiet = { port: 0, adminPort: 0, logLevel: 'silent' }
    const config = checkConfig({ ...government.gatewayConfig, ...quiet })
    app = await startApp(config, {
      now,
      extensions: [idePage(config.identity.issuer, government.urls.admin)],
    })
    html = await (await request(`${app.url}/`)).body.text()
    return async () => {
      await app.stop()
      await government.close()
    }
  })

  const tabs = () =>
    optionsIn(html).defaultTabs.map(({ query, headers }) => ({
      query,
      headers: headersSchema.parse(JSON.parse(headers)),
    }))

  test('is a page that no cache keeps, because tokens stand in it', async () => {
    const { statusCode, headers, body } = await request(`${app.url}/`)
    await body.dump()
    expect(statusCode).toBe(200)
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
    })
  })

  test('has a tab for each kind of user, with their token, and one for anybody', () => {
    const roles = tabs().map(({ headers: { authorization } }) =>
      authorization === undefined ? null : decodeJwt(authorization.replace(/^Bearer /, ''))['role'],
    )
    expect(roles).toEqual(['officer', 'officer', 'dashboard', 'ministry', null])
  })

  test('states the purpose where a person is asked for, and nowhere else', () => {
    for (const { query, headers } of tabs())
      expect(headers['lien-thong-procedure']).toBe(
        query.includes('citizen(match:') ? '1.001193' : undefined,
      )
  })

  test('begins with the headers of the first tab', () => {
    const { endpoint, initialHeaders, defaultTabs } = optionsIn(html)
    expect(endpoint).toBe('/graphql')
    expect(initialHeaders).toBe(defaultTabs[0]?.headers)
  })

  test('gets an answer without errors for every tab as it stands', async () => {
    for (const { query, headers } of tabs()) {
      const { statusCode, body } = await request(`${app.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query }),
      })
      const { data, errors } = answer.parse(await body.json())
      expect({ statusCode, errors }).toEqual({ statusCode: 200, errors: undefined })
      expect(Object.values(data)).not.toContain(null)
    }
  })

  test('refers to no other host', () => {
    expect(addressesIn(html)).toHaveLength(1)
    const outside = addressesIn(html).filter((address) => !/^(\/(?!\/)|data:|#)/.test(address))
    expect(outside).toEqual([])
    expect(withoutBundles(html)).not.toMatch(/\b(srcset|http-equiv|@import)\b/i)
  })

  test('would be caught referring to another host', () => {
    const page =
      '<script>"<img src=https://no>"</script><script src="https://a.vn/x.js"></script><img alt="" src=//b.vn><a href=\'#c\'>'
    expect(addressesIn(page)).toEqual(['https://a.vn/x.js', '//b.vn', '#c'])
  })
})

describe('the ready questions', () => {
  let gateway: Gateway
  beforeAll(async () => {
    gateway = await startGateway()
    return () => gateway.stop()
  })

  const names = ['Board', 'Counter', 'Overdue', 'Nation', 'WhatBecameOf']

  const sampleNamed = (name: string) => {
    const [person] = gateway.world.sandbox.people
    if (person === undefined) throw new Error('the sandbox names nobody')
    const { personalId, fullName, birthDate } = person
    const sample = createSamples({ personalId, fullName, birthDate }).find(({ query }) =>
      query.includes(`query ${name} {`),
    )
    if (sample === undefined) throw new Error(`no sample is named ${name}`)
    return sample
  }

  const askSample = (name: string) => {
    const { persona, procedure, query } = sampleNamed(name)
    return gateway.query(query, {
      ...(persona !== null && { as: persona }),
      ...(procedure !== undefined && { procedure }),
    })
  }

  test('are all known to these tests', () => {
    const nobody = { personalId: '', fullName: '', birthDate: '' }
    const found = createSamples(nobody).map(({ query }) => /^query (\w+) \{$/m.exec(query)?.[1])
    expect(found).toEqual(names)
  })

  test.each(names)('%s is answered whole and without errors', async (name) => {
    const { status, body } = await askSample(name)
    expect({ status, errors: body.errors }).toEqual({ status: 200, errors: undefined })
    for (const value of Object.values(body.data as object)) expect(value).not.toBeNull()
    for (const { status: outcome } of body.extensions?.sources ?? []) expect(outcome).toBe('OK')
  })

  test('show something: dossiers, a person, figures and units', async () => {
    const dataOf = async (name: string) => (await askSample(name)).body.data
    expect((await dataOf('Board')).dossiers.nodes.length).toBeGreaterThan(10)
    expect((await dataOf('Counter')).citizen).toMatchObject({ __typename: 'Citizen' })
    expect((await dataOf('Overdue')).received.totalCount).toBeGreaterThan(0)
    expect((await dataOf('Overdue')).overdue.nodes.length).toBeGreaterThan(0)
    expect((await dataOf('Nation')).dossiers.coverage).toEqual({
      asked: 34,
      answered: 34,
      missing: [],
    })
    expect((await dataOf('WhatBecameOf')).divided.candidates).toHaveLength(2)
  })
})
