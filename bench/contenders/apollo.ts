import { readdirSync, readFileSync } from 'node:fs'
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server'
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify'
import { makeExecutableSchema } from '@graphql-tools/schema'
import DataLoader from 'dataloader'
import { z } from 'zod'
import type { PersonLook } from '../../src/access/people.ts'
import { give, type ShownCitizen } from '../../src/access/shown.ts'
import type { Dossier, Receiver } from '../../src/domain/dossier.ts'
import type { ProcedureCode } from '../../src/domain/ids.ts'
import { isLook, lookOf } from './people.ts'
import { createService, readQuestion, type Visit } from './service.ts'
import type { Board } from './upstreams.ts'
import { assertStaff, openVisits } from './visits.ts'

/*
 * The board on Apollo Server as its documentation teaches it: the same schema, ordinary resolvers, a DataLoader for
 * each kind of record and request, the server's own defaults, and Fastify, its fastest integration.
 */

const service = createService()
const { upstreams, open } = await openVisits(service)

const createLoaders = ({ outcomes, people }: Visit) => ({
  citizens: new DataLoader(
    async (looks: readonly PersonLook[]) => people.outcomes.loadMany(looks),
    { cacheKeyFn: ({ dossier }) => dossier },
  ),
  procedures: new DataLoader(async (codes: readonly ProcedureCode[]) => {
    const known = await outcomes.watch('procedures', null, upstreams.procedures(codes))
    return codes.map((code) => known.get(code) ?? null)
  }),
})

interface Context extends Visit {
  readonly loaders: ReturnType<typeof createLoaders>
}

const citizenOf = (dossier: Dossier, context: Context) => {
  const look = lookOf(dossier, context)
  return isLook(look) ? context.loaders.citizens.load(look) : look
}

/** A field of a person is given where its class was granted, and noted. */
const given = (name: 'fullName' | 'birthDate' | 'gender') => (shown: ShownCitizen) => {
  give(shown, name, 'IDENTITY')
  return shown.record[name]
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
  Citizen: {
    fullName: given('fullName'),
    birthDate: given('birthDate'),
    gender: given('gender'),
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
      didResolveSource({ queryHash, contextValue }) {
        contextValue.ledger.operation = queryHash
        return Promise.resolve()
      },
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
      const visit = await open(request)
      return { ...visit, loaders: createLoaders(visit) }
    },
  }),
})
await service.listen()
