import { statSync } from 'node:fs'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { type Database, type Query, render, type Row, type Transaction } from './sql.ts'

/** Statements differ by their number of rows only, so that few are in use at any time. */
const keptStatements = 64

const createPrepare = (database: DatabaseSync) => {
  const byTexts = new WeakMap<Query['texts'], StatementSync>()
  const kept = new Map<string, StatementSync>()
  const prepare = (text: string): StatementSync => {
    const known = kept.get(text)
    if (known !== undefined) return known
    if (kept.size >= keptStatements) kept.clear()
    const statement = database.prepare(text)
    kept.set(text, statement)
    return statement
  }
  // Most are written anew for each call; those that are not need not be put together either.
  return (query: Query): StatementSync => {
    const statement = byTexts.get(query.texts) ?? prepare(render(query, () => '?'))
    byTexts.set(query.texts, statement)
    return statement
  }
}

const open = (file: string, busyMs: number): DatabaseSync => {
  const database = new DatabaseSync(file, { timeout: busyMs })
  try {
    // What is committed is on the disk, and what is removed is overwritten.
    database.exec(
      'pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on; pragma cache_size = -1024',
    )
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** Writers of several processes take turns from the first statement on: one that had read before could not wait for its turn. */
const statements = { begin: 'begin immediate', commit: 'commit', rollback: 'rollback' }

const freeze = (table: string): readonly string[] =>
  ['update', 'delete'].map(
    (act) => `create trigger if not exists ${table}_no_${act} before ${act} on ${table}
      begin select raise(abort, 'records are only added'); end`,
  )

const refuse = (table: string, condition: string, reason: string): readonly string[] => [
  `create trigger if not exists ${table}_refused before insert on ${table}
    when ${condition} begin select raise(abort, '${reason}'); end`,
]

const inodeOf = (file: string): bigint | null =>
  statSync(file, { bigint: true, throwIfNoEntry: false })?.ino ?? null

/** Every call is carried out before it returns: to be used where nothing else waits. */
export const openSqlite = (file: string, busyMs: number): Database => {
  const database = open(file, busyMs)
  const prepare = createPrepare(database)
  const inode = inodeOf(file)
  let hasFailed = false
  const answer = (query: Query): readonly Row[] => prepare(query).all(...query.values)
  // Asynchronous in form only, as the other database is in truth.
  const run = async (query: Query): Promise<readonly Row[]> => Promise.resolve(answer(query))
  const runAll: Transaction['runAll'] = async (queries) => Promise.resolve(queries.map(answer))
  const transact: Database['transact'] = async (work) => {
    try {
      database.exec(statements.begin)
      const result = await work({ run, runAll, readAll: runAll })
      database.exec(statements.commit)
      return result
    } catch (error) {
      hasFailed = true
      if (database.isTransaction) database.exec(statements.rollback)
      throw error
    }
  }
  return {
    run,
    transact,
    // Whoever carries it out waits for nothing else.
    atLeisure: transact,
    // There is one writer at a time anyway.
    lock: () => [],
    // There is no way to go, and a statement of one row is always at hand.
    rowsAtOnce: 1,
    isSound: () => !hasFailed && inodeOf(file) === inode,
    types: {
      bytes: 'blob',
      integer: 'integer',
      table: 'strict',
      keyedTable: 'strict, without rowid',
    },
    // The transaction alone holds the whole file.
    hold: () => [],
    refuse,
    freeze,
    // Asynchronous in form as well where it is closed already.
    async close() {
      await Promise.resolve()
      database.close()
    },
  }
}
