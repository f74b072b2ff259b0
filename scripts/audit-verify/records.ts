import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto'

/** A row of audit_record. */
export interface StoredRecord {
  readonly chain: string
  readonly seq: number
  readonly at: number
  readonly kind: string
  readonly look: string
  readonly subject: Uint8Array | null
  readonly kid: string
  readonly hiddenUntil: number | null
  readonly body: Uint8Array
  readonly hash: Uint8Array
}

/** A row of audit_checkpoint, or a line of the file of anchors. */
export interface StoredCheckpoint {
  readonly chain: string
  readonly number: number
  readonly seq: number
  readonly at: number
  readonly hash: string
  readonly after: readonly string[]
  readonly key: string
  readonly signature: string
}

export const hashOf = (previous: Uint8Array, record: StoredRecord): Buffer => {
  const canonical = JSON.stringify([
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
  return createHash('sha256').update(previous).update(canonical, 'utf8').digest()
}

export type PublicKeys = ReadonlyMap<string, KeyObject>

const pemPattern = /-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g

/** Every public key of the texts, by the name that checkpoints call it. */
export const readPublicKeys = (texts: readonly string[]): PublicKeys =>
  new Map(
    texts
      .flatMap((text) => text.match(pemPattern) ?? [])
      .map((pem) => {
        const key = createPublicKey(pem)
        const der = key.export({ type: 'spki', format: 'der' })
        return [createHash('sha256').update(der).digest('hex').slice(0, 16), key]
      }),
  )

export const isSigned = (keys: PublicKeys, checkpoint: StoredCheckpoint): boolean => {
  const { chain, number, seq, at, hash, after, key, signature } = checkpoint
  const known = keys.get(key)
  const payload = JSON.stringify([
    'lien-thong audit checkpoint',
    1,
    chain,
    number,
    seq,
    at,
    hash,
    after,
  ])
  return (
    known !== undefined &&
    verify(null, Buffer.from(payload), known, Buffer.from(signature, 'base64'))
  )
}
