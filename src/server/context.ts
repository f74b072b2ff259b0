import { randomUUID } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { Actor } from '../access/actor.ts'
import { InvalidTokenError } from '../access/errors.ts'
import { type AccessDeps, createDisclosure } from '../access/disclosure.ts'
import type { Identify } from '../access/identity.ts'
import { readPurpose } from '../access/purpose.ts'
import { localDateOf, toDateTime } from '../domain/dates.ts'
import { languageOf } from '../lib/language.ts'
import { SourceOutcomes } from '../lib/outcomes.ts'
import type { Context } from '../resolvers/context.ts'
import type { Sources } from '../sources/index.ts'

export interface ContextDeps {
  readonly identify: Identify
  readonly sources: Sources
  readonly access: AccessDeps
  readonly now: () => Date
  readonly maxPage: number
}

/**
 * A caller's own request id is kept where it is harmless; anything else would be a way into the logs. Nine digits in a row
 * may be somebody's card.
 */
export const requestIdOf = (given: string | string[] | undefined): string =>
  typeof given === 'string' && /^(?!.*\d{9})[\w-]{8,64}$/.test(given) ? given : randomUUID()

const bearerToken = (authorization: string | undefined): string | null => {
  if (authorization === undefined) return null
  const token = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization.trim())?.[1]
  if (token === undefined) throw new InvalidTokenError('NOT_A_BEARER_TOKEN')
  return token
}

const actorOf = async (request: FastifyRequest, identify: Identify): Promise<Actor | null> => {
  const token = bearerToken(request.headers.authorization)
  return token === null ? null : identify(token, request.raw)
}

const single = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value.join(',') : value

/**
 * Who asks, why, and loaders of their own: two requests never share a loader. Throws what `access` throws where the
 * token or the purpose headers are no good.
 */
export const createContext =
  ({ identify, sources, access, now, maxPage }: ContextDeps) =>
  async (request: FastifyRequest): Promise<Context> => {
    const outcomes = new SourceOutcomes()
    const actor = await actorOf(request, identify)
    const policy = access.policy()
    const asking = {
      actor,
      policy,
      purpose: readPurpose((name) => single(request.headers[name])),
      grant: actor && policy.grantFor(actor, localDateOf(toDateTime(now()))),
      requestId: request.id,
      sources: sources.loaders(outcomes),
      now: now(),
    }
    return {
      ...asking,
      ...createDisclosure(asking, access),
      outcomes,
      language: languageOf(request.headers['accept-language']),
      maxPage,
    }
  }
