import type { NoteStale } from '../../cache/index.ts'
import { toInstant } from '../../domain/dates.ts'
import type { DossierFilter } from '../../domain/dossier.ts'
import type { OrganisationCode } from '../../domain/ids.ts'
import { follow, together, type MaybePromise } from '../../lib/maybe-promise.ts'
import type { SourceOutcomes } from '../../lib/outcomes.ts'
import type { Cursor } from './cursor.ts'
import { source } from './decode.ts'
import type { Instance } from './instance.ts'
import type { ListQuestion } from './page.ts'
import type { ReadPage } from './pages.ts'
import type { Routing } from './routing.ts'
import { createTally, type Tally } from './tally.ts'
import { neededFor, targetsOf, type ProvinceOf } from './targets.ts'

export interface SearchDeps {
  readonly routing: Routing
  readonly provinceOf: ProvinceOf
  readonly now: () => Date
  readonly outcomes: SourceOutcomes
  readonly readPage: ReadPage
}

/** The dossiers of one installation, or of one of its agencies, that a question is about. */
export interface List {
  readonly instance: Instance
  readonly question: ListQuestion
}

export interface Found {
  readonly lists: readonly List[]
  readonly tally: Tally
}

/** Up to when a walk goes. An open one has just begun: its lists may be as of some seconds ago, and then so is the walk. */
export interface Reach {
  readonly until: number
  readonly isOpen: boolean
}

const millis = (moment: DossierFilter['receivedFrom']): number | null =>
  moment === undefined ? null : toInstant(moment).getTime()

/** The moment the walk began, never later than the filter allows. */
export const reachOf = (filter: DossierFilter, cursor: Cursor | null, now: Date): Reach => {
  const began = cursor?.until ?? now.getTime()
  const limit = millis(filter.receivedTo) ?? Infinity
  // Where another replica's clock is ahead a cursor's moment is still to come: it is no less fixed.
  return { until: Math.min(began, limit), isOpen: cursor === null && limit >= began }
}

const toQuestion = (
  filter: DossierFilter,
  agency: OrganisationCode | null,
  { until, isOpen }: Reach,
): ListQuestion => ({
  agency,
  procedure: filter.procedure ?? null,
  // A status that has no code cannot be asked for: it is looked for among all.
  status: filter.status === 'UNKNOWN' ? null : (filter.status ?? null),
  applicantId: filter.applicantId ?? null,
  from: millis(filter.receivedFrom),
  to: isOpen ? null : until,
})

/**
 * Every list that the question needs: an installation that cannot give its own is noted and left out. A span of time
 * that ends before it begins holds nothing, and nobody is asked about it.
 */
export const findLists = (
  filter: DossierFilter,
  reach: Reach,
  { routing, provinceOf, outcomes }: SearchDeps,
): MaybePromise<Found> => {
  const targets = targetsOf(filter, routing, provinceOf)
  const tally = createTally(
    targets.map(({ instance }) => instance.name),
    outcomes,
  )
  if ((millis(filter.receivedFrom) ?? -Infinity) > reach.until) return { lists: [], tally }
  const found = targets.map((target): MaybePromise<readonly List[]> => {
    const { instance } = target
    const noteStale: NoteStale = (stale) =>
      outcomes.noteStale({ source, instance: instance.name, ...stale })
    const isCapable = neededFor(filter).every((capability) => instance.can(capability))
    const scopes = isCapable ? tally.ask(instance.name, () => target.scopes(noteStale)) : []
    return follow(scopes, (agencies) => {
      if (agencies?.length === 0) tally.notCapable(instance.name)
      return (agencies ?? []).map((agency) => ({
        instance,
        question: toQuestion(filter, agency, reach),
      }))
    })
  })
  return follow(together(found), (lists) => ({ lists: lists.flat(), tally }))
}
