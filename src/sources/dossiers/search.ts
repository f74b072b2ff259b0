import type { Dossier, DossierFilter, DossierPage } from '../../domain/dossier.ts'
import { follow, type MaybePromise } from '../../lib/maybe-promise.ts'
import { decodeCursor, encodeCursor, type Cursor, type Position } from './cursor.ts'
import { keepOf, type Keep } from './keep.ts'
import { findLists, reachOf, type Found, type List, type Reach, type SearchDeps } from './lists.ts'
import { createMerge, feedAll } from './merge.ts'
import type { Row } from './page.ts'
import type { ReadPage } from './pages.ts'
import { scan, type Scan } from './scan.ts'
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

/** Where a page begins, and how many rows it asks for at a time. */
interface Start {
  readonly cursor: Cursor | null
  readonly size: number
}

/** A list that fails ends where it is; the others go on. */
const openStream = (
  { instance, question }: List,
  readPage: ReadPage,
  tally: Tally,
  { cursor, size }: Start,
): Stream => {
  const { name } = instance
  const to = question.to === null ? null : Math.min(question.to, cursor?.at ?? Infinity)
  const stream = createStream({
    instance: name,
    question: { ...question, to },
    after: cursor,
    size,
    read: (asked, part) =>
      follow(readPage(instance, asked, part), (page) => {
        tally.answered(name)
        if (page.unreadable > 0) tally.impaired(name)
        return page
      }),
  })
  const feed = () =>
    follow(
      tally.ask(name, () => stream.feed()),
      () => undefined,
    )
  return { ...stream, feed }
}

/**
 * The lists of a walk that has just begun may be as of different moments. The walk is as of the earliest, so that what it
 * counts and what it brings are the same dossiers; later ones are part of the next walk.
 */
const asOf = (streams: readonly Stream[], { until, isOpen }: Reach): number =>
  isOpen ? Math.min(until, ...streams.map((stream) => stream.asOf())) : until

const cursorOf = ({ at, code }: Position, until: number): string =>
  encodeCursor({ until, at, code })

class Item {
  readonly dossier: Dossier
  readonly #row: Row
  readonly #until: number

  constructor(row: Row, until: number) {
    this.dossier = row.dossier
    this.#row = row
    this.#until = until
  }

  /** Written when it is asked for: most readers take the page's last one only. */
  get cursor(): string {
    return cursorOf(this.#row, this.#until)
  }
}

const toPage = (found: Scan, until: number) => ({
  items: found.rows.map((row) => new Item(row, until)),
  hasNextPage: found.hasMore,
  endCursor: found.end === null ? null : cursorOf(found.end, until),
})

/**
 * One page of a list over many installations: newest first, then by code. Every page asks again from the last place,
 * so nothing is repeated or lost while dossiers arrive; an installation that was down comes back in below that place.
 *
 * @throws BadInputError when the cursor is none of ours
 * @throws UpstreamError the first, when every installation asked failed
 */
export const createSearch =
  (deps: SearchDeps) =>
  (filter: DossierFilter, page: PageArgs): MaybePromise<DossierPage> => {
    const cursor = page.after === null ? null : decodeCursor(page.after)
    const now = deps.now()
    const reach = reachOf(filter, cursor, now)
    const keep = keepOf(filter, page.keep, now)
    const size = (keep === undefined ? page.first : Math.max(page.first, 100)) + slack

    const read = (found: Found, streams: readonly Stream[]): MaybePromise<DossierPage> => {
      const { tally } = found
      const until = asOf(streams, reach)
      return follow(scan(createMerge(streams, until), page.first, keep), (scanned) => {
        tally.assertAnswered()
        return {
          ...toPage(scanned, until),
          coverage: tally.coverage(),
          totalCount:
            keep === undefined
              ? createTotal(found, until, deps.outcomes)
              : () => Promise.resolve(null),
        }
      })
    }

    return follow(findLists(filter, reach, deps), (found) => {
      const streams = found.lists.map((list) =>
        openStream(list, deps.readPage, found.tally, { cursor, size }),
      )
      return follow(feedAll(streams), () => read(found, streams))
    })
  }
