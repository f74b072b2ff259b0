import type { IncomingMessage, ServerResponse } from 'node:http'
import { getResponse, type RequestHandler } from 'msw'

/** A whole answer, before anything is done to it on its way. */
export interface Reply {
  readonly status: number
  readonly headers: readonly (readonly [string, string])[]
  readonly body: Buffer
}

/** The largest real question, a packet of dossiers, has some 200 KB. */
const maxRequestBytes = 2 ** 20

const textReply = (status: number, contentType: string, text: string): Reply => ({
  status,
  headers: [['content-type', contentType]],
  body: Buffer.from(text),
})

export const htmlReply = (status: number, text: string): Reply => {
  const title = text.replaceAll('<', '&lt;')
  return textReply(
    status,
    'text/html; charset=utf-8',
    `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`,
  )
}

/** The body, or null when it is larger than any real question. */
export const readBody = async (request: IncomingMessage): Promise<Buffer | null> => {
  const chunks: Buffer[] = []
  let size = 0
  // Left open when the body is too large, so that the refusal can still be sent.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    if (!Buffer.isBuffer(chunk)) continue
    size += chunk.length
    if (size > maxRequestBytes) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

const toRequest = (request: IncomingMessage, body: Buffer, baseUrl: string): Request => {
  const headers = new Headers()
  for (let i = 0; i < request.rawHeaders.length; i += 2)
    headers.append(request.rawHeaders[i] ?? '', request.rawHeaders[i + 1] ?? '')
  const method = request.method ?? 'GET'
  const url = new URL(request.url ?? '/', baseUrl)
  if (method === 'GET' || method === 'HEAD') return new Request(url, { method, headers })
  return new Request(url, { method, headers, body: new Uint8Array(body) })
}

const isFraming = (name: string): boolean =>
  name === 'content-length' || name === 'transfer-encoding'

/** What the handlers answer; 501 where none knows the question. */
export const askHandlers = async (
  handlers: RequestHandler[],
  incoming: IncomingMessage,
  body: Buffer,
  baseUrl: string,
): Promise<Reply> => {
  const response = await getResponse(handlers, toRequest(incoming, body, baseUrl), { baseUrl })
  if (response === undefined)
    return textReply(501, 'text/plain; charset=utf-8', 'The simulator does not know this call.\n')
  return {
    status: response.status,
    headers: [...response.headers].filter(([name]) => !isFraming(name)),
    body: Buffer.from(await response.arrayBuffer()),
  }
}

export const writeHead = (response: ServerResponse, { status, headers }: Reply): void => {
  response.statusCode = status
  for (const [name, value] of headers) response.appendHeader(name, value)
}

export const sendReply = (response: ServerResponse, reply: Reply): void => {
  writeHead(response, reply)
  response.setHeader('content-length', reply.body.length)
  response.end(reply.body)
}
