import type { MaybePromise } from '../../lib/maybe-promise.ts'
import { compare } from './cursor.ts'
import type { Row } from './page.ts'
import type { Stream } from './stream.ts'

const firstOf = (streams: readonly Stream[]): Stream | undefined => {
  let first: { readonly stream: Stream; readonly head: Row } | undefined
  for (const stream of streams) {
    const head = stream.head()
    if (head !== undefined && (first === undefined || compare(head, first.head) < 0))
      first = { stream, head }
  }
  return first?.stream
}

/** All that need asking are asked at once; undefined where none does. */
export const feedAll = (streams: readonly Stream[]): Promise<unknown> | undefined => {
  const hungry = streams.filter((stream) => stream.isHungry())
  if (hungry.length === 0) return undefined
  const fed = hungry.map((stream) => stream.feed())
  const awaited = fed.filter((feeding) => feeding instanceof Promise)
  return awaited.length === 0 ? undefined : Promise.all(awaited)
}

/**
 * The rows of all streams in one order, none later than `until`. A stream is asked only when its next row is needed to tell
 * which comes first. Two lists of one system may overlap: a row that both hold comes once.
 */
export const createMerge = (streams: readonly Stream[], until: number) => {
  let last: Row | undefined

  const next = (): Row | undefined => {
    const stream = firstOf(streams)
    const row = stream?.head()
    stream?.take()
    return row
  }

  const isNew = (row: Row): boolean =>
    row.at <= until && (last === undefined || compare(last, row) !== 0)

  const fill = (rows: Row[], count: number): MaybePromise<readonly Row[]> => {
    while (rows.length < count) {
      const feeding = feedAll(streams)
      if (feeding !== undefined) return feeding.then(() => fill(rows, count))
      const row = next()
      if (row === undefined) break
      if (isNew(row)) rows.push(row)
      last = row
    }
    return rows
  }

  /** Up to `count` more rows; fewer only at the end of all streams. */
  return (count: number): MaybePromise<readonly Row[]> => fill([], count)
}
