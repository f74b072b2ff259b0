import type { UpstreamFault } from '../lib/errors.ts'
import { UpstreamError } from '../lib/errors.ts'
import type { Upstream } from './types.ts'

/**
 * What went wrong on the wire, as the cause of an UpstreamError. undici's own errors are not kept: a parser error
 * holds the bytes it choked on, which may be somebody's record.
 */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure'
  /** `ECONNRESET`, `UND_ERR_SOCKET` and the like, or `HTTP_503`. */
  readonly code: string
  /** Whether the same question may succeed a moment later. */
  readonly isPassing: boolean
  /** How long the upstream asked to be left alone. */
  readonly retryAfterMs: number | null

  constructor(code: string, isPassing = false, retryAfterMs: number | null = null) {
    super(code)
    this.code = code
    this.isPassing = isPassing
    this.retryAfterMs = retryAfterMs
  }
}

export const upstreamError = (
  { source, instance }: Pick<Upstream, 'source' | 'instance'>,
  fault: UpstreamFault,
  cause?: HttpFailure,
): UpstreamError =>
  new UpstreamError(source, fault, {
    ...(instance !== null && { instance }),
    ...(cause !== undefined && { cause }),
  })
