import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import { Client } from 'pg'
import { groupOf } from '../../src/audit/look-name.ts'
import type { Place } from './fixture.ts'

/** What anybody does who has the database in hand. */
export const rawQuery = async (
  { directory, databaseUrl }: Place,
  text: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> => {
  if (databaseUrl === undefined) {
    const database = new DatabaseSync(join(directory, 'audit.sqlite'))
    try {
      return database.prepare(text).all()
    } finally {
      database.close()
    }
  }
  const client = new Client(databaseUrl)
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(text)).rows
  } finally {
    await client.end()
  }
}

/** Everything that a table holds, as one text in which a number or a name would be found. */
export const everythingIn = async (place: Place): Promise<string> => {
  const tables = [
    'audit_record',
    'audit_checkpoint',
    'audit_subject',
    'audit_budget',
    'audit_intake',
  ]
  const rows = await Promise.all(tables.map((table) => rawQuery(place, `select * from ${table}`)))
  return rows
    .flat()
    .flatMap((row) => Object.values(row))
    .map((value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value),
    )
    .join('\n')
}

/** Of these looks the ones that no record tells of. */
export const unrecorded = async (
  place: Place,
  looks: readonly string[],
): Promise<readonly string[]> => {
  const rows = await rawQuery(place, 'select look from audit_record')
  const recorded = new Set(rows.map(({ look }) => look))
  return looks.filter((look) => !recorded.has(groupOf(look)))
}
