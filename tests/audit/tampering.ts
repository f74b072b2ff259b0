import { sign } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import { hashOf } from '../../src/audit/chain/record.ts'
import { toRecord } from '../../scripts/audit-verify/decode.ts'

/** What may be done to a store by somebody who holds the database, and not the signing key. */
export interface Tampering {
  readonly act: string
  /** From 1. */
  readonly seq: number
  readonly other: number
}

type Do = (database: DatabaseSync, chain: string, seq: number, other: number) => void

const change =
  (assignment: string): Do =>
  (database, chain, seq) =>
    void database
      .prepare(`update audit_record set ${assignment} where chain = ? and seq = ?`)
      .run(chain, seq)

const rewriteFrom: Do = (database, chain, seq) => {
  change("at = at + 1, kind = 'OUTCOME'")(database, chain, seq, 0)
  const rows = database
    .prepare('select * from audit_record where chain = ? order by seq')
    .all(chain)
    .map(toRecord)
  const update = database.prepare('update audit_record set hash = ? where chain = ? and seq = ?')
  let hash: Uint8Array = Buffer.alloc(32)
  for (const record of rows) {
    hash = record.seq < seq ? record.hash : hashOf(hash, record)
    update.run(hash, chain, record.seq)
  }
}

/** Everything but their places. */
const swap: Do = (database, chain, seq, other) => {
  const move = database.prepare('update audit_record set seq = ? where chain = ? and seq = ?')
  move.run(-1, chain, seq)
  move.run(seq, chain, other)
  move.run(other, chain, -1)
}

export const columnActs: Readonly<Record<string, Do>> = {
  'alter the chain': change("chain = 'another'"),
  'alter the place': change('seq = 100000 + seq'),
  'alter the time': change('at = at + 1'),
  'alter the kind': change("kind = 'REFUSED'"),
  'alter the look': change("look = 'f' || substr(look, 2) || '0'"),
  'alter the person': change("subject = x'00'"),
  'remove the person': change("subject = null, body = cast(body || x'00' as blob)"),
  'alter the key': change("kid = '2020-01'"),
  'hide it': change('hidden_until = 4000000000000'),
  'alter the body': change("body = cast(substr(body, 2) || substr(body, 1, 1) || x'00' as blob)"),
  'alter the hash': change("hash = cast(substr(hash, 1, 31) || x'0000' as blob)"),
}

export const rowActs: Readonly<Record<string, Do>> = {
  remove: (database, chain, seq) =>
    void database.prepare('delete from audit_record where chain = ? and seq = ?').run(chain, seq),
  swap,
}

export const cutTail: Do = (database, chain, seq) =>
  void database.prepare('delete from audit_record where chain = ? and seq >= ?').run(chain, seq)

export const cutTailAndCheckpoints: Do = (database, chain, seq) => {
  cutTail(database, chain, seq, 0)
  database.prepare('delete from audit_checkpoint where chain = ? and seq >= ?').run(chain, seq)
}

export const dropChain: Do = (database, chain) => {
  for (const table of ['audit_record', 'audit_checkpoint'])
    database.prepare(`delete from ${table} where chain = ?`).run(chain)
}

export { rewriteFrom }

export const rewriteAndDropCheckpoints: Do = (database, chain, seq) => {
  rewriteFrom(database, chain, seq, 0)
  database.prepare('delete from audit_checkpoint where chain = ? and seq >= ?').run(chain, seq)
}

/** Signed by a key of one's own, under the name of the right one. */
export const forgeCheckpoint =
  (privatePem: string): Do =>
  (database, chain, number) => {
    const signature = sign(null, Buffer.from('anything'), privatePem)
    database
      .prepare('update audit_checkpoint set signature = ? where chain = ? and number = ?')
      .run(signature, chain, number)
  }

/** The triggers are no obstacle to who owns the file. */
export const tamperWith = (file: string, run: (database: DatabaseSync) => void): void => {
  const database = new DatabaseSync(file)
  // A copy that is thrown away may be lost with the machine.
  database.exec('pragma synchronous = off; pragma journal_mode = memory')
  for (const table of ['audit_record', 'audit_checkpoint', 'audit_subject'])
    for (const act of ['update', 'delete']) database.exec(`drop trigger ${table}_no_${act}`)
  run(database)
  database.close()
}
