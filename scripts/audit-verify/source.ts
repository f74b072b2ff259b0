import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { type Row, toCheckpoint, toRecord, toRow } from './decode.ts'
import type { StoredCheckpoint, StoredRecord } from './records.ts'

export interface Source {
  chains(): Promise<readonly string[]>
  /** By number. */
  checkpoints(chain: string): Promise<readonly StoredCheckpoint[]>
  /** By their place in the chain, one after the other. */
  records(chain: string): AsyncIterable<StoredRecord>
  close(): Promise<void>
}

const chainsQuery =
  'select chain from audit_checkpoint union select chain from audit_record order by chain'
const checkpointsQuery = 'select * from audit_checkpoint where chain = $1 order by number'
const recordsQuery =
  'select * from audit_record where chain = $1 and seq > $2 order by seq limit $3'
const atOnce = 500

type Ask = (text: string, values: readonly (string | number)[]) => Promise<readonly Row[]>

async function* pages(ask: Ask, chain: string): AsyncIterable<StoredRecord> {
  let last = Number.MIN_SAFE_INTEGER
  for (;;) {
    const page = (await ask(recordsQuery, [chain, last, atOnce])).map(toRecord)
    yield* page
    const end = page.at(-1)
    if (end === undefined) return
    last = end.seq
  }
}

const overSql = (ask: Ask, close: () => Promise<void>): Source => ({
  chains: async () => (await ask(chainsQuery, [])).map(({ chain }) => String(chain)),
  checkpoints: async (chain) => (await ask(checkpointsQuery, [chain])).map(toCheckpoint),
  records: (chain) => pages(ask, chain),
  close,
})

export const openSqlite = (file: string): Source => {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 })
  const prepare = (text: string) => database.prepare(text.replaceAll(/\$\d/g, '?'))
  const statements = new Map<string, ReturnType<typeof prepare>>()
  const ask: Ask = (text, values) => {
    const statement = statements.get(text) ?? prepare(text)
    statements.set(text, statement)
    return Promise.resolve(statement.all(...values))
  }
  return overSql(ask, () => {
    database.close()
    return Promise.resolve()
  })
}

export const openPostgres = async (url: string): Promise<Source> => {
  const { Client } = await import('pg')
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  await client.connect()
  const ask: Ask = async (text, values) => (await client.query<Row>(text, [...values])).rows
  return overSql(ask, () => client.end())
}

async function* rowsOf(file: string): AsyncIterable<Row> {
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const row = toRow(line)
    if (row !== null) yield row
  }
}

/** Rows of both tables, one JSON object a line. Read once for each chain, so that records need no memory. */
export const openJson = async (file: string): Promise<Source> => {
  const chains = new Set<string>()
  const checkpoints: StoredCheckpoint[] = []
  for await (const row of rowsOf(file)) {
    chains.add(String(row['chain']))
    if ('number' in row) checkpoints.push(toCheckpoint(row))
  }
  return {
    chains: () => Promise.resolve([...chains].toSorted()),
    checkpoints: (chain) =>
      Promise.resolve(
        checkpoints
          .filter((one) => one.chain === chain)
          .toSorted((one, other) => one.number - other.number),
      ),
    async *records(chain) {
      for await (const row of rowsOf(file))
        if (row['chain'] === chain && !('number' in row)) yield toRecord(row)
    },
    close: () => Promise.resolve(),
  }
}
