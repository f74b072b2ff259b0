import { integerOf } from './columns.ts'
import { type Connection, type Database, sql } from './sql.ts'

const firstTables = ({ types: { bytes, integer, table }, freeze }: Database): readonly string[] => [
  `create table if not exists audit_record (
    chain text not null,
    seq ${integer} not null,
    at ${integer} not null,
    kind text not null,
    look text not null,
    subject ${bytes},
    kid text not null,
    hidden_until ${integer},
    body ${bytes} not null,
    hash ${bytes} not null,
    primary key (chain, seq)
  ) ${table}`,
  'create index if not exists audit_record_subject on audit_record (subject, at)',
  'create index if not exists audit_record_look on audit_record (look)',
  'create index if not exists audit_record_at on audit_record (at)',
  `create table if not exists audit_checkpoint (
    chain text not null,
    number ${integer} not null,
    seq ${integer} not null,
    at ${integer} not null,
    hash ${bytes} not null,
    after text not null,
    key_id text not null,
    signature ${bytes} not null,
    primary key (chain, number)
  ) ${table}`,
  `create table if not exists audit_budget (
    bucket ${bytes} not null,
    subject ${bytes} not null,
    window_start ${integer} not null,
    primary key (bucket, subject)
  ) ${table}`,
  'create index if not exists audit_budget_window on audit_budget (window_start)',
  `create table if not exists audit_intake (
    id text not null primary key,
    at ${integer} not null,
    deadline_at ${integer} not null,
    followed ${integer},
    kid text not null,
    subject ${bytes},
    body ${bytes} not null
  ) ${table}`,
  'create index if not exists audit_intake_due on audit_intake (followed, deadline_at)',
  `create table if not exists audit_probe (
    chain text not null primary key,
    pad ${bytes} not null
  ) ${table}`,
  ...freeze('audit_record'),
  ...freeze('audit_checkpoint'),
]

/** Looks that are recorded together are one record, and each person of it finds their own. */
const subjectTable = ({
  types: { bytes, integer, keyedTable },
  freeze,
  hold,
  refuse,
}: Database): readonly string[] => [
  ...hold('audit_record'),
  `create table if not exists audit_subject (
    subject ${bytes} not null,
    look text not null,
    place ${integer} not null,
    primary key (subject, look, place)
  ) ${keyedTable}`,
  `insert into audit_subject (subject, look, place)
    select distinct subject, look, 0 from audit_record
    where subject is not null and kind in ('INTENT', 'OUTCOME')`,
  'drop index if exists audit_record_subject',
  ...freeze('audit_subject'),
  // A replica of before would record looks, named by 32 digits, that their persons never find: it records nothing any more.
  ...refuse('audit_record', 'length(new.look) = 32', 'a replica of an earlier version'),
]

/** A change of the tables is a step of its own, since what stands is never rewritten. */
const steps = [firstTables, subjectTable]

const asQuery = (text: string) => ({ texts: [text], values: [] })

const versionIn = async (connection: Connection): Promise<number> => {
  const [row] = await connection.run(sql`select max(version) as version from audit_schema`)
  return row === undefined || row['version'] === null ? 0 : integerOf(row, 'version')
}

const migrationLock = 0x6c69_656e_7468_6f6en

/** Replicas that start together make the tables once. Nothing is written where they stand, so that a role that may only add rows is enough. */
export const migrate = async (database: Database): Promise<void> => {
  if ((await versionIn(database).catch(() => 0)) >= steps.length) return
  await database.atLeisure(async (connection) => {
    const versions = asQuery(
      `create table if not exists audit_schema (version ${database.types.integer} not null)`,
    )
    for (const query of [...database.lock([migrationLock]), versions]) await connection.run(query)
    const done = await versionIn(connection)
    for (const text of steps.slice(done).flatMap((step) => step(database)))
      await connection.run(asQuery(text))
    if (done < steps.length)
      await connection.run(sql`insert into audit_schema (version) values (${steps.length})`)
  })
}
