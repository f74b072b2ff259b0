import { isUtf8 } from 'node:buffer'
import type { FastifyInstance, FastifyRequest } from 'fastify'

/** A body that is not taken, with the status that says why. */
class BodyError extends Error {
  override readonly name = 'BodyError'
  readonly statusCode: number

  constructor(statusCode: number) {
    super('the body is not taken')
    this.statusCode = statusCode
  }
}

const charsetOf = (contentType: string): string =>
  /;\s*charset="?(?<name>[^";\s]+)/i.exec(contentType)?.groups?.['name']?.toLowerCase() ?? 'utf-8'

/** JSON is UTF-8 (RFC 8259), and nothing here unpacks: a few packed bytes may become any number. */
const isReadable = ({ headers }: FastifyRequest): boolean =>
  charsetOf(headers['content-type'] ?? '') === 'utf-8' &&
  (headers['content-encoding'] ?? 'identity') === 'identity'

/**
 * Reads bodies of JSON strictly: bytes that are no text would otherwise be replaced one by one, so that a name which
 * nobody sent is looked up.
 */
export const strictJson = (http: FastifyInstance): void => {
  const parse = http.getDefaultJsonParser('error', 'error')
  http.addContentTypeParser<Buffer>(
    'application/json',
    { parseAs: 'buffer' },
    (request, body, done) => {
      if (!isReadable(request)) done(new BodyError(415))
      else if (!isUtf8(body)) done(new BodyError(400))
      else void parse(request, body.toString('utf8'), done)
    },
  )
}
