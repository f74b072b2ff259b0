import { compare } from './cursor.ts'
import type { Row, Stream } from './stream.ts'

const firstOf = (streams: readonly Stream[]): Stream | undefined => {
  let first: { readonly stream: Stream; readonly head: Row } | undefined
  for (const stream of streams) {
    const head = stream.head()
    if (head !== undefined && (first === undefined || compare(head, first.head) < 0))
      first = { stream, head }
  }
  return first?.stream
}

/**
 * The rows of all streams in one order. A stream is asked only when its next row is needed to tell which comes first,
 * and all that need asking are asked at once. Two lists of one system may overlap: a row that both hold comes once.
 */
export const createMerge = (streams: readonly Stream[]) => {
  let last: Row | undefined

  const feedAll = (): Promise<unknown> | null => {
    const hungry = streams.filter((stream) => stream.isHungry())
    return hungry.length === 0 ? null : Promise.all(hungry.map((stream) => stream.feed()))
  }

  const next = (): Row | undefined => {
    const stream = firstOf(streams)
    const row = stream?.head()
    stream?.take()
    return row
  }

  /** Up to `count` more rows; fewer only at the end of all streams. */
  return async (count: number): Promise<readonly Row[]> => {
    const rows: Row[] = []
    while (rows.length < count) {
      await feedAll()
      const row = next()
      if (row === undefined) break
      if (last === undefined || compare(last, row) !== 0) rows.push(row)
      last = row
    }
    return rows
  }
}
