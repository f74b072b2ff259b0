import { http, HttpResponse, type RequestHandler } from 'msw'
import { Pool } from 'undici'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createFaults } from '../../mocks/support/faults.ts'
import { createJournal } from '../../mocks/support/journal.ts'
import { createContext, serve, type SimulatorContext } from '../../mocks/support/simulator.ts'
import { createWorld } from '../../mocks/world/index.ts'

const world = createWorld()

interface Sent {
  readonly method?: 'GET' | 'POST'
  readonly path: string
  readonly body?: string
}

/** A register that says what was asked and plays faults of its own. */
const registerHandlers = (context: SimulatorContext): RequestHandler[] => [
  http.get('/people/:id', async ({ params, request }) => {
    const id = String(params['id'])
    await Promise.resolve()
    context.journal({ operation: 'person', keys: [id] })
    if (context.fault()?.kind === 'empty') return new HttpResponse('')
    return HttpResponse.json({ id, lang: new URL(request.url).searchParams.get('lang') })
  }),
  http.get('/token', () => {
    const headers = new Headers({ 'content-type': 'text/plain' })
    headers.append('set-cookie', 'a=1')
    headers.append('set-cookie', 'b=2')
    return new HttpResponse('token', { headers })
  }),
  http.post('/echo', async ({ request }) => HttpResponse.text(await request.text())),
  http.get('/broken', () => {
    throw new Error('A mistake in the simulator')
  }),
]

const startRegister = async () => {
  const deps = { world, faults: createFaults(), journal: createJournal() }
  const handlers = registerHandlers(createContext(deps, 'register', 'north'))
  const simulator = { system: 'register', instance: 'north', handlers }
  const { url, close } = await serve(simulator, { port: 0, ...deps })
  const pool = new Pool(url, { connections: 4 })
  onTestFinished(async () => {
    await pool.destroy()
    await close()
  })
  const send = async ({ method = 'GET', path, body }: Sent) => {
    const answer = await pool.request({ method, path, ...(body !== undefined && { body }) })
    return {
      status: answer.statusCode,
      headers: answer.headers,
      text: await answer.body.text(),
    }
  }
  return { ...deps, url, send }
}

test('handlers written with paths alone answer on a real socket, with parameters and query', async () => {
  const { send, url } = await startRegister()
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  const { status, headers, text } = await send({ path: '/people/7?lang=vi' })
  expect({ status, type: headers['content-type'] }).toEqual({
    status: 200,
    type: 'application/json',
  })
  expect(JSON.parse(text)).toEqual({ id: '7', lang: 'vi' })
  expect(headers['content-length']).toBe(String(Buffer.byteLength(text)))
})

test('repeated headers stay apart', async () => {
  const { send } = await startRegister()
  const { headers } = await send({ path: '/token' })
  expect(headers['set-cookie']).toEqual(['a=1', 'b=2'])
})

test('a body arrives as it was sent, composed and decomposed letters alike', async () => {
  const { send } = await startRegister()
  const body = `Nguyễn Thị Mẫu|${'Nguyễn Thị Mẫu'.normalize('NFD')}`
  expect((await send({ method: 'POST', path: '/echo', body })).text).toBe(body)
})

test('a call that the simulator does not know gets 501', async () => {
  const { send, journal } = await startRegister()
  expect((await send({ path: '/nothing?x=1' })).status).toBe(501)
  expect(journal.entries()).toMatchObject([{ path: '/nothing', operation: 'GET /nothing' }])
})

test('a question of more than a megabyte is refused and the next one answered', async () => {
  const { send } = await startRegister()
  const body = 'x'.repeat(2 ** 20 + 1)
  expect((await send({ method: 'POST', path: '/echo', body })).status).toBe(413)
  expect((await send({ method: 'POST', path: '/echo', body: 'x' })).text).toBe('x')
})

test('a mistake in a handler becomes 500 without its text, and the simulator goes on', async () => {
  const { send } = await startRegister()
  const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  onTestFinished(() => logged.mockRestore())
  const { status, text } = await send({ path: '/broken' })
  expect(status).toBe(500)
  expect(text).not.toContain('mistake')
  expect(logged).toHaveBeenCalledOnce()
  expect((await send({ path: '/people/1' })).status).toBe(200)
})

test('the journal tells what was asked, of whom and in which order', async () => {
  const { send, journal } = await startRegister()
  await send({ path: '/people/1' })
  await send({ path: '/token' })
  expect(journal.entries('register', 'north')).toMatchObject([
    { operation: 'person', keys: ['1'], method: 'GET', path: '/people/1' },
    { operation: 'GET /token', keys: [], method: 'GET', path: '/token' },
  ])
  expect(journal.entries('register', 'south')).toEqual([])
  expect(journal.entries('other')).toEqual([])
  journal.clear('other')
  expect(journal.entries()).toHaveLength(2)
  journal.clear()
  expect(journal.entries()).toEqual([])
})

test('questions asked at the same time are journaled each on its own path', async () => {
  const { send, journal } = await startRegister()
  const ids = Array.from({ length: 40 }, (_, id) => String(id))
  await Promise.all(ids.map((id) => send({ path: `/people/${id}` })))
  const entries = journal.entries()
  expect(entries).toHaveLength(ids.length)
  for (const { path, keys } of entries) expect(path).toBe(`/people/${String(keys[0])}`)
})

test('a fault of the content is used up by the reply that plays it, not by a call that cannot', async () => {
  const { send, faults } = await startRegister()
  faults.set('register', 'north', { kind: 'empty', times: 1 })
  expect((await send({ path: '/token' })).text).toBe('token')
  expect((await send({ path: '/people/1' })).text).toBe('')
  expect((await send({ path: '/people/1' })).text).not.toBe('')
})

test('a simulator that is closed refuses connections', async () => {
  const deps = { world, faults: createFaults(), journal: createJournal() }
  const handlers = registerHandlers(createContext(deps, 'register'))
  const served = await serve({ system: 'register', instance: null, handlers }, { port: 0, ...deps })
  const pool = new Pool(served.url)
  onTestFinished(() => pool.destroy())
  await (await pool.request({ method: 'GET', path: '/token' })).body.dump()
  await served.close()
  await expect(pool.request({ method: 'GET', path: '/token' })).rejects.toThrow()
})
