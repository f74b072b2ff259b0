import { toInstant } from '../../domain/dates.ts'
import type { Dossier } from '../../domain/dossier.ts'
import { compare, type Position } from './cursor.ts'
import { malformed } from './decode.ts'
import type { ListPage, ListQuery, PageNumber } from './dialect.ts'

export interface Row extends Position {
  readonly dossier: Dossier
}

/** One system's list of one agency, read page by page as rows are taken. */
export interface Stream {
  /** The next row, where one is at hand. */
  head(): Row | undefined
  take(): void
  /** Whether nothing is at hand and the system may have more. */
  isHungry(): boolean
  /** Asks for more. Rejects with UpstreamError, after which the stream is at its end. */
  feed(): Promise<void>
}

export interface StreamPlan {
  readonly instance: string
  readonly query: ListQuery
  readonly after: Position | null
  /** Rows asked for at a time. */
  readonly size: number
  readonly list: (query: ListQuery, page: PageNumber) => Promise<ListPage>
}

/** 100 pages without one new row are a system that goes in a circle. */
const maxFruitlessPages = 100

const toRow = (dossier: Dossier): Row => ({
  at: toInstant(dossier.receivedAt).getTime(),
  code: dossier.code,
  dossier,
})

/**
 * Moves on by time: the next question ends at the last time of receipt seen, and rows already taken are skipped. The
 * system's page number counts only within a run of rows with one and the same time, so that dossiers which arrive
 * meanwhile, all of them later, never shift a page.
 */
const createReader = ({ instance, query, after, size, list }: StreamPlan) => {
  let to = query.to
  let number = 0
  let last = after

  const moveOn = (lowest: number): void => {
    number = lowest < to ? 0 : number + 1
    to = Math.min(to, lowest)
  }

  const readPage = async (): Promise<{ rows: readonly Row[]; more: boolean }> => {
    const page = await list({ ...query, to }, { number, size })
    const rows = page.rows.map(toRow).sort(compare)
    moveOn(rows.at(-1)?.at ?? to)
    const fresh = rows.filter((row) => last === null || compare(last, row) < 0)
    last = fresh.at(-1) ?? last
    return { rows: fresh, more: page.more }
  }

  return async (): Promise<{ rows: readonly Row[]; more: boolean }> => {
    for (let tries = 0; tries < maxFruitlessPages; tries++) {
      const page = await readPage()
      if (page.rows.length > 0 || !page.more) return page
    }
    throw malformed(instance)
  }
}

export const createStream = (plan: StreamPlan): Stream => {
  const read = createReader(plan)
  let rows: readonly Row[] = []
  let next = 0
  let more = true
  return {
    head: () => rows[next],
    take() {
      next += 1
    },
    isHungry: () => more && next >= rows.length,
    async feed() {
      more = false
      const page = await read()
      rows = page.rows
      next = 0
      more = page.more
    },
  }
}
