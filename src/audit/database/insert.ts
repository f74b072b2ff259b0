import { type Database, type Query, rows, sql, type Value } from './sql.ts'

type Row = readonly Value[]

const asQuery = (text: string): Query => ({ texts: [text], values: [] })

/** Statements that add rows to a table, as many in one as the database likes best. The one of a single row is written once. */
export const createInsert = (into: string, then = '') => {
  const [before, after] = [asQuery(into), asQuery(then)]
  const queryOf = (all: readonly Row[]): Query => sql`${before} values ${rows(all)}${after}`
  let single: readonly string[] | null = null
  return ({ rowsAtOnce }: Pick<Database, 'rowsAtOnce'>, all: readonly Row[]): readonly Query[] => {
    if (rowsAtOnce === 1)
      return all.map((values) => ({ texts: (single ??= queryOf([values]).texts), values }))
    const queries: Query[] = []
    for (let start = 0; start < all.length; start += rowsAtOnce)
      queries.push(queryOf(all.slice(start, start + rowsAtOnce)))
    return queries
  }
}
