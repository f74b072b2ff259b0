import { type Connection, type Database, type Query, rows, sql, type Value } from './sql.ts'

type Row = readonly Value[]

const asQuery = (text: string): Query => ({ texts: [text], values: [] })

/** Adds rows to a table, as many in one statement as the database likes best. The statement of one row is written once. */
export const createInsert = (into: string, then = '') => {
  const [before, after] = [asQuery(into), asQuery(then)]
  const queryOf = (all: readonly Row[]): Query => sql`${before} values ${rows(all)}${after}`
  let single: readonly string[] | null = null
  return async (
    { rowsAtOnce }: Pick<Database, 'rowsAtOnce'>,
    connection: Connection,
    all: readonly Row[],
  ): Promise<void> => {
    if (rowsAtOnce === 1)
      for (const values of all)
        await connection.run({ texts: (single ??= queryOf([values]).texts), values })
    else
      for (let start = 0; start < all.length; start += rowsAtOnce)
        await connection.run(queryOf(all.slice(start, start + rowsAtOnce)))
  }
}
