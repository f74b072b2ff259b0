import { generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import type { Adapter, ClientMetadata, Configuration, JWK } from 'oidc-provider'
import { listen, type Listening } from '../support/listen.ts'
import { z } from 'zod'
import type { World } from '../world/types.ts'
import { loadProvider } from './load-provider.ts'
import { claimsOf, isPersonaName, personaNames, secretOf } from './personas.ts'

/** Who the tokens are for: the gateway's GraphQL endpoint, as one resource of the identity provider (RFC 8707). */
export const audience = 'https://lien-thong.example/graphql'

/** A working day, so that nobody's token expires during a demonstration. */
const tokenLifeSeconds = 8 * 3600

const algorithm = 'ES256'

export interface IdentityProvider extends Listening {
  readonly issuer: string
  readonly audience: string
  readonly jwksUri: string
}

const nothing = () => Promise.resolve(undefined)

/** Clients are in the configuration and tokens hold all they say: nothing needs to be remembered. */
const forgetful: Adapter = {
  upsert: nothing,
  find: nothing,
  findByUserCode: nothing,
  findByUid: nothing,
  consume: nothing,
  destroy: nothing,
  revokeByGrantId: nothing,
}

const toClient = (persona: (typeof personaNames)[number]): ClientMetadata => ({
  client_id: persona,
  client_secret: secretOf(persona),
  grant_types: ['client_credentials'],
  redirect_uris: [],
  response_types: [],
  id_token_signed_response_alg: algorithm,
})

/** New at every start: a token of yesterday's demonstration opens nothing today. */
const createSigningKey = (): JWK => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x, y, d } = privateKey.export({ format: 'jwk' })
  if (x === undefined || y === undefined || d === undefined) throw new Error('No EC key was made')
  return { kty: 'EC', crv: 'P-256', x, y, d, use: 'sig', alg: algorithm }
}

/** Beside what OAuth knows of: for which officer or citizen the client asks. */
const onBehalfOf = z.object({
  unit: z.string().optional(),
  officer: z.coerce.number().int().min(0).max(2).optional(),
  person: z.string().optional(),
})

const createConfiguration = (world: World): Configuration => {
  return {
    adapter: () => forgetful,
    clients: personaNames.map(toClient),
    jwks: { keys: [createSigningKey()] },
    ttl: { ClientCredentials: tokenLifeSeconds },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        getResourceServerInfo: () => ({
          scope: '',
          audience,
          accessTokenTTL: tokenLifeSeconds,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: algorithm } },
        }),
      },
    },
    extraTokenClaims: ({ oidc: { body } }, { clientId = '' }) =>
      isPersonaName(clientId)
        ? { ...claimsOf(world, clientId, onBehalfOf.safeParse(body).data) }
        : undefined,
  }
}

/**
 * An OpenID Connect provider with six clients, one per persona, that hands out signed JWT access tokens (RFC 9068).
 *
 * @throws Error `EADDRINUSE` when the port is taken; 0 takes a free one
 */
export const createIdentityProvider = async (options: {
  readonly world: World
  readonly port: number
}): Promise<IdentityProvider> => {
  const Provider = await loadProvider()
  const server = createServer()
  const listening = await listen(server, options.port)
  const issuer = listening.url
  const handle = new Provider(issuer, createConfiguration(options.world)).callback()
  server.on('request', (request, response) => void handle(request, response))
  return { ...listening, issuer, audience, jwksUri: `${issuer}/jwks` }
}
