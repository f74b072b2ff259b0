import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { createServer } from 'node:net'
import { onTestFinished } from 'vitest'
import { UpstreamError } from '../../src/lib/errors.ts'
import type { Outgoing, Send, Step, Upstream } from '../../src/http/index.ts'
import { createSend } from '../../src/http/index.ts'

/** Answers the `count`th request, from 1, with whatever bytes it likes. */
export type Reply = (socket: Socket, count: number) => void

export interface RawServer {
  readonly url: string
  /** Every request as it arrived, head and body. */
  readonly requests: readonly string[]
  openSockets(): number
}

const isWhole = (request: string): boolean => {
  const end = request.indexOf('\r\n\r\n')
  const length = Number(/content-length: (\d+)/i.exec(request)?.[1] ?? 0)
  return end >= 0 && Buffer.byteLength(request.slice(end + 4)) >= length
}

/** A server that speaks in bytes, so that it can break the rules of HTTP. Closed when the test ends. */
export const listen = async (reply: Reply): Promise<RawServer> => {
  const requests: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    let received = ''
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => undefined)
    socket.on('data', (bytes) => {
      received += bytes.toString()
      if (!isWhole(received)) return
      const count = requests.push(received)
      received = ''
      reply(socket, count)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, requests, openSockets: () => sockets.size }
}

/** A well-formed answer. */
export const answer = (
  status: number,
  body = '',
  headers: Readonly<Record<string, string>> = {},
): string => {
  const lines = Object.entries({ 'content-length': String(Buffer.byteLength(body)), ...headers })
  return `HTTP/1.1 ${status} X\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`
}

export const question: Outgoing = {
  method: 'GET',
  path: '/things/7',
  route: '/things/:id',
  idempotent: true,
}

/** The whole stack in front of `url`, closed when the test ends. */
export const sendTo = (url: string, settings: Partial<Upstream> = {}, ...steps: Step[]): Send => {
  const upstream: Upstream = {
    source: 'registry',
    instance: 'ha-noi',
    baseUrl: url,
    deadlineMs: 5_000,
    connections: 4,
    maxResponseBytes: 10_000,
    attempts: 2,
    ...settings,
  }
  const { send, close } = createSend(upstream, ...steps)
  onTestFinished(() => close())
  return send
}

/** The error that the answer fails with; fails the test where it succeeds or where something else is thrown. */
export const failureOf = async (sent: Promise<unknown>): Promise<UpstreamError> => {
  const error: unknown = await sent.then(
    () => new Error('it was answered'),
    (reason: unknown) => reason,
  )
  if (error instanceof UpstreamError) return error
  throw error
}
