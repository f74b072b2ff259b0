import { afterEach, describe, expect, test } from 'vitest'
import { http, HttpResponse } from 'msw'
import { Pool } from 'undici'
import { createFaults, type Fault } from '../../mocks/support/faults.ts'
import { createJournal } from '../../mocks/support/journal.ts'
import { serve } from '../../mocks/support/simulator.ts'

const records = { records: Array.from({ length: 50 }, (_, id) => ({ id, name: `Hồ sơ ${id}` })) }

/** How undici names a connection that ended before the answer did. */
const hungUp: unknown = expect.objectContaining({
  code: expect.stringMatching(/^(ECONNRESET|UND_ERR_SOCKET)$/) as unknown,
})

const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup()
})

const startRegister = async () => {
  const faults = createFaults()
  const journal = createJournal()
  const handlers = [http.get('/records', () => HttpResponse.json(records))]
  const simulator = { system: 'register', instance: 'north', handlers }
  const { url, close } = await serve(simulator, { port: 0, faults, journal })
  const pool = new Pool(url, { connections: 1, maxResponseSize: 2 ** 20 })
  cleanups.push(() => pool.destroy(), close)
  const ask = async (signal?: AbortSignal) => {
    const options = { method: 'GET' as const, path: '/records', ...(signal && { signal }) }
    const { statusCode, headers, body } = await pool.request(options)
    return { statusCode, contentType: headers['content-type'], text: await body.text() }
  }
  return { faults, journal, ask, spoil: (fault: Fault) => faults.set('register', 'north', fault) }
}

describe('a fault of the way', () => {
  test('a system that is down hangs up without a byte, and answers as soon as it is up again', async () => {
    const { ask, spoil, faults } = await startRegister()
    spoil({ kind: 'down' })
    await expect(ask()).rejects.toEqual(hungUp)
    faults.set('register', 'north', null)
    expect((await ask()).statusCode).toBe(200)
  })

  test('a system goes down under a connection that is already open', async () => {
    const { ask, spoil } = await startRegister()
    await ask()
    spoil({ kind: 'down' })
    await expect(ask()).rejects.toThrow()
  })

  test('a cut answer has fewer bytes than it promised', async () => {
    const { ask, spoil } = await startRegister()
    spoil({ kind: 'cut' })
    await expect(ask()).rejects.toEqual(hungUp)
  })

  test('a slow answer comes late but whole', async () => {
    const { ask, spoil } = await startRegister()
    spoil({ kind: 'slow', ms: 150 })
    const start = performance.now()
    const { text } = await ask()
    expect(performance.now() - start).toBeGreaterThan(140)
    expect(JSON.parse(text)).toEqual(records)
  })

  test('a client may give up on a slow answer, and the question was asked all the same', async () => {
    const { ask, spoil, journal } = await startRegister()
    spoil({ kind: 'slow', ms: 60_000 })
    await expect(ask(AbortSignal.timeout(100))).rejects.toMatchObject({ name: 'TimeoutError' })
    expect(journal.entries('register')).toHaveLength(1)
  })

  test('garbage keeps the declared type and length but is broken', async () => {
    const { ask, spoil } = await startRegister()
    spoil({ kind: 'garbage' })
    const { statusCode, contentType, text } = await ask()
    expect({ statusCode, contentType }).toEqual({
      statusCode: 200,
      contentType: 'application/json',
    })
    expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError)
  })

  test('a maintenance page comes with status 200 instead of the answer', async () => {
    const { ask, spoil } = await startRegister()
    spoil({ kind: 'html' })
    const answer = await ask()
    expect(answer).toMatchObject({ statusCode: 200, contentType: 'text/html; charset=utf-8' })
    expect(answer.text).toContain('bảo trì')
  })

  test.each([401, 403, 429, 500, 503])('status %i comes with an HTML page', async (status) => {
    const { ask, spoil } = await startRegister()
    spoil({ kind: 'status', status })
    expect(await ask()).toMatchObject({
      statusCode: status,
      contentType: 'text/html; charset=utf-8',
    })
  })

  test('an oversize answer goes on until the client has had enough, and the next one is whole', async () => {
    const { ask, spoil } = await startRegister()
    spoil({ kind: 'oversize', times: 1 })
    await expect(ask()).rejects.toMatchObject({ code: 'UND_ERR_RES_EXCEEDED_MAX_SIZE' })
    expect(JSON.parse((await ask()).text)).toEqual(records)
  })
})

describe('the switchboard', () => {
  test('a fault for a number of replies spoils exactly so many', async () => {
    const { ask, spoil } = await startRegister()
    spoil({ kind: 'status', status: 503, times: 2 })
    const statuses = [await ask(), await ask(), await ask()].map(({ statusCode }) => statusCode)
    expect(statuses).toEqual([503, 503, 200])
  })

  test('a fault of the whole system strikes every instance that has none of its own', () => {
    const faults = createFaults()
    faults.set('dossiers', null, { kind: 'down' })
    faults.set('dossiers', 'ha-noi', { kind: 'empty' })
    expect(faults.current('dossiers', 'hue')).toEqual({ kind: 'down' })
    expect(faults.current('dossiers', 'ha-noi')).toEqual({ kind: 'empty' })
    expect(faults.current('population', null)).toBeNull()
  })

  test('looking at a fault does not use it up, taking it does', () => {
    const faults = createFaults()
    faults.set('population', null, { kind: 'empty', times: 2 })
    expect(faults.current('population', null)).toEqual({ kind: 'empty', times: 2 })
    expect(faults.take('population', null)).toEqual({ kind: 'empty', times: 2 })
    expect(faults.list()).toEqual([
      { system: 'population', instance: null, fault: { kind: 'empty', times: 1 } },
    ])
    faults.take('population', null)
    expect(faults.take('population', null)).toBeNull()
  })
})
