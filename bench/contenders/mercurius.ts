import { readdirSync, readFileSync } from 'node:fs'
import mercurius, { type MercuriusContext } from 'mercurius'
import { z } from 'zod'
import { rules } from '../../src/access/rules.ts'
import type { CitizenResult, DenialReason } from '../../src/domain/citizen.ts'
import type { Dossier, Receiver } from '../../src/domain/dossier.ts'
import { UpstreamError } from '../../src/lib/errors.ts'
import { statusOfError } from '../../src/lib/outcomes.ts'
import { type Lookup, lookupOf } from './people.ts'
import { assertStaff, createService, readQuestion, type Visit } from './service.ts'
import { type Board, createUpstreams } from './upstreams.ts'

/*
 * The board on Mercurius as its documentation teaches it: the same schema, resolvers for what is at hand, loaders for
 * what is fetched (they get a whole list at once), queries compiled by graphql-jit.
 */

const service = createService()
const upstreams = createUpstreams(service.config)

interface Context extends MercuriusContext {
  readonly visit: Visit
}

interface Query<T> {
  readonly obj: T
}

const refusals: readonly (string | undefined)[] = ['PROCEDURE_NOT_LICENSED', 'OFFICER_NOT_ALLOWED']

const denied = (reason: DenialReason): CitizenResult => ({ __typename: 'AccessDenied', reason })

const toFailure = (error: unknown): CitizenResult => {
  if (!(error instanceof UpstreamError)) throw error
  const { source, fault, reason } = error
  return refusals.includes(reason)
    ? denied(reason as DenialReason)
    : { __typename: 'SourceUnavailable', source, retryable: fault !== 'malformed' }
}

const citizenOf = (dossier: Dossier, { actor }: Visit): CitizenResult | Lookup => {
  const { code, procedureCode: procedure } = dossier
  if (procedure === null) return denied('PURPOSE_REQUIRED')
  const refused = rules.PERSON(actor, { procedure, dossier: code })
  if (refused !== null || actor?.role !== 'officer') return denied(refused ?? 'ROLE_NOT_ALLOWED')
  const lookup = lookupOf(dossier, procedure, actor)
  if (!('key' in lookup)) return { __typename: 'NotMatchable', missing: lookup }
  const known = upstreams.people.peek(lookup)
  return known === undefined ? lookup : (known ?? { __typename: 'NotFound' })
}

const citizens = async (queries: readonly Query<Dossier>[], { visit }: Context) => {
  const found = queries.map(({ obj }) => citizenOf(obj, visit))
  const lookups = found.filter((one) => 'key' in one)
  const answers = lookups.length === 0 ? [] : await upstreams.people.fetch(lookups)
  visit.outcomes.note('population', null, 'OK')
  let next = 0
  return found.map((one): CitizenResult => {
    if (!('key' in one)) return one
    const answer = answers[next++] ?? null
    if (!(answer instanceof Error)) return answer ?? { __typename: 'NotFound' }
    visit.outcomes.note('population', null, statusOfError(answer))
    return toFailure(answer)
  })
}

const procedures = async (queries: readonly Query<Dossier>[], { visit }: Context) => {
  const codes = queries.flatMap(({ obj }) => obj.procedureCode ?? [])
  const known = await visit.outcomes.watch('procedures', null, upstreams.procedures(codes))
  return queries.map(({ obj: { procedureCode: code } }) =>
    code === null ? null : (known.get(code) ?? null),
  )
}

const filter = z.object({ commune: z.string(), receivedTo: z.string() })

const resolvers = {
  Query: {
    dossiers: async (_: unknown, args: { filter: unknown; first: number }, { visit }: Context) => {
      assertStaff(visit)
      const question = readQuestion({ ...filter.parse(args.filter), first: args.first })
      const board = await upstreams.board(question)
      visit.outcomes.note('dossiers', board.instance, 'OK')
      return board
    },
  },
  DossierConnection: {
    nodes: ({ dossiers }: Board) => dossiers,
    pageInfo: ({ hasNextPage, endCursor }: Board) => ({ hasNextPage, endCursor }),
  },
  DossierReceiver: {
    commune: ({ communeCode }: Receiver) =>
      communeCode === null ? null : upstreams.units.commune(communeCode),
  },
  CitizenResult: { resolveType: ({ __typename }: CitizenResult) => __typename },
}

/** Without its cache, which compares whole parents: a loader of the request is what the others have too. */
const opts = { cache: false }

const folder = new URL('../../schema/', import.meta.url)
const schema = readdirSync(folder)
  .filter((name) => name.endsWith('.graphql'))
  .map((name) => readFileSync(new URL(name, folder), 'utf8'))
  .join('\n')

await service.http.register(mercurius as never, {
  schema,
  resolvers,
  loaders: {
    Dossier: { citizen: { loader: citizens, opts }, procedure: { loader: procedures, opts } },
  },
  jit: 1,
  graphiql: false,
  context: async (request: Parameters<typeof service.visit>[0]) => ({
    visit: await service.visit(request),
  }),
})

/** The gateway tells its callers which systems were asked, and writes a line of log: so does this. */
service.http.after(() => {
  const { graphql } = service.http as unknown as {
    graphql: { addHook(name: string, hook: (...args: never[]) => Promise<void>): void }
  }
  graphql.addHook(
    'onResolution',
    (
      execution: { errors?: readonly unknown[]; extensions?: unknown },
      { visit, reply }: Context,
    ) => {
      execution.extensions = { sources: visit.outcomes.rows() }
      service.logLine(visit, execution.errors)
      void reply
        .header('cache-control', 'private, no-store')
        .header('x-request-id', visit.requestId)
      return Promise.resolve()
    },
  )
})

await service.listen()
