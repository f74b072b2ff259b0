import type {
  DossierConnectionResolvers,
  DossierReceiverResolvers,
  DossierResolvers,
  QueryResolvers,
} from '../generated/schema.ts'
import type { Dossier as DossierRecord } from '../domain/dossier.ts'
import { immediate, reference } from '../lib/reference.ts'
import type { Context } from './context.ts'
import { searchDossiers } from './dossier-search.ts'
import { isDossierOverdue, whenDue, workingDaysLeftOf } from './due.ts'
import { toPage } from './inputs.ts'
import { applicantDifferences, applicantOf, statementOf } from './person.ts'

export const Query: Pick<QueryResolvers, 'dossier' | 'dossiers'> = {
  dossier: (_, { code }, { sources }) => sources.dossiers.dossier(code),
  dossiers: (_, { filter, ...page }, context) =>
    searchDossiers(filter, toPage(page, context), context),
}

export const Dossier: Partial<DossierResolvers> = {
  applicant: statementOf,
  citizen: applicantOf,
  applicantDiffers: (dossier, _, context) => applicantDifferences(dossier, context),
  procedure: reference({
    key: ({ procedureCode }: DossierRecord) => procedureCode ?? immediate(null),
    load: ({ sources }: Context) => sources.procedures.summaries,
  }),
  dueAt: (dossier, _, context) => whenDue(dossier, context, (due) => due?.at ?? null),
  dueAtBasis: (dossier, _, context) => whenDue(dossier, context, (due) => due?.basis ?? null),
  dueAtProvisional: (dossier, _, context) =>
    whenDue(dossier, context, (due) => due?.provisional ?? null),
  overdue: (dossier, _, context) => isDossierOverdue(dossier, context),
  workingDaysLeft: (dossier, _, context) => workingDaysLeftOf(dossier, context),
  steps: (dossier, _, { sources }) => sources.dossiers.steps(dossier),
}

export const DossierReceiver: Partial<DossierReceiverResolvers> = {
  commune: ({ communeCode: code }, _, { sources }) =>
    code === null ? null : sources.units.commune(code),
}

export const DossierConnection: Partial<DossierConnectionResolvers> = {
  nodes: ({ items }) => items.map(({ dossier }) => dossier),
  edges: ({ items }) => items.map(({ dossier, cursor }) => ({ node: dossier, cursor })),
  pageInfo: ({ hasNextPage, endCursor }) => ({ hasNextPage, endCursor }),
  totalCount: (page) => page.totalCount(),
}
