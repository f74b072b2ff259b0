import { describe, expect, test } from 'vitest'
import { openPostgres } from '../../src/audit/database/postgres.ts'
import { migrate } from '../../src/audit/database/schema.ts'
import { missingPostgres, startPostgres } from '../support/postgres.ts'
import { temporaryFolder } from './fixture.ts'
import { rawQuery } from './raw.ts'

/** So many that finding them anew takes longer than a record may. */
const looks = 100_000
const limitMs = 60

const firstForm = [
  'drop table audit_subject',
  'drop trigger audit_record_refused on audit_record',
  'create index audit_record_subject on audit_record (subject, at)',
  'update audit_schema set version = 1',
  `insert into audit_record select 'c', n, n, 'INTENT', md5(n::text),
    decode(md5(n::text) || md5(n::text), 'hex'), 'k', null, '\\x00', '\\x00'
    from generate_series(1, ${looks}) n`,
]

describe.skipIf(missingPostgres !== null)('in PostgreSQL', () => {
  test('a large store of one look a record gets its table, however little time a record may take', async () => {
    const server = await startPostgres()
    try {
      const place = { directory: temporaryFolder(), databaseUrl: await server.database() }
      const first = openPostgres(place.databaseUrl, 1_000)
      await migrate(first)
      await first.close()
      for (const text of firstForm) await rawQuery(place, text)
      const second = openPostgres(place.databaseUrl, limitMs)
      await migrate(second)
      await second.close()
      const [row] = await rawQuery(place, 'select count(*) as found from audit_subject')
      expect(Number(row?.['found'])).toBe(looks)
      expect(await rawQuery(place, 'select max(version) as version from audit_schema')).toEqual([
        { version: '2' },
      ])
    } finally {
      await server.stop()
    }
  }, 60_000)
})
