import { readdirSync, readFileSync } from 'node:fs'
import mercurius, { type MercuriusContext } from 'mercurius'
import { z } from 'zod'
import { type CitizenOutcome, give, type ShownCitizen } from '../../src/access/shown.ts'
import type { Dossier, Receiver } from '../../src/domain/dossier.ts'
import { isLook, lookOf } from './people.ts'
import { createService, readQuestion, type Visit } from './service.ts'
import type { Board } from './upstreams.ts'
import { assertStaff, openVisits, operationOf } from './visits.ts'

/*
 * The board on Mercurius as its documentation teaches it: the same schema, resolvers for what is at hand, loaders for
 * what is fetched (they get a whole list at once), queries compiled by graphql-jit.
 */

const service = createService()
const { upstreams, open } = await openVisits(service)

interface Context extends MercuriusContext {
  readonly visit: Visit
}

interface Query<T> {
  readonly obj: T
}

const citizens = async (queries: readonly Query<Dossier>[], { visit }: Context) => {
  const looks = queries.map(({ obj }) => lookOf(obj, visit))
  const outcomes = (await visit.people.outcomes.loadMany(looks.filter(isLook))).values()
  return looks.map((one) => (isLook(one) ? outcomes.next().value : one))
}

/** A field of a person is given where its class was granted, and noted. */
const given = (name: 'fullName' | 'birthDate' | 'gender') => (shown: ShownCitizen) => {
  give(shown, name, 'IDENTITY')
  return shown.record[name]
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
  Citizen: {
    fullName: given('fullName'),
    birthDate: given('birthDate'),
    gender: given('gender'),
  },
  CitizenResult: { resolveType: ({ __typename }: CitizenOutcome) => __typename },
}

const hashes = new Map<string, string>()

/** Apollo Server makes it for every request; here it is made once a text. */
const hashOf = (query: string): string => {
  const known = hashes.get(query) ?? operationOf(query)
  hashes.set(query, known)
  return known
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
  context: async (request: Parameters<typeof open>[0]) => {
    const visit = await open(request)
    visit.ledger.operation = hashOf((request.body as { readonly query: string }).query)
    return { visit }
  },
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
