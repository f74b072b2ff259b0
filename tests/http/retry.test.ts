import { describe, expect, test } from 'vitest'
import type { Outgoing, Step } from '../../src/http/index.ts'
import { retryAfterMsOf } from '../../src/http/outcome.ts'
import type { Reply } from './upstream.ts'
import { answer, failureOf, listen, question, sendTo } from './upstream.ts'

const found = answer(200, 'found')

/** Spoils the first answers and gives a good one afterwards. */
const foundAfter =
  (spoiled: number, spoil: Reply): Reply =>
  (socket, count) =>
    count <= spoiled ? spoil(socket, count) : void socket.write(found)

const passingFaults: readonly (readonly [string, Reply])[] = [
  ['a reset before the headers', (socket) => socket.resetAndDestroy()],
  ['a close before the headers', (socket) => socket.end()],
  [
    'a body cut short',
    (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf of'),
  ],
  [
    'a chunked body cut short',
    (socket) => socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n64\r\nhalf'),
  ],
  ['502', (socket) => socket.write(answer(502))],
  ['503', (socket) => socket.write(answer(503))],
  ['504', (socket) => socket.write(answer(504))],
]

const reads: readonly Outgoing[] = [
  question,
  // The national RPC reads by POST.
  { ...question, method: 'POST', body: '{"service":"LayThuTuc"}' },
]

describe.each(passingFaults)('%s', (_, spoil) => {
  test.each(reads)('is asked again once, and answered: $method', async (read) => {
    const server = await listen(foundAfter(1, spoil))
    const incoming = await sendTo(server.url)(read)
    expect(incoming.body.toString()).toBe('found')
    expect(server.requests).toHaveLength(2)
  })

  test('is unavailable when it happens each time', async () => {
    const server = await listen(spoil)
    expect((await failureOf(sendTo(server.url, { attempts: 3 })(question))).fault).toBe(
      'unavailable',
    )
    expect(server.requests).toHaveLength(3)
  })

  test('is never sent twice where asking twice may do harm', async () => {
    const server = await listen(spoil)
    const write: Outgoing = { ...question, method: 'POST', body: '{}', idempotent: false }
    expect((await failureOf(sendTo(server.url, { attempts: 3 })(write))).fault).toBe('unavailable')
    expect(server.requests).toHaveLength(1)
  })
})

test.each([500, 429, 401, 302, 404])('%i is not asked again', async (status) => {
  const server = await listen((socket) => socket.write(answer(status)))
  await sendTo(server.url, { attempts: 3 })(question).catch(() => undefined)
  expect(server.requests).toHaveLength(1)
})

test('one attempt in all means no retry', async () => {
  const server = await listen(foundAfter(1, (socket) => socket.write(answer(503))))
  expect((await failureOf(sendTo(server.url, { attempts: 1 })(question))).fault).toBe('unavailable')
  expect(server.requests).toHaveLength(1)
})

test('a connection that the upstream closed while it was idle is not noticed', async () => {
  const server = await listen((socket, count) =>
    count === 2 ? socket.destroy() : void socket.write(found),
  )
  const send = sendTo(server.url, { connections: 1 })
  await send(question)
  expect((await send(question)).status).toBe(200)
  expect(server.requests).toHaveLength(3)
})

test('the steps of the client run once per attempt, so that each is signed anew', async () => {
  let signatures = 0
  const signed: Step = (next) => (request) =>
    next({ ...request, headers: { signature: `number ${++signatures}` } })
  const server = await listen(foundAfter(1, (socket) => socket.write(answer(503))))
  await sendTo(server.url, {}, signed)(question)
  expect(server.requests.map((request) => /signature: (.*)\r\n/.exec(request)?.[1])).toEqual([
    'number 1',
    'number 2',
  ])
})

describe('Retry-After', () => {
  const busy = (retryAfter: string): Reply =>
    foundAfter(1, (socket) => socket.write(answer(503, '', { 'retry-after': retryAfter })))

  test('is waited for where the deadline leaves time', async () => {
    const server = await listen(busy('1'))
    const startedAt = performance.now()
    expect((await sendTo(server.url)(question)).status).toBe(200)
    expect(performance.now() - startedAt).toBeGreaterThan(950)
  })

  test('ends the attempts where it lies beyond the deadline', async () => {
    const server = await listen(busy('30'))
    const startedAt = performance.now()
    expect((await failureOf(sendTo(server.url)(question))).fault).toBe('unavailable')
    expect(performance.now() - startedAt).toBeLessThan(2_000)
    expect(server.requests).toHaveLength(1)
  })

  test('is passed over where it is nonsense', async () => {
    const server = await listen(busy('soon'))
    expect((await sendTo(server.url)(question)).status).toBe(200)
  })

  const now = Date.parse('2026-11-18T01:42:10Z')

  test.each([
    ['seconds', '2', 2_000],
    ['a date', 'Wed, 18 Nov 2026 01:42:15 GMT', 5_000],
    ['a date that has passed', 'Wed, 18 Nov 2026 01:00:00 GMT', 0],
    ['a negative number', '-5', 0],
    ['a very long time', '1000000000', 60_000],
    ['more digits than a number holds', '9'.repeat(400), 60_000],
    ['words', 'soon', null],
    ['nothing', '', null],
  ])('as %s is held to a minute', (_, text, expected) => {
    expect(retryAfterMsOf({ headers: { 'retry-after': text } }, now)).toBe(expected)
  })

  test('need not be there', () => {
    expect(retryAfterMsOf({ headers: {} }, now)).toBeNull()
  })
})
