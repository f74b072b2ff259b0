import { createHash } from 'node:crypto'
import type { ApolloServerPlugin } from '@apollo/server'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import type { SourceOutcomes } from '../lib/outcomes.ts'
import type { Context } from '../resolvers/context.ts'
import { concernsPerson } from './concerns-person.ts'
import { costHeader } from './limits.ts'

/** How long a public answer is kept as bytes, and how many bytes of them. 0 keeps none. */
export const readyAnswerSettings = z.strictObject({
  keepMs: z.int().nonnegative().default(10_000),
  maxBytes: z
    .int()
    .positive()
    .default(16 * 2 ** 20),
})
type ReadyAnswerSettings = z.infer<typeof readyAnswerSettings>

interface Ready {
  readonly body: Buffer
  readonly contentType: string
  readonly etag: string
}

/** The systems whose answers are the same for everybody. */
const publicSources: readonly string[] = ['procedures']

/** Apollo Server's guard against requests that a foreign page can make a browser send holds for kept answers too. */
const hasPreflight = ({ headers }: FastifyRequest): boolean =>
  headers['apollo-require-preflight'] !== undefined ||
  headers['x-apollo-operation-name'] !== undefined

const question = z.object({
  query: z.string(),
  operationName: z.string().nullish(),
  variables: z.unknown().optional(),
  extensions: z.undefined().optional(),
})

/** How deep the variables of a question go that is kept; deeper ones are not looked into. */
const mostLevels = 8

/** A number too large for a computer is written like null, so that two questions would pass for one. */
const isTold = (value: unknown, levels = mostLevels): boolean => {
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object' || value === null) return true
  return levels > 0 && Object.values(value).every((part) => isTold(part, levels - 1))
}

const ownHeaders = ['authorization', 'lien-thong-procedure', 'lien-thong-dossier', costHeader]

/** What an answer depends on: the operation, its variables, the language, and the form that is accepted. Null: not public. */
const keyOf = (request: FastifyRequest): string | null => {
  const { method, headers } = request
  if (ownHeaders.some((name) => headers[name] !== undefined)) return null
  if (method === 'GET' && !hasPreflight(request)) return null
  const asked = question.safeParse(method === 'GET' ? request.query : request.body)
  if (!asked.success) return null
  const { query, operationName, variables } = asked.data
  if (!isTold(variables)) return null
  return JSON.stringify([
    method,
    query,
    operationName,
    variables,
    headers['accept-language'],
    headers.accept,
  ])
}

/** Who compresses an answer on its way marks its tag as weak (RFC 9110, 13.1.2: here that makes no difference). */
const matches = ({ headers, method }: FastifyRequest, etag: string): boolean =>
  method === 'GET' &&
  (headers['if-none-match'] ?? '').split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)

/** Of a place in the map, the tag, and the objects around an answer. */
const overheadBytes = 600

/**
 * Public answers kept as bytes: nothing is parsed, planned or written twice for the same question. Only whole answers
 * to readers without a token are kept, of systems that know no person, and they end with the records they came from.
 */
export const createReadyAnswers = ({ keepMs, maxBytes }: ReadyAnswerSettings) => {
  const kept = new LRUCache<string, Ready>({
    maxSize: maxBytes,
    sizeCalculation: ({ body }, key) => body.length + 2 * key.length + overheadBytes,
    ttl: Math.max(keepMs, 1),
  })
  const pending = new WeakMap<FastifyRequest, { readonly key: string; readonly epoch: number }>()
  // By the outcomes, since Apollo Server copies the context of every request.
  const keepable = new WeakSet<SourceOutcomes>()
  let epoch = 0

  /** Copies on the way end with ours: `leftMs` is for how long it will still be kept. */
  const tell = (
    ready: Ready,
    leftMs: number,
    request: FastifyRequest,
    reply: FastifyReply,
  ): FastifyReply => {
    void reply.headers({
      etag: ready.etag,
      vary: `accept, accept-language, authorization, ${costHeader}, origin`,
      'cache-control': `public, max-age=${Math.floor(leftMs / 1000)}`,
    })
    return matches(request, ready.etag) ? reply.status(304) : reply.type(ready.contentType)
  }

  const plugin: ApolloServerPlugin<Context> = {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse({ response, contextValue, schema, document, request }) {
          const isWhole =
            response.body.kind === 'single' && response.body.singleResult.errors === undefined
          const isPublic = contextValue.outcomes
            .rows()
            .every(({ name, status }) => status === 'OK' && publicSources.includes(name))
          if (!isWhole || !isPublic || !document || contextValue.actor !== null)
            return Promise.resolve()
          if (!concernsPerson(schema, document, request.variables ?? {}))
            keepable.add(contextValue.outcomes)
          return Promise.resolve()
        },
      }),
  }

  return {
    plugin,
    /** Whatever was kept of dropped records must not outlive them, nor what is on its way. */
    forget: (): void => {
      epoch += 1
      kept.clear()
    },
    /** Answers at once where the same has been asked; tells whether it did. */
    answer(request: FastifyRequest, reply: FastifyReply): boolean {
      const key = keepMs === 0 ? null : keyOf(request)
      if (key === null) return false
      const ready = kept.get(key)
      if (ready === undefined) {
        pending.set(request, { key, epoch })
        return false
      }
      const told = tell(ready, kept.getRemainingTTL(key), request, reply)
      void (told.statusCode === 304 ? told.send() : told.send(ready.body))
      return true
    },
    /** Keeps an answer on its way out, if it may be kept. */
    keep(
      request: FastifyRequest,
      reply: FastifyReply,
      context: Context | undefined,
      payload: unknown,
    ): void {
      const asked = pending.get(request)
      if (asked === undefined || asked.epoch !== epoch || context === undefined) return
      if (
        !keepable.has(context.outcomes) ||
        reply.statusCode !== 200 ||
        typeof payload !== 'string'
      )
        return
      const body = Buffer.from(payload)
      const etag = `"${createHash('sha256').update(body).digest('base64url')}"`
      const ready = { body, etag, contentType: String(reply.getHeader('content-type')) }
      kept.set(asked.key, ready)
      tell(ready, keepMs, request, reply)
    },
  }
}

export type ReadyAnswers = ReturnType<typeof createReadyAnswers>
