import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { openDatabase, type Place } from '../../src/audit/database/open.ts'
import { type Database, sql } from '../../src/audit/database/sql.ts'
import { missingPostgres, type PostgresServer, startPostgres } from '../support/postgres.ts'
import { temporaryFolder } from './fixture.ts'

let server: PostgresServer | null = null
beforeAll(async () => {
  if (missingPostgres !== null) return
  server = await startPostgres()
})
afterAll(() => server?.stop())

const inFile = (): Place => ({ kind: 'sqlite', file: join(temporaryFolder(), 'audit.sqlite') })
const inServer = async (): Promise<Place> => ({
  kind: 'postgres',
  url: (await server?.database()) ?? '',
})

describe.each([
  ['SQLite', inFile, false],
  ['PostgreSQL', inServer, missingPostgres !== null],
] as const)('statements that go together in %s', (_, place, isMissing) => {
  let database: Database
  beforeEach(async () => {
    if (isMissing) return
    const opened = await openDatabase(await place(), 900)
    onTestFinished(() => opened.close())
    database = opened
    await database.run(sql`create table t (a integer)`)
  })
  const add = (value: number) => sql`insert into t (a) values (${value})`
  const all = sql`select cast(a as integer) as a from t order by a`

  test.skipIf(isMissing)('are answered in their order', async () => {
    const answers = await database.transact((transaction) =>
      transaction.runAll([sql`select ${'one'} as text`, add(2), all]),
    )
    expect(answers).toEqual([[{ text: 'one' }], [], [{ a: 2 }]])
  })

  test.skipIf(isMissing)('are kept together or not at all', async () => {
    const failing = database.transact((transaction) =>
      transaction.runAll([add(1), sql`insert into nowhere (a) values (${2})`, add(3)]),
    )
    await expect(failing).rejects.toThrow('nowhere')
    expect(await database.run(all)).toEqual([])
  })

  test.skipIf(isMissing)('are not kept where what is done after them fails', async () => {
    const failing = database.transact(async (transaction) => {
      await transaction.runAll([add(1), add(2)])
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await database.run(all)).toEqual([])
  })
})
