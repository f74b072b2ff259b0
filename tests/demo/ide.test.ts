import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
import {
  addressesIn,
  fetchedIn,
  foreignIn,
  onlyLinks,
  onlyText,
  withoutBundles,
} from './page-addresses.ts'

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

describe('the IDE page', () => {
  let government: Government
  let app: App
  let html: string
  beforeAll(async () => {
    const now = () => wednesday
    government = await createGovernment({ port: 0, now })
    const directory = mkdtempSync(join(tmpdir(), 'lien-thong-audit-'))
    const quiet = { port: 0, adminPort: 0, logLevel: 'silent', audit: { directory } }
    const config = checkConfig({ ...government.gatewayConfig, ...quiet })
    app = await startApp(config, {
      now,
      extensions: [idePage(config.identity.issuer, government.urls.admin)],
    })
    html = await (await request(`${app.url}/`)).body.text()
    return async () => {
      await app.stop()
      await government.close()
      rmSync(directory, { recursive: true, force: true })
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

  test('names no other host in its scripts and styles but where it is only text', () => {
    expect(fetchedIn(html)).toEqual([])
    expect(foreignIn(html)).toEqual([])
  })

  test('excuses no text that does not stand in it', () => {
    const missing = [...Object.keys(onlyText), ...onlyLinks].filter((text) => !html.includes(text))
    expect(missing).toEqual([])
  })
})

describe('a page', () => {
  test('would be caught referring to another host', () => {
    const page =
      '<script>"<img src=https://no>"</script><script src="https://a.vn/x.js"></script><img alt="" src=//b.vn><a href=\'#c\'>'
    expect(addressesIn(page)).toEqual(['https://a.vn/x.js', '//b.vn', '#c'])
  })

  test.each([
    ['a module', 'import "https://a.vn/x"', 'https://a.vn/x'],
    ['a module by name', "import x from'https://a.vn/x'", 'https://a.vn/x'],
    ['a module on demand', 'import(`https://a.vn/x`)', 'https://a.vn/x'],
    ['a call', 'fetch("//a.vn/x")', '//a.vn/x'],
    [
      'a call of a worker that is text',
      'const w="fetch(\\"https:\\/\\/a.vn/x\\")"',
      'https://a.vn/x',
    ],
    ['a script in a worker', 'importScripts("https://a.vn/x")', 'https://a.vn/x'],
    ['a worker', 'new Worker("https://a.vn/x")', 'https://a.vn/x'],
    ['a socket', 'new WebSocket("wss://a.vn/x")', 'wss://a.vn/x'],
    ['an old request', 'r.open("GET","https://a.vn/x")', 'https://a.vn/x'],
    ['an element', 'jsx("img",{src:"https://a.vn/x"})', 'https://a.vn/x'],
    ['an attribute', 'e.setAttribute("href","https://a.vn/x")', 'https://a.vn/x'],
    ['a style', '.a{background:url(https://a.vn/x)}', 'https://a.vn/x'],
    ['a quoted style', '@font-face{src:url( "//a.vn/x" )}', '//a.vn/x'],
    ['an imported style', '@import "https://a.vn/x"', 'https://a.vn/x'],
  ])('would be caught fetching by %s', (_, text, found) => {
    const page = `<script>${text}</script>`
    expect(fetchedIn(page)).toEqual([found])
    expect(foreignIn(page)).toEqual([found])
  })

  test('would be caught keeping another host in a variable', () => {
    expect(foreignIn('<script>const cdn = "https://a.vn/"; load(cdn)</script>')).toEqual([
      'https://a.vn/',
    ])
  })

  test('may link to a known address, but not fetch it', () => {
    const [link = ''] = onlyLinks
    expect(fetchedIn(`<script>jsx("a",{href:"${link}"})</script>`)).toEqual([])
    expect(fetchedIn(`<script>fetch("${link}")</script>`)).toHaveLength(1)
  })

  test('may name a namespace, but not fetch from its host', () => {
    const named = '<script>createElementNS("http://www.w3.org/2000/svg")</script>'
    expect([...fetchedIn(named), ...foreignIn(named)]).toEqual([])
    expect(fetchedIn('<script>fetch("http://www.w3.org/2000/svg")</script>')).toHaveLength(1)
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
