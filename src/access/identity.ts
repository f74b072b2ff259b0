import { errors, type JWTPayload, jwtVerify } from 'jose'
import { z } from 'zod'
import { type Clock, systemClock } from '../cache/clock.ts'
import type { Actor } from './actor.ts'
import { clientCertificateHeaderSettings, createPresented, type Presenting } from './certificate.ts'
import { toActor } from './claims.ts'
import { IdentityUnavailableError, InvalidTokenError } from './errors.ts'
import { createKeys, refreshSeconds } from './keys.ts'
import { createVerified } from './verified.ts'

/** How access tokens are verified (RFC 9068). `algorithms` is fixed: a token cannot choose how it is checked. */
export const identitySettings = z.strictObject({
  issuer: z.url(),
  audience: z.string().min(1),
  /** Where the keys are; defaults to `<issuer>/jwks`. */
  jwksUri: z.url().optional(),
  algorithms: z
    .array(z.enum(['RS256', 'PS256', 'ES256', 'EdDSA']))
    .min(1)
    .default(['RS256', 'PS256', 'ES256']),
  maxTokenAgeSeconds: z
    .int()
    .positive()
    .default(12 * 60 * 60),
  /** How old the provider's keys may become while it cannot be asked for them. */
  keysMaxAgeSeconds: z
    .int()
    .min(refreshSeconds)
    .max(24 * 60 * 60)
    .default(60 * 60),
  /** Whether a token has to be bound to its client's certificate (RFC 8705). One that is bound is held to it anyway. */
  certificateBound: z.enum(['optional', 'required']).default('optional'),
  clientCertificateHeader: clientCertificateHeaderSettings.optional(),
})
export type IdentitySettings = z.infer<typeof identitySettings>

export type Identify = (token: string, request: Presenting) => Promise<Actor>

/** Whether the token is at fault, or the way to the keys. */
const toIdentityError = (error: unknown): Error => {
  if (error instanceof InvalidTokenError || error instanceof IdentityUnavailableError) return error
  if (error instanceof errors.JOSEError) return new InvalidTokenError(error.code)
  return new IdentityUnavailableError()
}

const clockTolerance = 5

/** One that is valid for longer than any token is believed was not made by a provider in its senses. */
const checkLifetime = ({ iat = 0, exp = Infinity }: JWTPayload, maxSeconds: number): void => {
  if (exp - iat > maxSeconds + clockTolerance) throw new InvalidTokenError('LIVES_TOO_LONG')
}

/** Who shows a bound token must show the certificate too. Bound in another way (DPoP): nobody here could tell. */
const confirmation = z.strictObject({ 'x5t#S256': z.string().min(1) })

const checkBinding = ({ cnf }: JWTPayload, presented: () => string | null, isRequired: boolean) => {
  if (cnf === undefined && !isRequired) return
  if (cnf === undefined) throw new InvalidTokenError('NOT_BOUND')
  const { data } = confirmation.safeParse(cnf)
  if (data === undefined) throw new InvalidTokenError('BOUND_ANOTHER_WAY')
  if (data['x5t#S256'] !== presented()) throw new InvalidTokenError('CERTIFICATE_MISMATCH')
}

const verifyOptions = (settings: IdentitySettings) => ({
  issuer: settings.issuer,
  audience: settings.audience,
  algorithms: settings.algorithms,
  typ: 'at+jwt',
  requiredClaims: ['exp', 'iat', 'client_id', 'role'],
  maxTokenAge: settings.maxTokenAgeSeconds,
  clockTolerance,
})

/** Verifies access tokens against the identity provider's keys, and that who shows one may. */
export const createIdentify = (
  settings: IdentitySettings,
  clock: Clock = systemClock,
): Identify => {
  const { issuer, jwksUri = `${issuer.replace(/\/$/, '')}/jwks` } = settings
  const keys = createKeys(new URL(jwksUri), settings.keysMaxAgeSeconds * 1_000, clock)
  const options = verifyOptions(settings)
  const presented = createPresented(settings.clientCertificateHeader)
  const verified = createVerified(settings.maxTokenAgeSeconds)
  const isBound = settings.certificateBound === 'required'
  return async (token, request) => {
    try {
      await keys.refresh()
      const [name, epoch] = [verified.nameOf(token), keys.epoch()]
      const known = verified.get(name, epoch)
      const payload = known?.payload ?? (await jwtVerify(token, keys.find, options)).payload
      checkLifetime(payload, settings.maxTokenAgeSeconds)
      checkBinding(payload, () => presented(request), isBound)
      if (known !== undefined) return known.actor
      const actor = toActor(payload)
      verified.keep(name, { payload, actor, epoch })
      return actor
    } catch (error) {
      throw toIdentityError(error)
    }
  }
}
