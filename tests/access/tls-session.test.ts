import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { Certificate } from '../support/certificates.ts'
import { type Gateway, startGateway } from '../support/gateway.ts'
import { type Issuer, startIssuer } from '../support/issuer.ts'
import { authority, boundToken, expired, foreign, headersOf, right, tls } from './clients.ts'

describe('a TLS session that is taken up again', () => {
  let issuer: Issuer
  let gateway: Gateway
  beforeAll(async () => {
    issuer = await startIssuer()
    gateway = await startGateway({ config: { identity: issuer.identity, tls } })
    return async () => {
      await gateway.stop()
      await issuer.stop()
    }
  })

  const open = async (options: ConnectionOptions) => {
    const port = Number(new URL(gateway.url).port)
    const socket = connect({ port, host: '127.0.0.1', ca: authority.cert, ...options })
    onTestFinished(() => void socket.destroy())
    const session = new Promise<Buffer>((resolve) => socket.once('session', resolve))
    await new Promise((resolve, reject) => socket.on('secureConnect', resolve).on('error', reject))
    return { socket, session }
  }

  const ask = async (socket: TLSSocket, token: string): Promise<string> => {
    const body = '{"query":"{ __typename }"}'
    const headers = Object.entries({
      host: 'gateway',
      ...headersOf(token),
      'content-length': body.length,
    })
    const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
    const answer = new Promise<string>((resolve) =>
      socket.once('data', (data) => resolve(String(data))),
    )
    socket.write(`POST /graphql HTTP/1.1\r\n${lines}\r\n${body}`)
    return (await answer).slice(0, 'HTTP/1.1 200'.length)
  }

  /** Of a first connection, and of a second one by the session of the first. */
  const askTwice = async (version: 'TLSv1.2' | 'TLSv1.3', client: Certificate | undefined) => {
    const token = await boundToken(issuer, client ?? right)
    const options = {
      minVersion: version,
      maxVersion: version,
      ...(client && { key: client.key, cert: client.cert }),
    }
    const first = await open(options)
    const answer = await ask(first.socket, token)
    const again = await open({ ...options, session: await first.session })
    return [answer, await ask(again.socket, token), again.socket.isSessionReused()]
  }

  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'stands for the certificate that began it, good or not (%s)',
    async (version) => {
      expect(await askTwice(version, right)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200', true])
      for (const client of [expired, foreign, undefined])
        expect(await askTwice(version, client)).toEqual(['HTTP/1.1 401', 'HTTP/1.1 401', true])
    },
  )
})
