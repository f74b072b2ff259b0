import type { Finding } from './findings.ts'
import {
  hashOf,
  isSigned,
  type PublicKeys,
  type StoredCheckpoint,
  type StoredRecord,
} from './records.ts'

export interface ChainInput {
  readonly chain: string
  readonly records: AsyncIterable<StoredRecord>
  /** As the store has them, by number. */
  readonly checkpoints: readonly StoredCheckpoint[]
  /** As they were kept elsewhere, signatures checked. */
  readonly anchors: readonly StoredCheckpoint[]
  readonly keys: PublicKeys
  readonly onRecord: () => void
}

export interface ChainResult {
  /** The first of each sort, records before checkpoints. */
  readonly findings: readonly Finding[]
  readonly records: number
  /** How many stand after the last checkpoint: nothing tells whether there were more. */
  readonly unsigned: number
}

const checkpointFindings = ({
  chain,
  checkpoints,
  anchors,
  keys,
}: ChainInput): readonly Finding[] => {
  const forged = checkpoints.find((checkpoint) => !isSigned(keys, checkpoint))
  const numbers = new Set(checkpoints.map(({ number }) => number))
  const lastAnchored = anchors.reduce((last, { number }) => Math.max(last, number), 0)
  const last = Math.max(checkpoints.at(-1)?.number ?? 0, lastAnchored)
  const missing = Array.from({ length: last + 1 }, (_, number) => number).find(
    (number) => !numbers.has(number),
  )
  return [
    ...(forged === undefined
      ? []
      : [{ kind: 'CHECKPOINT_FORGED', chain, number: forged.number } as const]),
    ...(missing === undefined
      ? []
      : [{ kind: 'CHECKPOINT_MISSING', chain, number: missing } as const]),
  ]
}

/** All that was signed of the chain, in its order. */
const signedOf = ({ checkpoints, anchors, keys }: ChainInput): readonly StoredCheckpoint[] =>
  [...checkpoints.filter((checkpoint) => isSigned(keys, checkpoint)), ...anchors].toSorted(
    (one, other) => one.seq - other.seq,
  )

/** Goes along the chain and stops at the first record that is not as it was. */
const walk = async (input: ChainInput, signed: readonly StoredCheckpoint[]) => {
  const { chain, records, onRecord } = input
  let seq = 0
  let hash: Uint8Array = Buffer.alloc(32)
  let next = 0
  let held = 0
  const holds = (): boolean => {
    for (; signed[next]?.seq === seq; next += 1) {
      if (signed[next]?.hash !== Buffer.from(hash).toString('hex')) return false
      held = seq
    }
    return true
  }
  const rewritten = (): Finding => ({ kind: 'REWRITTEN', chain, seq: held + 1, until: seq })
  const found = (finding: Finding | null) => ({
    finding,
    seq,
    held,
    until: signed.at(-1)?.seq ?? 0,
  })
  holds()
  for await (const record of records) {
    onRecord()
    if (record.seq !== seq + 1)
      return found({ kind: record.seq > seq ? 'MISSING' : 'ALTERED', chain, seq: seq + 1 })
    if (!hashOf(hash, record).equals(record.hash))
      return found({ kind: 'ALTERED', chain, seq: record.seq })
    seq = record.seq
    hash = record.hash
    if (!holds()) return found(rewritten())
  }
  return found(null)
}

export const verifyChain = async (input: ChainInput): Promise<ChainResult> => {
  const { chain } = input
  const { finding, seq, held, until } = await walk(input, signedOf(input))
  const cut: readonly Finding[] =
    finding === null && until > seq ? [{ kind: 'CUT', chain, seq: seq + 1, until }] : []
  return {
    findings: [...(finding === null ? [] : [finding]), ...cut, ...checkpointFindings(input)],
    records: seq,
    unsigned: finding === null ? seq - held : 0,
  }
}
