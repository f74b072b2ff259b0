import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto'

/** So far this chain stood at that moment, whatever is done to the store later. */
export interface Checkpoint {
  readonly chain: string
  /** From 0, which opens the chain before its first record. */
  readonly number: number
  readonly seq: number
  readonly at: number
  /** Of the record `seq`, hex. */
  readonly hash: string
  /** Chains that nobody had named when this one was opened: none of them can vanish without a trace. */
  readonly after: readonly string[]
}

export interface SignedCheckpoint extends Checkpoint {
  /** The first 16 hex digits of the public key's SHA-256. */
  readonly key: string
  /** Base64. */
  readonly signature: string
}

const payload = ({ chain, number, seq, at, hash, after }: Checkpoint): string =>
  JSON.stringify(['lien-thong audit checkpoint', 1, chain, number, seq, at, hash, after])

export type SignCheckpoint = (checkpoint: Checkpoint) => SignedCheckpoint

export const createSigner = (privatePem: string): SignCheckpoint => {
  const privateKey = createPrivateKey(privatePem)
  const publicDer = createPublicKey(privateKey).export({ type: 'spki', format: 'der' })
  const key = createHash('sha256').update(publicDer).digest('hex').slice(0, 16)
  return (checkpoint) => ({
    ...checkpoint,
    key,
    signature: sign(null, Buffer.from(payload(checkpoint)), privateKey).toString('base64'),
  })
}
