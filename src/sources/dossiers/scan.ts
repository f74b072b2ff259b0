import { follow, type MaybePromise } from '../../lib/maybe-promise.ts'
import type { Position } from './cursor.ts'
import type { Keep } from './keep.ts'
import type { Row } from './page.ts'

export interface Scan {
  readonly rows: readonly Row[]
  /** The last row looked at, kept or not; null where there was none. */
  readonly end: Position | null
  readonly hasMore: boolean
}

/** What a page may cost: looked at, not kept. */
const maxScanned = 1000
/** Judged together, so that what the judgement needs (a procedure's time limit) is fetched together. */
const judgedTogether = 100

type Take = (count: number) => MaybePromise<readonly Row[]>

const plain = (take: Take, first: number): MaybePromise<Scan> =>
  follow(take(first + 1), (found) => {
    const rows = found.slice(0, first)
    return { rows, end: rows.at(-1) ?? null, hasMore: found.length > first }
  })

const judged = async (take: Take, first: number, keep: Keep): Promise<Scan> => {
  const rows: Row[] = []
  let end: Position | null = null
  for (let scanned = 0; scanned < maxScanned && rows.length < first;) {
    const together = await take(Math.min(judgedTogether, maxScanned - scanned))
    const verdicts = await Promise.all(together.map(async ({ dossier }) => keep(dossier)))
    for (const [place, row] of together.entries()) {
      end = row
      if (verdicts[place] === true) rows.push(row)
      if (rows.length === first)
        return { rows, end, hasMore: place + 1 < together.length || (await take(1)).length > 0 }
    }
    if (together.length < judgedTogether && scanned + together.length < maxScanned)
      return { rows, end, hasMore: false }
    scanned += together.length
  }
  return { rows, end, hasMore: (await take(1)).length > 0 }
}

/** Takes rows until `first` are kept, the end is reached or 1,000 were looked at. */
export const scan = (take: Take, first: number, keep: Keep | undefined): MaybePromise<Scan> =>
  keep === undefined ? plain(take, first) : judged(take, first, keep)
