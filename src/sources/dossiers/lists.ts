import type { NoteStale } from '../../cache/index.ts'
import { toInstant } from '../../domain/dates.ts'
import type { DossierFilter } from '../../domain/dossier.ts'
import type { OrganisationCode } from '../../domain/ids.ts'
import type { SourceOutcomes } from '../../lib/outcomes.ts'
import type { Cursor } from './cursor.ts'
import { source } from './decode.ts'
import type { ListQuery } from './dialect.ts'
import type { Instance } from './instance.ts'
import type { Routing } from './routing.ts'
import { createTally, type Tally } from './tally.ts'
import { neededFor, targetsOf, type ProvinceOf } from './targets.ts'

export interface SearchDeps {
  readonly routing: Routing
  readonly provinceOf: ProvinceOf
  readonly now: () => Date
  readonly outcomes: SourceOutcomes
}

/** The dossiers of one installation, or of one of its agencies, that a question is about. */
export interface List {
  readonly instance: Instance
  readonly query: ListQuery
}

const millis = (moment: DossierFilter['receivedFrom']): number | null =>
  moment === undefined ? null : toInstant(moment).getTime()

/** The moment the walk began, never later than the filter allows. */
export const untilOf = (filter: DossierFilter, cursor: Cursor | null, now: Date): number =>
  Math.min(cursor?.until ?? now.getTime(), millis(filter.receivedTo) ?? Infinity)

const toQuery = (
  filter: DossierFilter,
  agency: OrganisationCode | null,
  to: number,
): ListQuery => ({
  agency,
  procedure: filter.procedure ?? null,
  // A status that has no code cannot be asked for: it is looked for among all.
  status: filter.status === 'UNKNOWN' ? null : (filter.status ?? null),
  applicantId: filter.applicantId ?? null,
  from: millis(filter.receivedFrom),
  to,
})

/**
 * Every list that the question needs: an installation that cannot give its own is noted and left out. A span of time
 * that ends before it begins holds nothing, and nobody is asked about it.
 */
export const findLists = async (
  filter: DossierFilter,
  until: number,
  { routing, provinceOf, outcomes }: SearchDeps,
): Promise<{ readonly lists: readonly List[]; readonly tally: Tally }> => {
  const targets = targetsOf(filter, routing, provinceOf)
  const tally = createTally(
    targets.map(({ instance }) => instance.name),
    outcomes,
  )
  if ((millis(filter.receivedFrom) ?? -Infinity) > until) return { lists: [], tally }
  const found = targets.map(async (target): Promise<readonly List[]> => {
    const { instance } = target
    const noteStale: NoteStale = (stale) =>
      outcomes.noteStale({ source, instance: instance.name, ...stale })
    const isCapable = neededFor(filter).every((capability) => instance.can(capability))
    const agencies = isCapable ? await tally.ask(instance.name, target.scopes(noteStale)) : []
    if (agencies?.length === 0) tally.notCapable(instance.name)
    return (agencies ?? []).map((agency) => ({ instance, query: toQuery(filter, agency, until) }))
  })
  return { lists: (await Promise.all(found)).flat(), tally }
}
