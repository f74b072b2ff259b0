import { type ChainRecord, hashOf } from '../chain/record.ts'
import { createInsert } from '../database/insert.ts'
import { type Database, list, type Query, rows, sql } from '../database/sql.ts'
import type { AuditEvent, Intent, Outcome } from '../event.ts'
import type { MonthKey, MonthKeys } from '../keys/month-keys.ts'
import { seal } from '../keys/seal.ts'
import { groupOf, placeIn } from '../look-name.ts'
import { bodyOf, intakeBodyOf } from './bodies.ts'
import { type EventGroup, groupUp } from './groups.ts'
import type { Head } from './head.ts'
import { packPersons, type Person } from './persons.ts'
import { intakePlaceOf, placeOf } from './places.ts'
import { subjectName } from './subject-names.ts'

export interface GroupRecord extends ChainRecord {
  readonly hash: Buffer
  /** Whose looks these are, for their own eyes. */
  readonly subjects: readonly SubjectRow[]
}

type End = Pick<Head, 'seq' | 'hash'>

/** By whom looks are found: a refused look is shown to nobody. */
export interface SubjectRow extends Person {
  readonly look: string
}

const subjectsOf = (key: MonthKey, group: EventGroup): readonly SubjectRow[] =>
  group.flatMap(({ id, subject }) =>
    subject === null
      ? []
      : [
          {
            subject: subjectName(key, subject),
            look: groupOf(id),
            place: placeIn(id),
          },
        ],
  )

const toRecord = (keys: MonthKeys, chain: string, end: End, group: EventGroup): GroupRecord => {
  const [first] = group
  const key = keys.at(first.at)
  const place = { chain, seq: end.seq + 1, kind: first.kind, look: groupOf(first.id) }
  const subjects = subjectsOf(key, group)
  const record: ChainRecord = {
    ...place,
    at: first.at,
    subject: packPersons(subjects),
    kid: key.kid,
    hiddenUntil: first.kind === 'INTENT' ? first.hiddenUntil : null,
    body: seal(key.seal, placeOf(place), bodyOf(group)),
  }
  return {
    ...record,
    hash: hashOf(end.hash, record),
    subjects: first.kind === 'REFUSAL' ? [] : subjects,
  }
}

/** Each record bound to the one before it. */
export const chainUp = (
  keys: MonthKeys,
  chain: string,
  head: End,
  events: readonly AuditEvent[],
): readonly GroupRecord[] => {
  let end = head
  return groupUp(events).map((group) => {
    const record = toRecord(keys, chain, end, group)
    end = record
    return record
  })
}

const valuesOf = (record: GroupRecord) => [
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

/** The outcome may name whom the intent has named already. */
const addSubjects = createInsert(
  'insert into audit_subject (subject, look, place)',
  ' on conflict do nothing',
)

export const insertRecords = (
  database: Database,
  records: readonly GroupRecord[],
): readonly Query[] => [
  ...addRecords(database, records.map(valuesOf)),
  ...addSubjects(
    database,
    records.flatMap(({ subjects }) =>
      subjects.map(({ subject, look, place }) => [subject, look, place]),
    ),
  ),
]

export const insertIntakes = (keys: MonthKeys, intents: readonly Intent[]): readonly Query[] => {
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
  if (values.length === 0) return []
  return [
    sql`insert into audit_intake (id, at, deadline_at, kid, subject, body) values ${rows(values)}`,
  ]
}

/** Where the source did not answer or refused, nobody was looked at: there is nothing to follow. */
export const dropIntakes = (outcomes: readonly Outcome[]): readonly Query[] => {
  const ids = outcomes
    .filter(({ result }) => result === 'UNAVAILABLE' || result === 'REFUSED')
    .map(({ id }) => id)
  if (ids.length === 0) return []
  return [sql`delete from audit_intake where id in (${list(ids)}) and followed is null`]
}
