import { type ChainRecord, hashOf } from '../chain/record.ts'
import { createInsert } from '../database/insert.ts'
import { type Connection, type Database, list, rows, sql } from '../database/sql.ts'
import type { AuditEvent, Intent, Outcome } from '../event.ts'
import type { MonthKeys } from '../keys/month-keys.ts'
import { keyedHash, seal } from '../keys/seal.ts'
import { bodyOf, intakeBodyOf } from './bodies.ts'
import type { Head } from './head.ts'
import { intakePlaceOf, placeOf } from './places.ts'

export interface HashedRecord extends ChainRecord {
  readonly hash: Buffer
}

type End = Pick<Head, 'seq' | 'hash'>

const toRecord = (keys: MonthKeys, chain: string, end: End, event: AuditEvent): HashedRecord => {
  const key = keys.at(event.at)
  const place = { chain, seq: end.seq + 1, kind: event.kind, look: event.id }
  const record: ChainRecord = {
    ...place,
    at: event.at,
    subject: event.subject === null ? null : keyedHash(key.subject, event.subject),
    kid: key.kid,
    hiddenUntil: event.kind === 'INTENT' ? event.hiddenUntil : null,
    body: seal(key.seal, placeOf(place), bodyOf(event)),
  }
  return { ...record, hash: hashOf(end.hash, record) }
}

/** Each record bound to the one before it. */
export const chainUp = (
  keys: MonthKeys,
  chain: string,
  head: End,
  events: readonly AuditEvent[],
): readonly HashedRecord[] => {
  let end = head
  return events.map((event) => {
    const record = toRecord(keys, chain, end, event)
    end = record
    return record
  })
}

const valuesOf = (record: HashedRecord) => [
  record.chain,
  record.seq,
  record.at,
  record.kind,
  record.look,
  record.subject,
  record.kid,
  record.hiddenUntil,
  record.body,
  record.hash,
]

const addRecords = createInsert(
  `insert into audit_record
    (chain, seq, at, kind, look, subject, kid, hidden_until, body, hash)`,
)

export const insertRecords = (
  database: Database,
  connection: Connection,
  records: readonly HashedRecord[],
): Promise<void> => addRecords(database, connection, records.map(valuesOf))

export const insertIntakes = async (
  connection: Connection,
  keys: MonthKeys,
  intents: readonly Intent[],
): Promise<void> => {
  const values = intents.flatMap((intent) => {
    if (intent.followUp === null) return []
    const { id, at, subject, followUp } = intent
    const key = keys.at(at)
    return [
      [
        id,
        at,
        followUp.deadlineAt,
        key.kid,
        seal(key.seal, intakePlaceOf(id, 'subject'), subject),
        seal(key.seal, intakePlaceOf(id, 'body'), intakeBodyOf(intent)),
      ],
    ]
  })
  if (values.length === 0) return
  await connection.run(
    sql`insert into audit_intake (id, at, deadline_at, kid, subject, body) values ${rows(values)}`,
  )
}

/** Where the source did not answer or refused, nobody was looked at: there is nothing to follow. */
export const dropIntakes = async (
  connection: Connection,
  outcomes: readonly Outcome[],
): Promise<void> => {
  const ids = outcomes
    .filter(({ result }) => result === 'UNAVAILABLE' || result === 'REFUSED')
    .map(({ id }) => id)
  if (ids.length === 0) return
  await connection.run(
    sql`delete from audit_intake where id in (${list(ids)}) and followed is null`,
  )
}
