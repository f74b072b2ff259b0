import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { onTestFinished } from 'vitest'

export interface Between {
  /** What the server is sent in place of what the client has sent. */
  readonly toServer: (data: Buffer) => Buffer
  /** Whether and when the client hears of it. */
  readonly toClient: (data: Buffer, deliver: (data: Buffer) => void) => void
}

/** Stands between a client and PostgreSQL until the test ends; gives the address to ask at. */
export const startProxy = async (target: string, between: Between): Promise<string> => {
  const url = new URL(target)
  const { hostname, port } = url
  const server = createServer((client) => {
    const upstream = connect(Number(port || 5432), hostname)
    client.on('data', (data: Buffer) => upstream.write(between.toServer(data)))
    const deliver = (data: Buffer) => void client.write(data)
    upstream.on('data', (data: Buffer) => between.toClient(data, deliver))
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      one.on('error', () => other.destroy())
      one.on('close', () => other.destroy())
    }
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const address = server.address()
  url.hostname = '127.0.0.1'
  url.port = String(typeof address === 'object' && address !== null ? address.port : 0)
  return url.href
}
