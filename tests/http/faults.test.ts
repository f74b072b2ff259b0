import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { inspect } from 'node:util'
import { describe, expect, test, vi } from 'vitest'
import type { Reply } from './upstream.ts'
import { answer, failureOf, listen, question, sendTo } from './upstream.ts'

const once200 = answer(200, 'found')

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

test('an error carries source and instance', async () => {
  const send = sendTo(`http://127.0.0.1:${await freePort()}`, { attempts: 1 })
  expect(await failureOf(send(question))).toMatchObject({ source: 'registry', instance: 'ha-noi' })
})

test('an upstream with one instance has none in its errors', async () => {
  const send = sendTo(`http://127.0.0.1:${await freePort()}`, { attempts: 1, instance: null })
  expect((await failureOf(send(question))).instance).toBeUndefined()
})

test('a refused connection is unavailable', async () => {
  const send = sendTo(`http://127.0.0.1:${await freePort()}`)
  expect(await failureOf(send(question))).toMatchObject({
    fault: 'unavailable',
    cause: { code: 'ECONNREFUSED' },
  })
})

describe('a deadline that passes is a timeout and closes the socket', () => {
  test.each<readonly [string, Reply]>([
    ['when headers never come', () => undefined],
    ['when headers stop half way', (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-le')],
    [
      'when the body stops half way',
      (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nfoun'),
    ],
    [
      'when the body drips a byte at a time',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n')
        const drip = setInterval(() => socket.write('x'), 100)
        socket.on('close', () => clearInterval(drip))
      },
    ],
  ])('%s', async (_, reply) => {
    const server = await listen(reply)
    const startedAt = performance.now()
    const error = await failureOf(sendTo(server.url, { deadlineMs: 400 })(question))
    expect(error.fault).toBe('timeout')
    // undici's own timers would take more than a second, and never cut the drip.
    expect(performance.now() - startedAt).toBeLessThan(900)
    await vi.waitFor(() => expect(server.openSockets()).toBe(0))
    expect(server.requests).toHaveLength(1)
  })

  test('when the connection to ask on is not free in time', async () => {
    const server = await listen(() => undefined)
    const send = sendTo(server.url, { deadlineMs: 300, connections: 1 })
    const errors = await Promise.all([failureOf(send(question)), failureOf(send(question))])
    expect(errors.map(({ fault }) => fault)).toEqual(['timeout', 'timeout'])
    await vi.waitFor(() => expect(server.openSockets()).toBe(0))
  })

  test('when a step below never ends', async () => {
    const server = await listen((socket) => socket.write(once200))
    const send = sendTo(server.url, { deadlineMs: 200 }, () => () => new Promise(() => undefined))
    expect((await failureOf(send(question))).fault).toBe('timeout')
    expect(server.requests).toHaveLength(0)
  })

  test('when the caller has gone away', async () => {
    const caller = new AbortController()
    const server = await listen(() => caller.abort())
    expect(
      (await failureOf(sendTo(server.url)({ ...question, signal: caller.signal }))).fault,
    ).toBe('timeout')
    await vi.waitFor(() => expect(server.openSockets()).toBe(0))
  })

  test('when the caller had gone away before it asked', async () => {
    const server = await listen((socket) => socket.write(once200))
    expect(
      (await failureOf(sendTo(server.url)({ ...question, signal: AbortSignal.abort() }))).fault,
    ).toBe('timeout')
    expect(server.requests).toHaveLength(0)
  })
})

describe('an answer that is not HTTP as agreed is malformed and not asked for again', () => {
  test.each<readonly [string, Reply]>([
    ['bytes that are no HTTP', (socket) => socket.end('SECRET-001092000111\r\n\r\n')],
    [
      'two lengths that differ',
      (socket) =>
        socket.end('HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-length: 4\r\n\r\nSECR'),
    ],
    [
      'headers without an end',
      (socket) => socket.end(`HTTP/1.1 200 OK\r\nx: ${'SECRET'.repeat(10_000)}\r\n\r\n`),
    ],
    [
      'a body over the cap, its length told',
      (socket) => socket.write(answer(200, 'SECRET'.repeat(2_000))),
    ],
    [
      'a body over the cap, its length not told',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n')
        const chunk = `${(4_002).toString(16)}\r\n${'SECRET'.repeat(667)}\r\n`
        const flood = setInterval(() => socket.write(chunk), 5)
        socket.on('close', () => clearInterval(flood))
      },
    ],
    [
      'a compressed body',
      (socket) => socket.write(answer(200, 'SECRET', { 'content-encoding': 'gzip' })),
    ],
    [
      'a redirect',
      (socket) => socket.write(answer(302, 'SECRET', { location: 'http://169.254.169.254/' })),
    ],
    ['not modified, which nobody asked about', (socket) => socket.write('HTTP/1.1 304 X\r\n\r\n')],
  ])('%s', async (_, reply) => {
    const server = await listen(reply)
    const error = await failureOf(sendTo(server.url, { attempts: 3 })(question))
    expect(error.fault).toBe('malformed')
    expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/SECR/)
    expect(server.requests).toHaveLength(1)
  })

  test('the body over the cap closes its socket', async () => {
    const server = await listen((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      const flood = setInterval(() => socket.write('x'.repeat(1_000)), 5)
      socket.on('close', () => clearInterval(flood))
    })
    expect((await failureOf(sendTo(server.url)(question))).fault).toBe('malformed')
    await vi.waitFor(() => expect(server.openSockets()).toBe(0))
  })

  test('the address of a redirect is not asked', async () => {
    const elsewhere = await listen((socket) => socket.write(once200))
    const server = await listen((socket) =>
      socket.write(answer(302, '', { location: elsewhere.url })),
    )
    expect((await failureOf(sendTo(server.url)(question))).fault).toBe('malformed')
    expect(elsewhere.requests).toHaveLength(0)
  })
})

describe('a status is an answer or a fault', () => {
  test.each([
    [401, 'rejected'],
    [403, 'rejected'],
    [429, 'unavailable'],
    [500, 'unavailable'],
    [501, 'unavailable'],
    [503, 'unavailable'],
    [307, 'malformed'],
  ])('%i is %s', async (status, fault) => {
    const server = await listen((socket) =>
      socket.write(answer(status, 'SECRET: nobody may read this')),
    )
    const error = await failureOf(sendTo(server.url, { attempts: 1 })(question))
    expect(error).toMatchObject({ fault, cause: { code: `HTTP_${status}` } })
    expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/SECRET/)
  })

  test.each([200, 201, 204, 400, 404, 409])(
    '%i is for the client to understand',
    async (status) => {
      const server = await listen((socket) =>
        socket.write(answer(status, status === 204 ? '' : 'body')),
      )
      const incoming = await sendTo(server.url)(question)
      expect(incoming.status).toBe(status)
      expect(incoming.body.toString()).toBe(status === 204 ? '' : 'body')
    },
  )
})

test('a header that cannot be written is our own mistake, not the upstream’s', async () => {
  const server = await listen((socket) => socket.write(once200))
  const sent = sendTo(server.url)({ ...question, headers: { purpose: '1.001193\r\nx: 1' } })
  await expect(sent).rejects.toMatchObject({ code: 'UND_ERR_INVALID_ARG' })
  expect(server.requests).toHaveLength(0)
})
