import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { migrate } from '../../src/audit/database/schema.ts'
import { type Connection, type Database, sql } from '../../src/audit/database/sql.ts'
import { openSqlite } from '../../src/audit/database/sqlite.ts'
import { temporaryFolder } from './fixture.ts'

let file = ''
beforeEach(() => {
  file = join(temporaryFolder(), 'audit.sqlite')
})

const open = (busyMs = 100): Database => {
  const database = openSqlite(file, busyMs)
  onTestFinished(() => database.close().catch(() => undefined))
  return database
}

/** With a table of one column. */
const openWithTable = async (): Promise<Database> => {
  const database = open()
  await database.run(sql`create table t (a)`)
  return database
}
const add = (connection: Connection, value: number) =>
  connection.run(sql`insert into t (a) values (${value})`)
const allIn = async (connection: Connection) =>
  (await connection.run(sql`select a from t order by a`)).map(({ a }) => a)

test('what is committed is on the disk, and what is removed is overwritten', async () => {
  const database = open()
  expect(await database.run(sql`pragma journal_mode`)).toEqual([{ journal_mode: 'wal' }])
  expect(await database.run(sql`pragma synchronous`)).toEqual([{ synchronous: 2 }])
  expect(await database.run(sql`pragma secure_delete`)).toEqual([{ secure_delete: 1 }])
})

test.runIf(process.platform === 'linux')('a file that is no database is not kept open', () => {
  writeFileSync(file, 'no database '.repeat(1_000))
  const before = readdirSync('/proc/self/fd').length
  expect(() => openSqlite(file, 100)).toThrow('not a database')
  expect(readdirSync('/proc/self/fd')).toHaveLength(before)
})

test('a statement is carried out with the values of each call', async () => {
  const database = await openWithTable()
  for (const value of [3, 1, 2]) await add(database, value)
  const query = sql`select a from t where a > ${1} order by a`
  for (let count = 0; count < 2; count += 1)
    expect(await database.run(query)).toEqual([{ a: 2 }, { a: 3 }])
  expect(await database.run({ ...query, values: [2] })).toEqual([{ a: 3 }])
})

test('many statements, each of another text, are carried out as they are', async () => {
  const database = open()
  for (let number = 0; number < 150; number += 1) {
    const query = { texts: [`select ${number % 70} as a`], values: [] }
    expect(await database.run(query)).toEqual([{ a: number % 70 }])
  }
})

test('a transaction is seen by others once it has ended, all of it', async () => {
  const database = await openWithTable()
  const other = open()
  const result = await database.transact(async (connection) => {
    await add(connection, 1)
    await add(connection, 2)
    expect(await allIn(other)).toEqual([])
    return 'done'
  })
  expect(result).toBe('done')
  expect(await allIn(other)).toEqual([1, 2])
  expect(database.isSound()).toBe(true)
})

