import type {
  DossierConnectionResolvers,
  DossierReceiverResolvers,
  DossierResolvers,
  QueryResolvers,
} from '../generated/schema.ts'
import { searchDossiers } from './dossier-search.ts'
import { dueOf, isDossierOverdue, workingDaysLeftOf } from './due.ts'
import { toPage } from './inputs.ts'
import { applicantDifferences, lookUpApplicant } from './person.ts'

export const Query: Pick<QueryResolvers, 'dossier' | 'dossiers'> = {
  dossier: (_, { code }, { sources }) => sources.dossiers.dossier(code),
  dossiers: (_, { filter, ...page }, context) => searchDossiers(filter, toPage(page), context),
}

export const Dossier: Partial<DossierResolvers> = {
  citizen: (dossier, _, context) => lookUpApplicant(dossier, context),
  applicantDiffers: (dossier, _, context) => applicantDifferences(dossier, context),
  procedure: ({ procedureCode: code }, _, { sources }) =>
    code === null ? null : sources.procedures.summary(code),
  dueAt: async (dossier, _, context) => (await dueOf(dossier, context))?.at ?? null,
  dueAtBasis: async (dossier, _, context) => (await dueOf(dossier, context))?.basis ?? null,
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
