import { Client, Pool, type PoolClient, types } from 'pg'
import { type Connection, type Database, type Query, render, sql, type Transaction } from './sql.ts'

/** Whoever reads waits for others who read, and nobody who records waits for them. */
const connections = { reading: 2, writing: 2 }

/** What is locked first has to be seen as it is after that: by a snapshot of each statement, whatever the role's default is. */
const begin = 'begin isolation level read committed'

const run = async (client: Pick<Client, 'query'>, query: Query) => {
  const { rows } = await client.query<Record<string, unknown>>(
    render(query, (number) => `$${number}`),
    [...query.values],
  )
  return rows
}

const createPool = (url: string, timeoutMs: number, max: number): Pool => {
  const pool = new Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
    statement_timeout: timeoutMs,
    lock_timeout: timeoutMs,
    idle_in_transaction_session_timeout: 4 * timeoutMs,
    pipeline: true,
    keepAlive: true,
    allowExitOnIdle: true,
    application_name: 'lien-thong-audit',
    types,
  })
  // An idle connection that is lost is none of anybody's business: the next call gets another.
  pool.on('error', () => undefined)
  // Of one that is in use whoever asks next is told. The pool does not listen then, and the thread would end.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}

/** A connection on which something failed may still be at it: it is closed and never handed on. */
const using = async <T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> => {
  const client = await pool.connect()
  try {
    const result = await work(client)
    client.release()
    return result
  } catch (error) {
    client.release(true)
    throw error
  }
}

const freeze = (table: string): readonly string[] => [
  `create or replace function ${table}_frozen() returns trigger language plpgsql as
    $$ begin raise exception 'records are only added'; end $$`,
  ...['update', 'delete', 'truncate'].map(
    (act) => `create or replace trigger ${table}_no_${act} before ${act} on ${table}
      for each statement execute function ${table}_frozen()`,
  ),
]

const refuse = (table: string, condition: string, reason: string): readonly string[] => [
  `create or replace function ${table}_refused() returns trigger language plpgsql as
    $$ begin if ${condition} then raise exception '${reason}'; end if; return new; end $$`,
  `create or replace trigger ${table}_refused before insert on ${table}
    for each row execute function ${table}_refused()`,
]

/** A server that went away in the middle of it is given up some day. */
const leisureMs = 600_000

/** Of its own, since the pool gives up what takes longer than a record may. */
const atLeisure = async <T>(
  url: string,
  connectMs: number,
  work: (connection: Connection) => Promise<T>,
): Promise<T> => {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: connectMs,
    query_timeout: leisureMs,
    keepAlive: true,
    application_name: 'lien-thong-audit',
    types,
  })
  // Whoever waits for the query is told; without a listener the process would end.
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query(begin)
    // The server or the role may have limits of their own.
    await client.query('set local statement_timeout = 0; set local lock_timeout = 0')
    const result = await work({ run: (query) => run(client, query) })
    await client.query('commit')
    return result
  } finally {
    await client.end()
  }
}

/**
 * Each waiting for an answer is a way to the server and back: a record takes three of them. What is read goes along with the
 * beginning. What is written waits for its answer: behind a beginning that failed it would be kept statement by statement, as
 * some poolers answer one with an error and go on. Behind any other that failed the server refuses the rest. Closed, the
 * connection rolls back by itself, even where the server does not answer.
 */
const transact = <T>(pool: Pool, work: (transaction: Transaction) => Promise<T>): Promise<T> =>
  using(pool, async (client) => {
    const begun = client.query(begin)
    const send = (queries: readonly Query[]) =>
      Promise.all(queries.map((query) => run(client, query)))
    const transaction: Transaction = {
      run: (query) => begun.then(() => run(client, query)),
      runAll: (queries) => begun.then(() => send(queries)),
      readAll: send,
    }
    const [result] = await Promise.all([work(transaction), begun])
    await client.query('commit')
    return result
  })

/** @param limitMs what connecting and each statement may take */
export const openPostgres = (url: string, limitMs: number): Database => {
  const reading = createPool(url, limitMs, connections.reading)
  const writing = createPool(url, limitMs, connections.writing)
  return {
    run: (query) => using(reading, (client) => run(client, query)),
    transact: (work) => transact(writing, work),
    atLeisure: (work) => atLeisure(url, limitMs, work),
    lock: (names) =>
      names.map((name) => sql`select pg_advisory_xact_lock(${String(name)}::bigint)`),
    // Each statement is parsed and planned anew.
    rowsAtOnce: 1_000,
    // What failed on one connection ended with it.
    isSound: () => true,
    types: { bytes: 'bytea', integer: 'bigint', table: '', keyedTable: '' },
    hold: (table) => [`lock table ${table} in share row exclusive mode`],
    refuse,
    freeze,
    async close() {
      await Promise.all([reading.end(), writing.end()])
    },
  }
}
