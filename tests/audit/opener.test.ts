import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import type { Database } from '../../src/audit/database/sql.ts'
import { openSqlite } from '../../src/audit/database/sqlite.ts'
import { createOpener } from '../../src/audit/store/opener.ts'
import { temporaryFolder } from './fixture.ts'

let file = ''
let connected = 0
let closed = 0
let problem: Error | null = null
beforeEach(() => {
  file = join(temporaryFolder(), 'audit.sqlite')
  connected = closed = 0
  problem = null
})

/** Counts how often its file is opened and closed. */
const connect = async (over: Partial<Database> = {}): Promise<Database> => {
  connected += 1
  if (problem !== null) throw problem
  const database = await Promise.resolve(openSqlite(file, 100))
  const close = () => {
    closed += 1
    return database.close()
  }
  return { ...database, close, ...over }
}

const create = (over: Partial<Database> = {}) => {
  const opener = createOpener(() => connect(over))
  onTestFinished(() => opener.close().catch(() => undefined))
  return opener
}

/** What is open refers to a file that nobody finds any more. */
const replaceFile = (): void => {
  renameSync(file, `${file}.old`)
  writeFileSync(file, '')
}

test('whoever asks is given the same database, which is opened once and has its tables', async () => {
  const opener = create()
  const [one, other] = await Promise.all([opener.open(), opener.open()])
  expect(one).toBe(other)
  expect(await opener.open()).toBe(one)
  expect([connected, closed]).toEqual([1, 0])
  expect(await one.run({ texts: ['select 1 from audit_record'], values: [] })).toEqual([])
})

test('what could not be opened is opened anew for whoever asks next', async () => {
  const opener = create()
  problem = new Error('away')
  await expect(Promise.all([opener.open(), opener.open()])).rejects.toThrow('away')
  problem = null
  const database = await opener.open()
  expect(await opener.open()).toBe(database)
})

test('a database in which the tables cannot be made is closed again', async () => {
  const opener = create({ atLeisure: () => Promise.reject(new Error('read only')) })
  await expect(opener.open()).rejects.toThrow('read only')
  expect([connected, closed]).toEqual([1, 1])
})

test('a database that is of no more use is closed and opened anew, once for all who find it so', async () => {
  const opener = create()
  const first = await opener.open()
  replaceFile()
  const [one, other] = await Promise.all([opener.open(), opener.open()])
  expect(one).toBe(other)
  expect(one).not.toBe(first)
  expect([connected, closed]).toEqual([2, 1])
  expect(await opener.open()).toBe(one)
})

test('a database of no more use that cannot be closed is opened anew all the same', async () => {
  const opener = create({
    isSound: () => connected > 1,
    close: () => Promise.reject(new Error('no')),
  })
  const first = await opener.open()
  expect(await opener.open()).not.toBe(first)
  expect(connected).toBe(2)
})

test('what is open is closed in the end, and where nothing is open nothing has to be', async () => {
  await create().close()
  expect(connected).toBe(0)
  const opener = createOpener(() => connect())
  await opener.open()
  await opener.close()
  expect(closed).toBe(1)
  problem = new Error('away')
  const failing = createOpener(() => connect())
  await Promise.allSettled([failing.open(), failing.close()])
  await failing.close()
  expect(closed).toBe(1)
})
