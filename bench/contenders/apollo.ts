import { readdirSync, readFileSync } from 'node:fs'
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server'
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify'
import { makeExecutableSchema } from '@graphql-tools/schema'
import DataLoader from 'dataloader'
import { z } from 'zod'
import { rules } from '../../src/access/rules.ts'
import type { CitizenResult, DenialReason } from '../../src/domain/citizen.ts'
import type { Dossier, Receiver } from '../../src/domain/dossier.ts'
import type { ProcedureCode } from '../../src/domain/ids.ts'
import { UpstreamError } from '../../src/lib/errors.ts'
import { statusOfError } from '../../src/lib/outcomes.ts'
import { type Lookup, lookupOf } from './people.ts'
import { assertStaff, createService, readQuestion, type Visit } from './service.ts'
import { type Board, createUpstreams } from './upstreams.ts'

/*
 * The board on Apollo Server as its documentation teaches it: the same schema, ordinary resolvers, a DataLoader for
 * each kind of record and request, the server's own defaults, and Fastify, its fastest integration.
 */

const service = createService()
const upstreams = createUpstreams(service.config)

const createLoaders = ({ outcomes }: Visit) => ({
  citizens: new DataLoader(
    async (lookups: readonly Lookup[]) => {
      const found = lookups.map((lookup) => upstreams.people.peek(lookup))
      const missing = lookups.filter((_, place) => found[place] === undefined)
      const answers = missing.length === 0 ? [] : await upstreams.people.fetch(missing)
      let next = 0
      return found.map((one) => {
        const answer = one === undefined ? (answers[next++] ?? null) : one
        outcomes.note('population', null, answer instanceof Error ? statusOfError(answer) : 'OK')
        return answer
      })
    },
    { cacheKeyFn: ({ key }) => key },
  ),
  procedures: new DataLoader(async (codes: readonly ProcedureCode[]) => {
    const known = await outcomes.watch('procedures', null, upstreams.procedures(codes))
    return codes.map((code) => known.get(code) ?? null)
  }),
})

interface Context extends Visit {
  readonly loaders: ReturnType<typeof createLoaders>
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

const citizenOf = async (dossier: Dossier, { actor, loaders }: Context): Promise<CitizenResult> => {
  const { code, procedureCode: procedure } = dossier
  if (procedure === null) return denied('PURPOSE_REQUIRED')
  const refused = rules.PERSON(actor, { procedure, dossier: code })
  if (refused !== null || actor?.role !== 'officer') return denied(refused ?? 'ROLE_NOT_ALLOWED')
  const lookup = lookupOf(dossier, procedure, actor)
  if (!('key' in lookup)) return { __typename: 'NotMatchable', missing: lookup }
  try {
    return (await loaders.citizens.load(lookup)) ?? { __typename: 'NotFound' }
  } catch (error) {
    return toFailure(error)
  }
}

const filter = z.object({ commune: z.string(), receivedTo: z.string() })

const resolvers = {
  Query: {
    dossiers: (_: unknown, args: { filter: unknown; first: number }, context: Context) => {
      assertStaff(context)
      const question = readQuestion({ ...filter.parse(args.filter), first: args.first })
      return upstreams.board(question).then((board) => {
        context.outcomes.note('dossiers', board.instance, 'OK')
        return board
      })
    },
  },
  DossierConnection: {
    nodes: ({ dossiers }: Board) => dossiers,
    pageInfo: ({ hasNextPage, endCursor }: Board) => ({ hasNextPage, endCursor }),
  },
  Dossier: {
    procedure: ({ procedureCode }: Dossier, _: unknown, { loaders }: Context) =>
      procedureCode === null ? null : loaders.procedures.load(procedureCode),
    citizen: (dossier: Dossier, _: unknown, context: Context) => citizenOf(dossier, context),
  },
  DossierReceiver: {
    commune: ({ communeCode }: Receiver) =>
      communeCode === null ? null : upstreams.units.commune(communeCode),
  },
}

const folder = new URL('../../schema/', import.meta.url)
const typeDefs = readdirSync(folder)
  .filter((name) => name.endsWith('.graphql'))
  .map((name) => readFileSync(new URL(name, folder), 'utf8'))

/** The gateway tells its callers which systems were asked, and writes a line of log: so does this. */
const endOfRequest: ApolloServerPlugin<Context> = {
  requestDidStart: () =>
    Promise.resolve({
      willSendResponse({ contextValue, response: { body, http } }) {
        if (body.kind === 'single') {
          body.singleResult.extensions = { sources: contextValue.outcomes.rows() }
          service.logLine(contextValue, body.singleResult.errors)
        }
        http.headers.set('cache-control', 'private, no-store')
        http.headers.set('x-request-id', contextValue.requestId)
        return Promise.resolve()
      },
    }),
}

const apollo = new ApolloServer<Context>({
  schema: makeExecutableSchema({ typeDefs, resolvers }),
  introspection: false,
  plugins: [fastifyApolloDrainPlugin<Context>(service.http), endOfRequest],
})
await apollo.start()
service.http.route({
  method: 'POST',
  url: '/graphql',
  handler: fastifyApolloHandler(apollo, {
    context: async (request) => {
      const visit = await service.visit(request)
      return { ...visit, loaders: createLoaders(visit) }
    },
  }),
})
await service.listen()
