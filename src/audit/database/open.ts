import type { Database } from './sql.ts'

/** Where the records are. */
export type Place =
  | { readonly kind: 'sqlite'; readonly file: string }
  | { readonly kind: 'postgres'; readonly url: string }

/** Of what a write may take: the rest is for the way to the thread and back, so that it is over before nobody waits for it. */
const databaseShare = 0.6

/** Only the driver that is used is loaded. */
export const openDatabase = async (place: Place, writeTimeoutMs: number): Promise<Database> => {
  const limitMs = Math.floor(writeTimeoutMs * databaseShare)
  if (place.kind === 'sqlite') {
    const { openSqlite } = await import('./sqlite.ts')
    return openSqlite(place.file, limitMs)
  }
  const { openPostgres } = await import('./postgres.ts')
  return openPostgres(place.url, limitMs)
}
