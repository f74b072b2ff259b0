import { createRemoteJWKSet, errors, jwtVerify } from 'jose'
import { z } from 'zod'
import { parseOrganisationCode, parsePersonalId, parseUnitCode } from '../domain/ids.ts'
import { type Actor, roles } from './actor.ts'
import { IdentityUnavailableError, InvalidTokenError } from './errors.ts'

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
})
export type IdentitySettings = z.infer<typeof identitySettings>

export type Identify = (token: string) => Promise<Actor>

const orFail = <In, Out>(parse: (raw: In) => Out | null) =>
  z.custom<In>().transform((raw, context) => {
    const value = parse(raw)
    if (value !== null) return value
    context.addIssue({ code: 'custom', message: 'not valid' })
    return z.NEVER
  })

const unit = z.string().pipe(orFail(parseUnitCode))
const client = {
  client_id: z.string().min(1).max(200),
  communes: z.array(unit).default([]),
  province: unit.nullish().transform((code) => code ?? null),
}

const claims = z.discriminatedUnion('role', [
  z.object({
    ...client,
    role: z.literal('officer'),
    officer_id: z.string().pipe(orFail(parsePersonalId)),
    unit: z.string().pipe(orFail(parseOrganisationCode)),
    account: z.string().max(100).nullish(),
  }),
  z.object({ ...client, role: z.enum(roles).exclude(['officer']) }),
])

const toActor = (payload: unknown): Actor => {
  const parsed = claims.safeParse(payload)
  if (!parsed.success) throw new InvalidTokenError('CLAIMS')
  const { client_id: clientId, communes, province } = parsed.data
  if (parsed.data.role !== 'officer')
    return { role: parsed.data.role, clientId, communes, province }
  const { officer_id: officerId, unit: organisation, account } = parsed.data
  return {
    role: 'officer',
    clientId,
    communes,
    province,
    officerId,
    organisation,
    account: account ?? null,
  }
}

/** Whether the token is at fault, or the way to the keys. */
const toIdentityError = (error: unknown): Error => {
  if (error instanceof InvalidTokenError) return error
  if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid)
    return new IdentityUnavailableError()
  if (error instanceof errors.JOSEError && error.code !== 'ERR_JOSE_GENERIC')
    return new InvalidTokenError(error.code)
  return new IdentityUnavailableError()
}

/**
 * Verifies access tokens against the identity provider's keys. The keys are cached for ten minutes and asked for again
 * at most every 30 seconds, so that a token with an unknown key id cannot be used to flood the provider.
 */
export const createIdentify = (settings: IdentitySettings): Identify => {
  const jwksUri = settings.jwksUri ?? `${settings.issuer.replace(/\/$/, '')}/jwks`
  const keys = createRemoteJWKSet(new URL(jwksUri), {
    timeoutDuration: 2_000,
    cooldownDuration: 30_000,
    cacheMaxAge: 600_000,
  })
  const options = {
    issuer: settings.issuer,
    audience: settings.audience,
    algorithms: settings.algorithms,
    typ: 'at+jwt',
    requiredClaims: ['exp', 'iat', 'client_id', 'role'],
    maxTokenAge: settings.maxTokenAgeSeconds,
    clockTolerance: 5,
  }
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keys, options)
      return toActor(payload)
    } catch (error) {
      throw toIdentityError(error)
    }
  }
}
