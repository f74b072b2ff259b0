import type { StoredCheckpoint, StoredRecord } from './records.ts'

export type Row = Readonly<Record<string, unknown>>

/** One look at one person, as audit_subject has it. */
export interface Listed {
  /** A keyed hash of the person's number, hex. */
  readonly subject: string
  readonly look: string
  readonly place: number
}

/** Binary columns of a JSON export are written in hex, as PostgreSQL and SQLite's `hex()` do. */
const bytesOf = (value: unknown): Uint8Array => {
  if (value instanceof Uint8Array) return value
  return typeof value === 'string' ? Buffer.from(value.replace(/^\\x/, ''), 'hex') : Buffer.alloc(0)
}

/** No moment and no place in a chain: JSON writes NaN like null, which some columns may hold. */
const noNumber = -0.5

const numberOf = (value: unknown): number => {
  const isNumber = typeof value === 'number' || typeof value === 'bigint'
  const number = isNumber || (typeof value === 'string' && value !== '') ? Number(value) : noNumber
  return Number.isFinite(number) ? number : noNumber
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

export const toRecord = (row: Row): StoredRecord => ({
  chain: textOf(row['chain']),
  seq: numberOf(row['seq']),
  at: numberOf(row['at']),
  kind: textOf(row['kind']),
  look: textOf(row['look']),
  subject: row['subject'] == null ? null : bytesOf(row['subject']),
  kid: textOf(row['kid']),
  hiddenUntil: row['hidden_until'] == null ? null : numberOf(row['hidden_until']),
  body: bytesOf(row['body']),
  hash: bytesOf(row['hash']),
})

export const toListed = (row: Row): Listed => ({
  subject: Buffer.from(bytesOf(row['subject'])).toString('hex'),
  look: textOf(row['look']),
  place: numberOf(row['place']),
})

const namesIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.map(String) : []

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

export const toCheckpoint = (row: Row): StoredCheckpoint => ({
  chain: textOf(row['chain']),
  number: numberOf(row['number']),
  seq: numberOf(row['seq']),
  at: numberOf(row['at']),
  hash: Buffer.from(bytesOf(row['hash'])).toString('hex'),
  after: namesIn(parse(textOf(row['after']))),
  key: textOf(row['key_id']),
  signature: Buffer.from(bytesOf(row['signature'])).toString('base64'),
})

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null

/** Null: not a whole line of a file of anchors. */
export const toAnchor = (line: string): StoredCheckpoint | null => {
  const value = parse(line)
  if (!isRow(value)) return null
  return {
    chain: textOf(value['chain']),
    number: numberOf(value['number']),
    seq: numberOf(value['seq']),
    at: numberOf(value['at']),
    hash: textOf(value['hash']),
    after: namesIn(value['after']),
    key: textOf(value['key']),
    signature: textOf(value['signature']),
  }
}

export const toRow = (line: string): Row | null => {
  const value = parse(line)
  return isRow(value) ? value : null
}
