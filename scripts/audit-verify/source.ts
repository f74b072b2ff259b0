import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { type Row, toCheckpoint, toListed, toRecord, toRow } from './decode.ts'
import type { StoredCheckpoint, StoredRecord } from './records.ts'

/** One look at one person, as audit_subject has it. */
export interface Listed {
  /** A keyed hash of the person's number, hex. */
  readonly subject: string
  readonly look: string
}

export interface Listing {
  /** Those of the looks that their person would find. */
  found(looks: readonly Listed[]): Promise<readonly Listed[]>
  /** How many looks somebody would find who was not looked at. */
  foreign(): Promise<number>
}

export interface Source {
  chains(): Promise<readonly string[]>
  /** By number. */
  checkpoints(chain: string): Promise<readonly StoredCheckpoint[]>
  /** By their place in the chain, one after the other. */
  records(chain: string): AsyncIterable<StoredRecord>
  /** By what persons find the looks at them; null where the source does not hold it. */
  readonly listing: Listing | null
  close(): Promise<void>
}

const chainsQuery =
  'select chain from audit_checkpoint union select chain from audit_record order by chain'
const checkpointsQuery = 'select * from audit_checkpoint where chain = $1 order by number'
const recordsQuery =
  'select * from audit_record where chain = $1 and seq > $2 order by seq limit $3'
const atOnce = 500

type Ask = (
  text: string,
  values: readonly (string | number | Uint8Array)[],
) => Promise<readonly Row[]>

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

const lookUp = async (ask: Ask, looks: readonly Listed[]): Promise<readonly Listed[]> => {
  const pairs = looks.map((_, at) => `(subject = $${2 * at + 1} and look = $${2 * at + 2})`)
  const rows = await ask(
    `select subject, look from audit_subject where ${pairs.join(' or ')}`,
    looks.flatMap(({ subject, look }) => [Buffer.from(subject, 'hex'), look]),
  )
  return rows.map(toListed)
}

/** How a database says that one text of bytes is part of another differs. */
const countForeign = async (ask: Ask, isPart: string): Promise<number> => {
  const [row] = await ask(
    `select count(*) as count from audit_subject s where not exists (select 1 from audit_record r
      where r.look = s.look and r.kind in ('INTENT', 'OUTCOME') and ${isPart} > 0)`,
    [],
  )
  return Number(row?.['count'] ?? 0)
}

const overSql = (ask: Ask, isPart: string, close: () => Promise<void>): Source => ({
  chains: async () => (await ask(chainsQuery, [])).map(({ chain }) => String(chain)),
  checkpoints: async (chain) => (await ask(checkpointsQuery, [chain])).map(toCheckpoint),
  records: (chain) => pages(ask, chain),
  listing: {
    found: (looks) => lookUp(ask, looks),
    foreign: () => countForeign(ask, isPart),
  },
  close,
})

export const openSqlite = (file: string): Source => {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 })
  const prepare = (text: string) => database.prepare(text.replaceAll(/\$\d+/g, '?'))
  const statements = new Map<string, ReturnType<typeof prepare>>()
  const ask: Ask = (text, values) => {
    const statement = statements.get(text) ?? prepare(text)
    statements.set(text, statement)
    return Promise.resolve(statement.all(...values))
  }
  return overSql(ask, 'instr(r.subject, s.subject)', () => {
    database.close()
    return Promise.resolve()
  })
}

export const openPostgres = async (url: string): Promise<Source> => {
  const { Client } = await import('pg')
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  await client.connect()
  const ask: Ask = async (text, values) => (await client.query<Row>(text, [...values])).rows
  return overSql(ask, 'position(s.subject in r.subject)', () => client.end())
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
    listing: null,
    close: () => Promise.resolve(),
  }
}
