import { describe, expect, test, vi } from 'vitest'
import type { UpstreamCall } from '../../src/lib/channels.ts'
import { onCall } from '../../src/lib/channels.ts'
import { createSend } from '../../src/http/index.ts'
import { answer, failureOf, listen, question, sendTo } from './upstream.ts'

const found = answer(200, 'found')

describe('a request', () => {
  test('goes to the path below the base URL, with the headers and body of the client', async () => {
    const server = await listen((socket) => socket.write(found))
    await sendTo(`${server.url}/gateway/v1/`)({
      ...question,
      method: 'POST',
      path: '/things?page=2',
      headers: { 'content-type': 'application/json' },
      body: '{"name":"Nguyễn"}',
    })
    const [request = ''] = server.requests
    expect(request).toMatch(/^POST \/gateway\/v1\/things\?page=2 HTTP\/1\.1\r\n/)
    expect(request).toMatch(/content-type: application\/json\r\n/)
    expect(request).toMatch(/\r\n\r\n\{"name":"Nguyễn"\}$/)
  })

  test('asks for bytes as they are, since compressed ones pass any cap', async () => {
    const server = await listen((socket) => socket.write(found))
    await sendTo(server.url)(question)
    expect(server.requests[0]).toMatch(/accept-encoding: identity\r\n/)
  })

  test('never shares its connection with another that is not answered yet', async () => {
    let asked = 0
    let most = 0
    const server = await listen((socket) => {
      most = Math.max(most, ++asked)
      setTimeout(() => {
        asked--
        socket.write(found)
      }, 20)
    })
    const send = sendTo(server.url, { connections: 3 })
    await Promise.all(Array.from({ length: 12 }, () => send(question)))
    expect(most).toBe(3)
    expect(server.openSockets()).toBe(3)
    expect(server.requests).toHaveLength(12)
  })

  test('that runs is let end when the upstream is closed', async () => {
    const server = await listen((socket) => setTimeout(() => socket.write(found), 50))
    const { send, close } = createSend({
      source: 'registry',
      instance: null,
      baseUrl: server.url,
      deadlineMs: 5_000,
      connections: 1,
      maxResponseBytes: 1_000,
      attempts: 1,
    })
    const sent = send(question)
    await Promise.all([close(), expect(sent).resolves.toMatchObject({ status: 200 })])
    await vi.waitFor(() => expect(server.openSockets()).toBe(0))
  })
})

describe('what is published of a request', () => {
  const record = (): { calls: UpstreamCall[]; stop: () => void } => {
    const calls: UpstreamCall[] = []
    return { calls, stop: onCall((call) => calls.push(call)) }
  }

  test('is one line for all its attempts, and names the route, not the path', async () => {
    const { calls, stop } = record()
    const server = await listen((socket, count) => socket.write(count === 1 ? answer(503) : found))
    await sendTo(server.url)(question)
    stop()
    expect(calls).toEqual([
      {
        source: 'registry',
        instance: 'ha-noi',
        route: '/things/:id',
        outcome: 'ok',
        durationMs: expect.any(Number) as number,
      },
    ])
  })

  test.each([
    ['rejected', 401],
    ['unavailable', 500],
    ['malformed', 302],
  ])('is its fault: %s', async (outcome, status) => {
    const { calls, stop } = record()
    const server = await listen((socket) => socket.write(answer(status)))
    await failureOf(sendTo(server.url)(question))
    stop()
    expect(calls.map((call) => call.outcome)).toEqual([outcome])
  })
})

describe('a limit of requests at once', () => {
  const limited = (url: string, deadlineMs: number) =>
    createSend({
      source: 'population',
      instance: null,
      baseUrl: url,
      deadlineMs,
      connections: 10,
      maxConcurrent: 2,
      maxResponseBytes: 1_000,
      attempts: 1,
    })

  test('lets so many be under way and the rest afterwards', async () => {
    let running = 0
    let most = 0
    const server = await listen((socket) => {
      most = Math.max(most, ++running)
      setTimeout(() => {
        running--
        socket.write(found)
      }, 20)
    })
    const way = limited(server.url, 5_000)
    const answers = await Promise.all(Array.from({ length: 7 }, () => way.send(question)))
    await way.close()
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 7 }, () => 200))
    expect(most).toBe(2)
  })

  test('counts waiting for a place as a request’s own time', async () => {
    const server = await listen(() => undefined)
    const way = limited(server.url, 300)
    const startedAt = performance.now()
    const ended = await Promise.allSettled(Array.from({ length: 12 }, () => way.send(question)))
    expect(ended.every(({ status }) => status === 'rejected')).toBe(true)
    // One after another, two at a time, twelve would take six deadlines.
    expect(performance.now() - startedAt).toBeLessThan(3 * 300)
    expect(server.requests.length).toBeLessThanOrEqual(2)
    await way.close()
  })
})
