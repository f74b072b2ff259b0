import type { SignCheckpoint, SignedCheckpoint } from '../chain/checkpoint.ts'
import { type Connection, sql } from '../database/sql.ts'
import { type Head, readUnnamedChains } from './head.ts'

const insert = async (connection: Connection, signed: SignedCheckpoint): Promise<void> => {
  const { chain, number, seq, at, hash, after, key, signature } = signed
  await connection.run(
    sql`insert into audit_checkpoint (chain, number, seq, at, hash, after, key_id, signature)
      values (${chain}, ${number}, ${seq}, ${at}, ${Buffer.from(hash, 'hex')}, ${JSON.stringify(after)},
        ${key}, ${Buffer.from(signature, 'base64')})`,
  )
}

/** Signs where the chain stands. The first one of a chain names those that nobody has named. */
export const addCheckpoint = async (
  connection: Connection,
  sign: SignCheckpoint,
  { chain, head, at }: { readonly chain: string; readonly head: Head; readonly at: number },
): Promise<SignedCheckpoint> => {
  const isFirst = head.checkpoint === null
  const signed = sign({
    chain,
    number: isFirst ? 0 : head.checkpoint.number + 1,
    seq: head.seq,
    at,
    hash: Buffer.from(head.hash).toString('hex'),
    after: isFirst ? await readUnnamedChains(connection, chain) : [],
  })
  await insert(connection, signed)
  return signed
}
