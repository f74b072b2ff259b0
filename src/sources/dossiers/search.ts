import type { DossierFilter, DossierPage } from '../../domain/dossier.ts'
import { decodeCursor, encodeCursor, type Cursor } from './cursor.ts'
import { keepOf, type Keep } from './keep.ts'
import { findLists, untilOf, type List, type SearchDeps } from './lists.ts'
import { createMerge } from './merge.ts'
import { scan } from './scan.ts'
import { createStream, type Stream } from './stream.ts'
import type { Tally } from './tally.ts'
import { createTotal } from './total.ts'

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
      items: found.rows.map((row) => ({
        dossier: row.dossier,
        // Most readers take the page's last one only.
        get cursor() {
          return cursorOf(row)
        },
      })),
      hasNextPage: found.hasMore,
      endCursor: found.end === null ? null : cursorOf(found.end),
      coverage: tally.coverage(),
      totalCount:
        keep === undefined ? createTotal(lists, tally, deps.outcomes) : () => Promise.resolve(null),
    }
  }
