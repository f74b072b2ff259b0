import { BadInputError } from '../lib/errors.ts'

interface Coded {
  readonly code: string
}

const toCursor = (code: string): string => Buffer.from(code).toString('base64url')

const fromCursor = (cursor: string): string => {
  const code = Buffer.from(cursor, 'base64url').toString()
  if (!/^\d{5}$/.test(code)) throw new BadInputError('after', 'a cursor of this list is needed')
  return code
}

/** A Relay connection over a list in memory that is ordered by code. */
export const connectionOf = <T extends Coded>(
  all: readonly T[],
  { first, after }: { first: number; after: string | null },
) => {
  const from = after === null ? '' : fromCursor(after)
  const rest = all.filter(({ code }) => code > from)
  const nodes = rest.slice(0, first)
  const last = nodes.at(-1)
  return {
    nodes,
    edges: nodes.map((node) => ({ node, cursor: toCursor(node.code) })),
    pageInfo: {
      hasNextPage: rest.length > nodes.length,
      endCursor: last ? toCursor(last.code) : null,
    },
    totalCount: all.length,
  }
}
