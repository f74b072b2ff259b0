import type { DossierPage } from '../domain/dossier.ts'
import type { DossierFilter as DossierFilterInput } from '../generated/schema.ts'
import { follow, type MaybePromise } from '../lib/maybe-promise.ts'
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
export const searchDossiers = (
  input: DossierFilterInput,
  page: { first: number; after: string | null },
  context: Context,
): MaybePromise<DossierPage> =>
  follow(toDossierFilter(input, context), (filter) => {
    if (filter === null) return nothing
    const { search } = context.sources.dossiers
    const { overdue } = filter
    if (overdue === undefined) return search(filter, page)
    return search(filter, {
      ...page,
      keep: async (dossier) => (await isDossierOverdue(dossier, context)) === overdue,
    })
  })
