import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { listen, type Listening } from '../support/listen.ts'
import { readBody } from '../support/replies.ts'
import { json, Refusal, type Answer } from './answer.ts'
import { route } from './routes.ts'
import type { AdminDeps } from './types.ts'

export type { SystemAddress } from './types.ts'

/** A page of another site, under whatever name it reaches this machine, must not switch anything here. */
const isOwnHost = (host: string | undefined): host is string =>
  /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host ?? '')

const isJson = (contentType: string | undefined): boolean =>
  contentType?.split(';', 1)[0]?.trim().toLowerCase() === 'application/json'

const answerTo = async (deps: AdminDeps, request: IncomingMessage): Promise<Answer> => {
  const { method = 'GET', headers } = request
  const { host } = headers
  if (!isOwnHost(host)) throw new Refusal(403, 'Only for this machine')
  const body = await readBody(request)
  if (body === null) throw new Refusal(413, 'The body is too large')
  // Browsers send other types without asking first, so that any site could post them here.
  if (body.length > 0 && !isJson(headers['content-type']))
    throw new Refusal(415, 'The body must be application/json')
  const url = new URL(request.url ?? '/', `http://${host}`)
  return route(deps, { method, url, body })
}

const toFailure = (error: unknown): Answer => {
  if (error instanceof Refusal) return error.answer
  console.error('The admin server failed:', error)
  return json(500, { error: 'Internal error' })
}

const send = (response: ServerResponse, { status, contentType, text }: Answer): void => {
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
    'x-content-type-options': 'nosniff',
  })
  response.end(text)
}

/**
 * Serves the sandbox page, the fault switches, the journal and the gateway's configuration.
 *
 * @throws Error `EADDRINUSE` when the port is taken; 0 takes a free one
 */
export const createAdmin = (deps: AdminDeps, port: number): Promise<Listening> => {
  const server = createServer((request, response) => {
    void answerTo(deps, request)
      .catch(toFailure)
      .then((answer) => send(response, answer))
  })
  return listen(server, port)
}
