import { request } from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createAdmin } from '../../mocks/admin/index.ts'
import { createFaults } from '../../mocks/support/faults.ts'
import { createJournal } from '../../mocks/support/journal.ts'
import type { Listening } from '../../mocks/support/listen.ts'
import { createWorld } from '../../mocks/world/index.ts'
import type { World } from '../../mocks/world/types.ts'

const world = createWorld()
const faults = createFaults()
const journal = createJournal()
const systems = [
  { system: 'population', instance: null, url: 'http://127.0.0.1:4102' },
  { system: 'dossiers', instance: 'ha-noi', url: 'http://127.0.0.1:4110' },
]

let admin: Listening
beforeAll(async () => {
  const gatewayConfig = { port: 4000 }
  admin = await createAdmin({ world, faults, journal, systems, gatewayConfig }, 0)
})
afterAll(() => admin.close())
afterEach(() => {
  faults.clear()
  journal.clear()
})

const send = async (method: string, path: string, body?: unknown) => {
  const json = { 'content-type': 'application/json' }
  const init = body === undefined ? {} : { headers: json, body: JSON.stringify(body) }
  const response = await fetch(`${admin.url}${path}`, { method, ...init })
  return { status: response.status, body: (await response.json()) as unknown }
}

describe('the page', () => {
  const read = async (): Promise<string> => (await fetch(admin.url)).text()

  test('lists every sandbox person and dossier', async () => {
    const page = await read()
    for (const { personalId } of world.sandbox.people) expect(page).toContain(personalId)
    for (const { code } of world.sandbox.dossiers) expect(page).toContain(code)
  })

  test('names every system with its address and its fault', async () => {
    faults.set('population', null, { kind: 'slow', ms: 4321 })
    const page = await read()
    for (const { url } of systems) expect(page).toContain(url)
    expect(page).toContain('4321')
  })

  test('shows text of the world as text, never as markup', async () => {
    const [person] = world.sandbox.people
    const hostile = { ...person, specialVi: '<script>alert("x")</script>' }
    const other = { ...world, sandbox: { ...world.sandbox, people: [hostile] } } as World
    const deps = { world: other, faults, journal, systems: [], gatewayConfig: {} }
    const server = await createAdmin(deps, 0)
    const page = await (await fetch(server.url)).text()
    await server.close()
    expect(page).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;')
    expect(page).not.toContain('<script')
  })

  test('needs nothing from elsewhere', async () => {
    const response = await fetch(admin.url)
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(await response.text()).not.toMatch(/(src|href)="https?:/)
  })
})

test('the sandbox list gives number, name, birth date and what is special', async () => {
  const { status, body } = await send('GET', '/sandbox.json')
  expect(status).toBe(200)
  expect(body).toMatchObject({
    seed: world.seed,
    people: world.sandbox.people,
    dossiers: world.sandbox.dossiers.map((dossier) => ({
      ...dossier,
      procedureCode: world.dossier(dossier.code)?.procedureCode,
    })),
    officer: { personalId: world.demoOfficer.personalId },
  })
})

test('the gateway configuration can be fetched as its file would be', async () => {
  expect((await send('GET', '/gateway-config.json')).body).toEqual({ port: 4000 })
})

describe('a fault', () => {
  test.each([
    ['population', null, { kind: 'slow', ms: 3000 }],
    ['population', null, { kind: 'status', status: 503, times: 2 }],
    ['dossiers', 'ha-noi', { kind: 'down' }],
    ['dossiers', null, { kind: 'wrong-person', times: 1 }],
  ])('of %s %s is switched on and off: %o', async (system, instance, fault) => {
    const path = `/faults/${system}${instance === null ? '' : `/${instance}`}`
    expect((await send('PUT', path, fault)).status).toBe(200)
    expect((await send('GET', '/faults')).body).toEqual([{ system, instance, fault }])
    expect((await send('DELETE', path)).status).toBe(200)
    expect((await send('GET', '/faults')).body).toEqual([])
  })

  test('all are switched off at once', async () => {
    faults.set('population', null, { kind: 'down' })
    faults.set('dossiers', 'ha-noi', { kind: 'down' })
    await send('DELETE', '/faults')
    expect(faults.list()).toEqual([])
  })

  test.each([
    [{ kind: 'explode' }, 'kind'],
    [{ kind: 'slow' }, 'ms'],
    [{ kind: 'slow', ms: -1 }, 'ms'],
    [{ kind: 'status', status: 200 }, 'status'],
    [{ kind: 'down', times: 0 }, 'times'],
    [{ kind: 'down', times: 1.5 }, 'times'],
  ])('that makes no sense is refused naming the field: %o', async (fault, field) => {
    const { status, body } = await send('PUT', '/faults/population', fault)
    expect({ status, body }).toMatchObject({ status: 400, body: { field } })
    expect(faults.list()).toEqual([])
  })

  test.each([
    ['/faults/populaton', 'system'],
    ['/faults/dossiers/atlantis', 'instance'],
    ['/faults/population/ha-noi', 'instance'],
  ])('of a system that does not exist is refused: %s', async (path, field) => {
    const { status, body } = await send('PUT', path, { kind: 'down' })
    expect({ status, body }).toMatchObject({ status: 404, body: { field } })
  })

  test('that is no JSON is refused', async () => {
    const headers = { 'content-type': 'application/json' }
    const init = { method: 'PUT', headers, body: '{"kind":' }
    expect((await fetch(`${admin.url}/faults/population`, init)).status).toBe(400)
  })
})

describe('the journal', () => {
  const entry = { method: 'POST', path: '/', operation: 'ask', keys: ['1'], at: new Date() }

  test('is read and forgotten by system and instance', async () => {
    journal.add({ ...entry, system: 'population', instance: null })
    journal.add({ ...entry, system: 'dossiers', instance: 'ha-noi' })
    const ofHaNoi = '/journal?system=dossiers&instance=ha-noi'
    expect((await send('GET', '/journal')).body).toHaveLength(2)
    expect((await send('GET', ofHaNoi)).body).toMatchObject([{ instance: 'ha-noi', keys: ['1'] }])
    await send('DELETE', ofHaNoi)
    expect((await send('GET', '/journal')).body).toMatchObject([{ system: 'population' }])
  })
})

describe('arrivals', () => {
  const organisation = world.agencies('ha-noi')[0]?.code

  test('are received by the organisation and can be looked up', async () => {
    const asked = { instance: 'ha-noi', organisation, count: 3 }
    const { status, body } = await send('POST', '/arrivals', asked)
    expect(status).toBe(201)
    const { codes } = body as { codes: string[] }
    expect(new Set(codes).size).toBe(3)
    for (const code of codes) expect(world.dossier(code)?.organisation.code).toBe(organisation)
  })

  test.each([
    [{ instance: 'atlantis' }, 'instance'],
    [{ organisation: 'X99' }, 'organisation'],
    [{ count: 0 }, 'count'],
    [{ count: 1001 }, 'count'],
    [{ count: '3' }, 'count'],
  ])('that cannot be are refused naming the field: %o', async (change, field) => {
    const asked = { instance: 'ha-noi', organisation, count: 1, ...change }
    const { status, body } = await send('POST', '/arrivals', asked)
    expect({ status, body }).toMatchObject({ status: 400, body: { field } })
  })
})

describe('another site in the same browser', () => {
  test('cannot post without asking first', async () => {
    const init = { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{}' }
    expect((await fetch(`${admin.url}/arrivals`, init)).status).toBe(415)
  })

  test('cannot come in by a name of its own', async () => {
    const status = await new Promise((resolve, reject) => {
      const asked = request(admin.url, { headers: { host: 'attacker.example' } })
      asked.on('response', (answer) => resolve(answer.resume().statusCode)).on('error', reject)
      asked.end()
    })
    expect(status).toBe(403)
  })
})

test.each([
  ['GET', '/nothing', 404],
  ['POST', '/faults', 405],
  ['PUT', '/journal', 405],
])('%s %s answers %i', async (method, path, status) => {
  expect((await send(method, path)).status).toBe(status)
})
