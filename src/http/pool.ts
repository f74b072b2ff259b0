import { errors, Pool } from 'undici'
import type { UpstreamError, UpstreamFault } from '../lib/errors.ts'
import { HttpFailure, upstreamError } from './failure.ts'
import type { Incoming, Outgoing, Send, Upstream } from './types.ts'

/** A machine in the same country answers a SYN in well under this, or not at all. */
const connectTimeoutMs = 500

const timeouts = [
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ETIMEDOUT',
]

/** What comes and goes with a restart or an idle connection; TLS errors do not, so they are not asked again. */
const passing = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'EAI_AGAIN', 'UND_ERR_SOCKET']

const notHttp = /^(HPE_|UND_ERR_(RES_|HEADERS_OVERFLOW))/

const codeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'UNKNOWN'
  // The one error of undici that may come without a code.
  if (error.name === 'HTTPParserError') return 'HPE_INVALID'
  return 'code' in error && typeof error.code === 'string' ? error.code : 'UNKNOWN'
}

const faultOf = (code: string): UpstreamFault => {
  if (timeouts.includes(code)) return 'timeout'
  return notHttp.test(code) ? 'malformed' : 'unavailable'
}

const toUpstreamError = (upstream: Upstream, request: Outgoing, error: unknown): UpstreamError => {
  if (request.signal?.aborted === true) return upstreamError(upstream, 'timeout')
  const code = codeOf(error)
  return upstreamError(upstream, faultOf(code), new HttpFailure(code, passing.includes(code)))
}

/** Compressed bytes would pass the size cap and unfold to a thousand times as much. */
const isCompressed = ({ headers }: Pick<Incoming, 'headers'>): boolean =>
  (headers['content-encoding'] ?? 'identity') !== 'identity'

/** The last step: one request on one of the upstream's own connections, its body read to the end. */
export const createPool = (upstream: Upstream): { send: Send; close: () => Promise<void> } => {
  const base = new URL(upstream.baseUrl)
  const pool = new Pool(base.origin, {
    connections: upstream.connections,
    pipelining: 1,
    allowH2: false,
    connect: { timeout: connectTimeoutMs },
    // The second line only: these timers are up to a second late and never cut a drip.
    headersTimeout: upstream.deadlineMs,
    bodyTimeout: upstream.deadlineMs,
    maxResponseSize: upstream.maxResponseBytes,
  })

  const ask = async (request: Outgoing): Promise<Incoming> => {
    const { statusCode, headers, body } = await pool.request({
      method: request.method,
      path: base.pathname.replace(/\/$/, '') + request.path,
      headers: { ...request.headers, 'accept-encoding': 'identity' },
      body: request.body ?? null,
      signal: request.signal ?? null,
    })
    return { status: statusCode, headers, body: Buffer.from(await body.arrayBuffer()) }
  }

  return {
    async send(request) {
      try {
        const incoming = await ask(request)
        if (isCompressed(incoming)) throw new HttpFailure('UND_ERR_RES_COMPRESSED')
        return incoming
      } catch (error) {
        // Our own mistake, such as a header that cannot be written: no fault of the upstream's.
        if (error instanceof errors.InvalidArgumentError) throw error
        throw toUpstreamError(upstream, request, error)
      }
    },
    close: () => pool.close(),
  }
}
