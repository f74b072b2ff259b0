import type { DenialReason } from '../domain/citizen.ts'

/** A field was refused to this reader. Becomes `FORBIDDEN`, or `UNAUTHENTICATED` where there is no token. */
export class AccessError extends Error {
  override readonly name = 'AccessError'
  readonly reason: DenialReason

  constructor(reason: DenialReason) {
    super(reason)
    this.reason = reason
  }
}

/** A token was presented and is not good. Carries jose's own code for the log, never the token. */
export class InvalidTokenError extends Error {
  override readonly name = 'InvalidTokenError'
  readonly code: string

  constructor(code: string) {
    super(code)
    this.code = code
  }
}

/** The identity provider's keys cannot be had, so no token can be judged. */
export class IdentityUnavailableError extends Error {
  override readonly name = 'IdentityUnavailableError'
}
