import { follow, type MaybePromise } from '../../lib/maybe-promise.ts'
import { compare, type Position } from './cursor.ts'
import { malformed } from './decode.ts'
import type { PageNumber } from './dialect.ts'
import type { ListQuestion, Page, Row } from './page.ts'

/** One system's list of one agency, read page by page as rows are taken. */
export interface Stream {
  /** The next row, where one is at hand. */
  head(): Row | undefined
  take(): void
  /** Whether nothing is at hand and the system may have more. */
  isHungry(): boolean
  /** Asks for more. Fails with UpstreamError, after which the stream is at its end. */
  feed(): MaybePromise<void>
  /** As of when it began; infinite where it has not. */
  asOf(): number
}

export interface StreamPlan {
  readonly instance: string
  readonly question: ListQuestion
  readonly after: Position | null
  /** Rows asked for at a time. */
  readonly size: number
  readonly read: (question: ListQuestion, part: PageNumber) => MaybePromise<Page>
}

/** 100 pages without one new row are a system that goes in a circle. */
const maxFruitlessPages = 100

type Fresh = Pick<Page, 'rows' | 'more' | 'to'>

/**
 * Moves on by time: the next question ends at the last time of receipt seen, and rows already taken are skipped. The
 * system's page number counts only within a run of rows with one and the same time, so that dossiers which arrive
 * meanwhile, all of them later, never shift a page.
 */
const createReader = ({ instance, question, after, size, read }: StreamPlan) => {
  let to = question.to
  let number = 0
  let last = after

  const moveOn = (page: Page): void => {
    const lowest = page.rows.at(-1)?.at ?? page.to
    number = lowest < page.to ? 0 : number + 1
    to = Math.min(page.to, lowest)
  }

  const toFresh = (page: Page): Fresh => {
    const { more, to: bound } = page
    moveOn(page)
    const rows = page.rows.filter((row) => last === null || compare(last, row) < 0)
    last = rows.at(-1) ?? last
    return { rows, more, to: bound }
  }

  const readOn = (tries: number): MaybePromise<Fresh> => {
    if (tries === 0) throw malformed(instance)
    return follow(read({ ...question, to }, { number, size }), (page) => {
      const fresh = toFresh(page)
      return fresh.rows.length > 0 || !fresh.more ? fresh : readOn(tries - 1)
    })
  }

  return (): MaybePromise<Fresh> => readOn(maxFruitlessPages)
}

export const createStream = (plan: StreamPlan): Stream => {
  const read = createReader(plan)
  let rows: readonly Row[] = []
  let next = 0
  let more = true
  let asOf: number | undefined
  return {
    head: () => rows[next],
    take() {
      next += 1
    },
    isHungry: () => more && next >= rows.length,
    feed() {
      more = false
      return follow(read(), (page) => {
        rows = page.rows
        next = 0
        more = page.more
        asOf ??= page.to
      })
    },
    asOf: () => asOf ?? Infinity,
  }
}
