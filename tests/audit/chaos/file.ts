import { closeSync, openSync, statSync, writeSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

/** Where in a write the disk is found to be full. */
const steps = {
  'full at the record': ['audit_record', 'rollback'],
  'full at the budget': ['audit_budget', 'abort'],
  'full at the intake': ['audit_intake', 'abort'],
  'full at the checkpoint': ['audit_checkpoint', 'rollback'],
  'full at the probe': ['audit_probe', 'abort'],
} as const

type FullAt = keyof typeof steps | 'full at the end'

/** What may befall the file. */
export type FileFault = FullAt | 'locked' | 'read-only'

const using = <T>(file: string, run: (database: DatabaseSync) => T): T => {
  const database = new DatabaseSync(file, { timeout: 5_000 })
  try {
    database.exec('pragma synchronous = off')
    return run(database)
  } finally {
    database.close()
  }
}

/**
 * Triggers that do nothing until a step is named in a table beside the audit's own. What they raise is what SQLite says of
 * a full disk; at the end it is a constraint that is looked at when the transaction is committed.
 */
export const layTraps = (file: string): void =>
  using(file, (database) => {
    database.exec(`create table trap (step text primary key) strict;
      create table emptiness (id integer primary key) strict;
      create table at_the_end (id integer references emptiness (id) deferrable initially deferred) strict`)
    for (const [step, [table, how]] of Object.entries(steps))
      database.exec(`create trigger trap_${table} before insert on ${table}
        when exists (select 1 from trap where step = '${step}')
        begin select raise(${how}, 'database or disk is full'); end`)
    for (const table of ['audit_record', 'audit_probe'])
      database.exec(`create trigger trap_end_${table} before insert on ${table}
        when exists (select 1 from trap where step = 'full at the end')
        begin insert into at_the_end (id) values (1); end`)
  })

/** Of the file's own header: a number that this SQLite does not know how to write, and the one that stood there. */
const writeVersions = { unknown: 9, log: 2 } as const

const setWriteVersion = (file: string, version: number): void => {
  const descriptor = openSync(file, 'r+')
  writeSync(descriptor, Buffer.from([version]), 0, 1, 18)
  closeSync(descriptor)
}

const logSize = (file: string): number =>
  statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0

/**
 * The header is read from the file by whoever finds that the log has grown. We alone may write while the number is changed,
 * and the log, which counts before the file, has no header; what we add to it then is what the others find.
 */
const forbidWriting = (file: string): void =>
  using(file, (database) => {
    do {
      if (database.isTransaction) database.exec('rollback')
      database.exec('pragma wal_checkpoint(truncate); begin immediate')
    } while (logSize(file) > 0)
    setWriteVersion(file, writeVersions.unknown)
    database.exec('insert into emptiness default values; delete from emptiness; commit')
  })

const locks = new Map<string, DatabaseSync>()

const lock = (file: string): void => {
  const other = new DatabaseSync(file, { timeout: 5_000 })
  other.exec('begin immediate')
  locks.set(file, other)
}

/** Gives the way to mend it. */
export const breakFile = (file: string, fault: FileFault): (() => void) => {
  if (fault === 'locked') {
    lock(file)
    return () => locks.get(file)?.close()
  }
  if (fault === 'read-only') {
    forbidWriting(file)
    return () => setWriteVersion(file, writeVersions.log)
  }
  // A disk on which no record has room has none for a probe.
  const full = fault === 'full at the record' ? [fault, 'full at the probe'] : [fault]
  using(file, (database) => {
    for (const step of full) database.prepare('insert into trap values (?)').run(step)
  })
  return () => using(file, (database) => database.exec('delete from trap'))
}
