import { toInstant } from '../../domain/dates.ts'
import { dueAt, isOverdue, pausedSince } from '../../domain/dossier-rules.ts'
import type { Dossier, DossierFilter, DossierPage } from '../../domain/dossier.ts'
import type { OrganisationCode } from '../../domain/ids.ts'
import type { SourceOutcomes } from '../../lib/outcomes.ts'
import { decodeCursor, encodeCursor, type Cursor } from './cursor.ts'
import type { ListQuery } from './dialect.ts'
import type { Instance } from './instance.ts'
import { createMerge } from './merge.ts'
import type { Routing } from './routing.ts'
import { scan, type Keep } from './scan.ts'
import { createStream, type Stream } from './stream.ts'
import { createTally, type Tally } from './tally.ts'
import { neededFor, targetsOf, type ProvinceOf } from './targets.ts'

export interface SearchDeps {
  readonly routing: Routing
  readonly provinceOf: ProvinceOf
  readonly now: () => Date
  readonly outcomes: SourceOutcomes
}

export interface PageArgs {
  readonly first: number
  readonly after: string | null
  /**
   * Keeps only the dossiers it holds true for, such as the overdue ones, whose due dates this source does not know.
   * At most 1,000 dossiers are looked at for one page; then the page ends early and says that more follows.
   */
  readonly keep?: Keep
}

/** Room for rows skipped at the cursor and for telling whether a next page exists, without asking twice. */
const slack = 10

interface List {
  readonly instance: Instance
  readonly query: ListQuery
}

const millis = (moment: DossierFilter['receivedFrom']): number | null =>
  moment === undefined ? null : toInstant(moment).getTime()

/** The moment the walk began, never later than the filter allows. */
const untilOf = (filter: DossierFilter, cursor: Cursor | null, now: Date): number =>
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

/** Every list that the question needs: an installation that cannot give its own is noted and left out. */
const findLists = async (
  filter: DossierFilter,
  until: number,
  { routing, provinceOf, outcomes }: SearchDeps,
): Promise<{ readonly lists: readonly List[]; readonly tally: Tally }> => {
  const targets = targetsOf(filter, routing, provinceOf)
  const tally = createTally(
    targets.map(({ instance }) => instance.name),
    outcomes,
  )
  const found = targets.map(async (target): Promise<readonly List[]> => {
    const { instance } = target
    const isCapable = neededFor(filter).every((capability) => instance.can(capability))
    const agencies = isCapable ? await tally.ask(instance.name, target.scopes()) : []
    if (agencies?.length === 0) tally.notCapable(instance.name)
    return (agencies ?? []).map((agency) => ({ instance, query: toQuery(filter, agency, until) }))
  })
  return { lists: (await Promise.all(found)).flat(), tally }
}

/** A list that fails ends where it is; the others go on. */
const openStream = (
  { instance, query }: List,
  cursor: Cursor | null,
  size: number,
  tally: Tally,
): Stream => {
  const { name, client } = instance
  const stream = createStream({
    instance: name,
    query: { ...query, to: Math.min(query.to, cursor?.at ?? Infinity) },
    after: cursor,
    size,
    async list(asked, part) {
      const page = await client.list(asked, part)
      tally.answered(name)
      if (page.unreadable > 0) tally.impaired(name)
      return page
    },
  })
  return {
    ...stream,
    async feed() {
      await tally.ask(name, stream.feed())
    },
  }
}

const createTotal = (
  lists: readonly List[],
  tally: Tally,
  outcomes: SourceOutcomes,
): (() => Promise<number | null>) => {
  const count = async (): Promise<number | null> => {
    if (tally.coverage().missing.length > 0) return null
    const own = createTally([], outcomes)
    const counts = await Promise.all(
      lists.map(({ instance, query }) => own.ask(instance.name, instance.client.count(query))),
    )
    return counts.includes(null) ? null : counts.reduce<number>((sum, one) => sum + (one ?? 0), 0)
  }
  let counted: Promise<number | null> | undefined
  return () => (counted ??= count())
}

/** Where no better predicate is given, only the source's own due date is known. */
const isLate = (dossier: Dossier, now: Date): boolean | null =>
  isOverdue(dueAt(dossier, null), dossier.finishedAt, now, pausedSince(dossier.pauses))

/** What no system can be asked for is looked for among all that it lists. */
const keepOf = (filter: DossierFilter, keep: Keep | undefined, now: Date): Keep | undefined => {
  const { overdue, status } = filter
  const isInTime: Keep | undefined =
    keep ?? (overdue === undefined ? undefined : (dossier) => isLate(dossier, now) === overdue)
  if (status !== 'UNKNOWN') return isInTime
  return (dossier) => dossier.status === 'UNKNOWN' && (isInTime?.(dossier) ?? true)
}

/**
 * One page of a list over many installations: newest first, then by code. Every page asks again from the last place,
 * so nothing is repeated or lost while dossiers arrive; an installation that was down comes back in below that place.
 *
 * @throws BadInputError when the cursor is none of ours
 * @throws UpstreamError the first, when every installation asked failed
 */
export const createSearch =
  (deps: SearchDeps) =>
  async (filter: DossierFilter, page: PageArgs): Promise<DossierPage> => {
    const cursor = page.after === null ? null : decodeCursor(page.after)
    const now = deps.now()
    const until = untilOf(filter, cursor, now)
    const { lists, tally } = await findLists(filter, until, deps)
    const keep = keepOf(filter, page.keep, now)
    const size = (keep === undefined ? page.first : Math.max(page.first, 100)) + slack
    const streams = lists.map((list) => openStream(list, cursor, size, tally))
    const found = await scan(createMerge(streams), page.first, keep)
    tally.assertAnswered()
    const cursorOf = ({ at, code }: { readonly at: number; readonly code: string }) =>
      encodeCursor({ until, at, code })
    return {
      items: found.rows.map((row) => ({ dossier: row.dossier, cursor: cursorOf(row) })),
      hasNextPage: found.hasMore,
      endCursor: found.end === null ? null : cursorOf(found.end),
      coverage: tally.coverage(),
      totalCount:
        keep === undefined ? createTotal(lists, tally, deps.outcomes) : () => Promise.resolve(null),
    }
  }
