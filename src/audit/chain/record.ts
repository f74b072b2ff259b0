import { createHash } from 'node:crypto'

/** A row of audit_record without its hash. */
export interface ChainRecord {
  readonly chain: string
  /** From 1, without gaps. */
  readonly seq: number
  readonly at: number
  readonly kind: string
  readonly look: string
  readonly subject: Uint8Array | null
  readonly kid: string
  readonly hiddenUntil: number | null
  readonly body: Uint8Array
}

/** Before the first record of a chain. */
export const origin: Uint8Array = Buffer.alloc(32)

/**
 * What is hashed of a record, and what `scripts/audit-verify.ts` computes anew: one line of JSON. The form is never changed;
 * another one would get another number.
 */
const canonical = (record: ChainRecord): string =>
  JSON.stringify([
    1,
    record.chain,
    record.seq,
    record.at,
    record.kind,
    record.look,
    record.subject === null ? null : Buffer.from(record.subject).toString('hex'),
    record.kid,
    record.hiddenUntil,
    Buffer.from(record.body).toString('base64'),
  ])

/** Over what is sealed, so that it holds when the key is gone. */
export const hashOf = (previous: Uint8Array, record: ChainRecord): Buffer =>
  createHash('sha256').update(previous).update(canonical(record), 'utf8').digest()