test('of a transaction that fails nothing stays, and the next write needs another connection', async () => {
  const database = await openWithTable()
  const failing = database.transact(async (connection) => {
    await add(connection, 1)
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  expect(await allIn(database)).toEqual([])
  expect(database.isSound()).toBe(false)
  expect(await database.transact((connection) => allIn(connection))).toEqual([])
})

test('of two writers the second waits as long as it was told, and is then refused', async () => {
  const database = await openWithTable()
  const other = open(60)
  await database.transact(async () => {
    const startedAt = performance.now()
    await expect(other.transact(() => Promise.resolve())).rejects.toThrow('database is locked')
    expect(performance.now() - startedAt).toBeGreaterThan(50)
  })
  expect(await other.transact((connection) => add(connection, 1))).toEqual([])
})

test.each([
  ['was put aside', () => renameSync(file, `${file}.old`)],
  ['was removed', () => rmSync(file)],
  [
    'is another one',
    () => {
      writeFileSync(`${file}.new`, readFileSync(file))
      renameSync(`${file}.new`, file)
    },
  ],
])('a connection to a file that %s takes no more records', async (_, spoil) => {
  const database = await openWithTable()
  expect(database.isSound()).toBe(true)
  spoil()
  expect(database.isSound()).toBe(false)
})

test('nobody has to be locked out, as there is one writer at a time', () => {
  expect(open().lock([1n])).toEqual([])
})

test('a connection that is closed carries out nothing, and rejects to be closed again', async () => {
  const database = await openWithTable()
  await database.close()
  await expect(database.close()).rejects.toThrow('not open')
  await expect(allIn(database)).rejects.toThrow('not open')
})

const tablesIn = async (connection: Connection) =>
  (
    await connection.run(sql`select name from sqlite_schema where type = ${'table'} order by name`)
  ).map(({ name }) => name)

test('tables are made once, strictly typed and with an index for each way to search', async () => {
  const database = open()
  await migrate(database)
  expect(await tablesIn(database)).toEqual([
    'audit_budget',
    'audit_checkpoint',
    'audit_intake',
    'audit_probe',
    'audit_record',
    'audit_schema',
    'audit_subject',
  ])
  const indexes = await database.run(
    sql`select name from sqlite_schema where type = ${'index'} and name like ${'audit%'} order by name`,
  )
  expect(indexes.map(({ name }) => name)).toEqual([
    'audit_budget_window',
    'audit_intake_due',
    'audit_record_at',
    'audit_record_look',
  ])
  await expect(
    database.run(sql`insert into audit_probe (chain, pad) values (${'a'}, ${'text'})`),
  ).rejects.toThrow('cannot store TEXT')
})

/** Refuses to write, as a role that may only read and add rows. */
const neverWriting = (database: Database): Database => ({
  ...database,
  transact: () => Promise.reject(new Error('it writes')),
  atLeisure: () => Promise.reject(new Error('it writes')),
})

test('where the tables stand nothing is written any more', async () => {
  const database = open()
  await expect(migrate(neverWriting(database))).rejects.toThrow('it writes')
  await migrate(database)
  await migrate(neverWriting(database))
  expect(await database.run(sql`select version from audit_schema`)).toEqual([{ version: 2 }])
})

test('tables of a later version are left as they are', async () => {
  const database = open()
  await migrate(database)
  await database.run(sql`update audit_schema set version = ${3}`)
  await migrate(neverWriting(database))
})

test('whoever finds that another has made the tables meanwhile makes none', async () => {
  const database = open()
  await migrate(database)
  await migrate({ ...database, run: () => Promise.reject(new Error('there was none')) })
  expect(await database.run(sql`select version from audit_schema`)).toEqual([{ version: 2 }])
})

test('a store of one look a record gets the table by which its persons find them', async () => {
  const database = open()
  await migrate(database)
  await database.run(sql`drop table audit_subject`)
  await database.run(sql`update audit_schema set version = ${1}`)
  const [person, refused] = [Buffer.from('person'), Buffer.from('refused')]
  const rows = [
    [1, 'INTENT', 'a', person],
    [2, 'OUTCOME', 'a', person],
    [3, 'REFUSAL', 'b', refused],
    [4, 'OUTCOME', 'c', null],
  ] as const
  for (const [seq, kind, look, subject] of rows)
    await database.run(
      sql`insert into audit_record (chain, seq, at, kind, look, subject, kid, body, hash)
        values (${'x'}, ${seq}, ${0}, ${kind}, ${look}, ${subject}, ${'k'}, ${person}, ${person})`,
    )
  await migrate(database)
  const found = await database.run(sql`select subject, look, place from audit_subject`)
  expect(found).toEqual([{ subject: new Uint8Array(person), look: 'a', place: 0 }])
})

test('an attempt that broke off before anything was noted is made up for', async () => {
  const database = open()
  await database.run(sql`create table audit_schema (version integer not null)`)
  await migrate(database)
  expect(await database.run(sql`select version from audit_schema`)).toEqual([{ version: 2 }])
  expect(await tablesIn(database)).toHaveLength(7)
})

test.each(['audit_record', 'audit_checkpoint'])('rows of %s are only added', async (table) => {
  const database = open()
  await migrate(database)
  const bytes = Buffer.from('b')
  await database.run(
    sql`insert into audit_record (chain, seq, at, kind, look, kid, body, hash)
      values (${'a'}, ${1}, ${1}, ${'INTENT'}, ${'l'}, ${'k'}, ${bytes}, ${bytes})`,
  )
  await database.run(
    sql`insert into audit_checkpoint (chain, number, seq, at, hash, after, key_id, signature)
      values (${'a'}, ${1}, ${1}, ${1}, ${bytes}, ${'[]'}, ${'k'}, ${bytes})`,
  )
  for (const text of [`update ${table} set at = 0`, `delete from ${table}`])
    await expect(database.run({ texts: [text], values: [] })).rejects.toThrow(
      'records are only added',
    )
})
