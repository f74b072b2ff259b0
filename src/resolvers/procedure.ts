import type { ProcedureDetails, ProcedureSummary } from '../domain/procedure.ts'
import type {
  ProcedureConnectionResolvers,
  ProcedureResolvers,
  QueryResolvers,
} from '../generated/schema.ts'
import type { Context } from './context.ts'
import { toPage, toSearch } from './inputs.ts'

export const Query: Pick<
  QueryResolvers,
  'procedure' | 'procedures' | 'procedureFields' | 'agencies'
> = {
  procedure: (_, { code }, { sources }) => sources.procedures.summary(code),
  procedures: (_, { filter, ...page }, context) =>
    context.sources.procedures.search(
      { ...filter, search: toSearch(filter?.search) },
      toPage(page, context),
    ),
  procedureFields: (_, __, { sources }) => sources.procedures.fields(),
  agencies: (_, __, { sources }) => sources.procedures.agencies(),
}

export const ProcedureConnection: Partial<ProcedureConnectionResolvers> = {
  nodes: ({ items }) => items.map(({ procedure }) => procedure),
  edges: ({ items }) => items.map(({ procedure, cursor }) => ({ node: procedure, cursor })),
  pageInfo: ({ hasNextPage, endCursor }) => ({ hasNextPage, endCursor }),
}

/** A field of the details call; every such field of a procedure shares one call. */
const detail =
  <Key extends keyof ProcedureDetails>(key: Key) =>
  async ({ code }: ProcedureSummary, _: unknown, { sources }: Context) =>
    (await sources.procedures.details(code))?.[key] ?? null

export const Procedure: Partial<ProcedureResolvers> = {
  publishedBy: detail('publishedBy'),
  isPublic: detail('isPublic'),
  requirements: detail('requirements'),
  fields: detail('fields'),
  agencies: detail('agencies'),
  audiences: detail('audiences'),
  steps: detail('steps'),
  channels: detail('channels'),
  papers: detail('papers'),
  results: detail('results'),
  legalBases: detail('legalBases'),
}
