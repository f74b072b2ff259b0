/** How an upstream let us down: enough for a caller to act on and an operator to count. */
export type UpstreamFault = 'timeout' | 'unavailable' | 'rejected' | 'malformed'

export interface UpstreamErrorOptions extends ErrorOptions {
  /** Which of several instances of the system, as configuration names it. */
  readonly instance?: string
  /** From the closed list of the source that throws it, such as `PROCEDURE_NOT_LICENSED`; never upstream text. */
  readonly reason?: string
}

/** An upstream let us down. Carries which one and how, never what was asked or answered. */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError'
  readonly source: string
  readonly fault: UpstreamFault
  readonly instance: string | undefined
  readonly reason: string | undefined

  constructor(source: string, fault: UpstreamFault, options: UpstreamErrorOptions = {}) {
    super(`${source} ${fault}`, options)
    this.source = source
    this.fault = fault
    this.instance = options.instance
    this.reason = options.reason
  }
}

/** Bad input that GraphQL's own coercion cannot see. Names the argument, never the value. */
export class BadInputError extends Error {
  override readonly name = 'BadInputError'
  readonly argument: string

  constructor(argument: string, problem: string) {
    super(`${argument}: ${problem}`)
    this.argument = argument
  }
}

/** Whatever was thrown, as an error. */
export const toError = (reason: unknown): Error =>
  reason instanceof Error ? reason : new Error('Not an error', { cause: reason })
