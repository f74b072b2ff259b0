import type { Checkpoint } from '../chain/checkpoint.ts'
import { origin } from '../chain/record.ts'
import { bytesOf, integerOf, textOf } from '../database/columns.ts'
import { type Connection, sql } from '../database/sql.ts'

/** How far a chain stands. */
export interface Head {
  readonly seq: number
  readonly hash: Uint8Array
  /** The last one signed; null before the chain is opened. */
  readonly checkpoint: Pick<Checkpoint, 'number' | 'seq' | 'at'> | null
}

export const readHead = async (connection: Connection, chain: string): Promise<Head> => {
  const [record] = await connection.run(
    sql`select seq, hash from audit_record where chain = ${chain} order by seq desc limit 1`,
  )
  const [checkpoint] = await connection.run(
    sql`select number, seq, at from audit_checkpoint where chain = ${chain}
      order by number desc limit 1`,
  )
  return {
    seq: record === undefined ? 0 : integerOf(record, 'seq'),
    hash: record === undefined ? origin : bytesOf(record, 'hash'),
    checkpoint:
      checkpoint === undefined
        ? null
        : {
            number: integerOf(checkpoint, 'number'),
            seq: integerOf(checkpoint, 'seq'),
            at: integerOf(checkpoint, 'at'),
          },
  }
}

/** Of so many chains that were opened last it is looked at whether another has named them. */
const recentChains = 200

export const readUnnamedChains = async (
  connection: Connection,
  chain: string,
): Promise<readonly string[]> => {
  const openings = await connection.run(
    sql`select chain, after from audit_checkpoint where number = 0
      order by at desc limit ${recentChains}`,
  )
  const named = new Set(
    openings.flatMap((row) => {
      const after: unknown = JSON.parse(textOf(row, 'after'))
      return Array.isArray(after) ? after.map(String) : []
    }),
  )
  return openings
    .map((row) => textOf(row, 'chain'))
    .filter((one) => one !== chain && !named.has(one))
}
