import { HttpFailure, upstreamError } from './failure.ts'
import type { Incoming } from './types.ts'

/** A BOM is kept for JSON, whose parser then refuses it (RFC 8259 section 8.1); XML may begin with one. */
const jsonText = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const plainText = new TextDecoder('utf-8', { fatal: true })

const contentTypeOf = ({ headers }: Incoming): string =>
  String(headers['content-type'] ?? '').toLowerCase()

const isUtf8 = (contentType: string): boolean => {
  const charset = /charset="?([^\s";]+)/.exec(contentType)?.[1] ?? 'utf-8'
  return ['utf-8', 'utf8', 'us-ascii'].includes(charset)
}

const orMalformed = <T>(source: string, instance: string | null, read: () => T): T => {
  try {
    return read()
  } catch {
    // What the parser says quotes the body, so it is not passed on.
    throw upstreamError({ source, instance }, 'malformed', new HttpFailure('BODY'))
  }
}

/** The answer as JSON, still to be decoded. Malformed unless it is called JSON, is UTF-8 and parses. */
export const readJson = (source: string, instance: string | null, incoming: Incoming): unknown =>
  orMalformed(source, instance, (): unknown => {
    const type = contentTypeOf(incoming)
    if (!/^(application|text)\/([\w.-]+\+)?json\b/.test(type) || !isUtf8(type))
      throw new TypeError()
    return JSON.parse(jsonText.decode(incoming.body))
  })

/** The answer as text, such as XML. Malformed where it is not UTF-8 or is a web page: a proxy's error, a login form. */
export const readText = (source: string, instance: string | null, incoming: Incoming): string =>
  orMalformed(source, instance, () => {
    const type = contentTypeOf(incoming)
    if (type.startsWith('text/html') || !isUtf8(type)) throw new TypeError()
    return plainText.decode(incoming.body)
  })
