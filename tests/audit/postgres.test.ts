import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { openPostgres } from '../../src/audit/database/postgres.ts'
import { migrate } from '../../src/audit/database/schema.ts'
import { type Connection, type Database, sql } from '../../src/audit/database/sql.ts'
import { missingPostgres, type PostgresServer, startPostgres } from '../support/postgres.ts'
import { until } from '../support/redis.ts'

describe.skipIf(missingPostgres !== null)('a database of PostgreSQL', () => {
  let server: PostgresServer
  let url = ''
  beforeAll(async () => {
    server = await startPostgres()
  })
  afterAll(() => server.stop())
  beforeEach(async () => {
    url = await server.database()
  })

  const open = (limitMs = 500): Database => {
    const database = openPostgres(url, limitMs)
    onTestFinished(() => database.close().catch(() => undefined))
    return database
  }
  const openWithTable = async (): Promise<Database> => {
    const database = open()
    await database.run(sql`create table t (a bigint, b bytea)`)
    return database
  }
  const add = (connection: Connection, value: number) =>
    connection.run(sql`insert into t (a) values (${value})`)
  const allIn = async (connection: Connection) =>
    (await connection.run(sql`select a from t order by a`)).map(({ a }) => Number(a))
  const backendOf = async (connection: Connection) =>
    (await connection.run(sql`select pg_backend_pid() as pid`))[0]?.['pid']

  test('takes each value as a parameter and gives bytes back as they were', async () => {
    const database = await openWithTable()
    await database.run(sql`insert into t (a, b) values (${7}, ${Buffer.from('b')})`)
    expect(await database.run(sql`select b from t where a = ${7} and b is not null`)).toEqual([
      { b: Buffer.from('b') },
    ])
  })

  test('takes a step at leisure, however little time a record may take', async () => {
    // Connecting has a limit too: on a busy machine 30 ms were not enough for that.
    const database = open()
    await expect(database.transact((one) => one.run(sql`select pg_sleep(1)`))).rejects.toThrow()
    expect(await database.atLeisure((one) => one.run(sql`select pg_sleep(1)`))).toHaveLength(1)
  })

  test.each(['transaction', 'step at leisure'])(
    'a %s whose connection is lost while it asks nothing leaves nothing behind, and ends nobody',
    async (kind) => {
      const database = await openWithTable()
      const work = async (connection: Connection) => {
        await add(connection, 1)
        const pid = Number(await backendOf(connection))
        await database.run(sql`select pg_terminate_backend(${pid}::int)`)
        await sleep(50)
        await add(connection, 2)
      }
      const losing = kind === 'transaction' ? database.transact(work) : database.atLeisure(work)
      await expect(losing).rejects.toThrow()
      expect(await allIn(database)).toEqual([])
    },
  )

  test('can be told whose connections they are', async () => {
    const [row] = await open().run(sql`select current_setting('application_name') as name`)
    expect(row).toEqual({ name: 'lien-thong-audit' })
  })

  test('shows a transaction to others once it has ended, all of it', async () => {
    const database = await openWithTable()
    const result = await database.transact(async (connection) => {
      await add(connection, 1)
      await add(connection, 2)
      expect(await allIn(database)).toEqual([])
      return 'done'
    })
    expect(result).toBe('done')
    expect(await allIn(database)).toEqual([1, 2])
  })

  test('keeps nothing of a transaction that fails, and closes its connection', async () => {
    const database = await openWithTable()
    let failed: unknown = null
    const failing = database.transact(async (connection) => {
      failed = await backendOf(connection)
      await add(connection, 1)
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await allIn(database)).toEqual([])
    expect(await backendOf(database)).not.toBe(failed)
    expect(database.isSound()).toBe(true)
  })

  test('hands a connection on as long as nothing fails on it', async () => {
    const database = open()
    const first = await backendOf(database)
    for (let count = 0; count < 10; count += 1) expect(await backendOf(database)).toBe(first)
  })

  test('gives a statement up before nobody waits for it', async () => {
    const database = open(240)
    await database.run(sql`select pg_sleep(0.05)`)
    await expect(database.run(sql`select pg_sleep(0.4)`)).rejects.toThrow('timeout')
  })

  test('lets one in at a time who asks for the same lock, until the transaction ends', async () => {
    const database = open(3_000)
    const order: string[] = []
    const run = (name: string, lock: bigint, pauseMs: number) =>
      database.transact(async (connection) => {
        await connection.runAll(database.lock([lock, 1n]))
        order.push(`${name} begins`)
        await sleep(pauseMs)
        order.push(`${name} ends`)
      })
    const first = run('first', -5n, 80)
    await until(() => order.length === 1)
    await Promise.all([first, run('second', -5n, 0)])
    expect(order).toEqual(['first begins', 'first ends', 'second begins', 'second ends'])
  })

  test('shows whoever gets a lock what the one before has written, whatever the default of the role is', async () => {
    const database = await openWithTable()
    await database.run(
      sql`do $$ begin execute format('alter database %I set default_transaction_isolation = %L', current_database(), 'repeatable read'); end $$`,
    )
    const strict = open(3_000)
    const lock = strict.lock([9n])
    let isLocked = false
    const first = strict.transact(async (transaction) => {
      await transaction.readAll(lock)
      isLocked = true
      await sleep(150)
      await add(transaction, 1)
    })
    await until(() => isLocked)
    const second = strict.transact((transaction) =>
      transaction.readAll([...lock, sql`select a::int from t`]),
    )
    await first
    expect((await second).at(-1)).toEqual([{ a: 1 }])
  })

  test('records while others read as much as they may', async () => {
    const database = await openWithTable()
    let haveRead = false
    const readers = Array.from({ length: 8 }, () => database.run(sql`select pg_sleep(0.3)`))
    const reading = Promise.allSettled(readers).then(() => (haveRead = true))
    await database.transact((transaction) => add(transaction, 1))
    expect(haveRead).toBe(false)
    await reading
    expect(await allIn(database)).toEqual([1])
  })

  test('lets those in together who ask for different locks', async () => {
    const database = open(3_000)
    await database.transact(async (connection) => {
      await connection.runAll(database.lock([1n, 2n]))
      await database.transact((other) => other.runAll(database.lock([3n])))
    })
  })

  test('connects anew where an idle connection was lost', async () => {
    const database = open()
    const lost = await backendOf(database)
    const other = open()
    await other.run(sql`select pg_terminate_backend(${Number(lost)}::int)`)
    await until(async () => {
      const [row] = await other.run(
        sql`select count(*) as left from pg_stat_activity where pid = ${Number(lost)}::int`,
      )
      return Number(row?.['left']) === 0
    })
    await sleep(20)
    expect(await backendOf(database)).not.toBe(lost)
  })

  test('makes the tables once for all who start together', async () => {
    const databases = [open(), open(), open()]
    await Promise.all(databases.map(migrate))
    const [row] = await open().run(sql`select count(*) as made from audit_schema`)
    expect(Number(row?.['made'])).toBe(1)
  })

  test('only adds records', async () => {
    const database = open()
    await migrate(database)
    for (const table of ['audit_record', 'audit_checkpoint'])
      for (const text of [
        `update ${table} set at = 0`,
        `delete from ${table}`,
        `truncate table ${table}`,
      ])
        await expect(database.run({ texts: [text], values: [] })).rejects.toThrow(
          'records are only added',
        )
  })

  test('carries out nothing once it is closed', async () => {
    const database = open()
    await database.close()
    await expect(backendOf(database)).rejects.toThrow()
  })
})
