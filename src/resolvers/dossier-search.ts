import type { DossierPage } from '../domain/dossier.ts'
import type { DossierFilter as DossierFilterInput } from '../generated/schema.ts'
import type { Context } from './context.ts'
import { isDossierOverdue } from './due.ts'
import { toDossierFilter } from './inputs.ts'

const nothing: DossierPage = {
  items: [],
  hasNextPage: false,
  endCursor: null,
  coverage: { asked: 0, answered: 0, missing: [] },
  totalCount: () => Promise.resolve(0),
}

/** A page of dossiers; the due time, and so `overdue`, may need the catalogue and is therefore decided here. */
export const searchDossiers = async (
  input: DossierFilterInput,
  page: { first: number; after: string | null },
  context: Context,
): Promise<DossierPage> => {
  const filter = await toDossierFilter(input, context)
  if (filter === null) return nothing
  const { overdue } = filter
  if (overdue === undefined) return context.sources.dossiers.search(filter, page)
  return context.sources.dossiers.search(filter, {
    ...page,
    keep: async (dossier) => (await isDossierOverdue(dossier, context)) === overdue,
  })
}
