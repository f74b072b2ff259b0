import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { hashOf, origin } from '../../../src/audit/chain/record.ts'
import { createMonthKeys, type MonthSecret } from '../../../src/audit/keys/month-keys.ts'
import { keyedHash, unseal } from '../../../src/audit/keys/seal.ts'
import { placeOf } from '../../../src/audit/store/places.ts'

interface Row {
  readonly chain: string
  readonly seq: number
  readonly at: number
  readonly kind: string
  readonly look: string
  readonly subject: Uint8Array | null
  readonly kid: string
  readonly hidden_until: number | null
  readonly body: Uint8Array
  readonly hash: Uint8Array
}

/** SHA-256, and two bytes of the place that a person has in the record. */
const [hashLength, length] = [32, 34]

const short = (...parts: readonly (string | Uint8Array)[]): string =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('base64')

/** Reads the store itself, on a connection of its own: what it sees is committed. */
export const readIntents = (directory: string) => {
  const database = new DatabaseSync(join(directory, 'audit.sqlite'), { timeout: 1_000 })
  const { keys: secrets } = JSON.parse(readFileSync(join(directory, 'keys.json'), 'utf8')) as {
    readonly keys: readonly MonthSecret[]
  }
  const keys = createMonthKeys(secrets)
  const select = database.prepare('select * from audit_record where seq > ? order by seq')
  const known = new Set<string>()
  let last = 0
  let hash: Uint8Array = origin
  let gaps = 0

  const note = (row: Row): void => {
    const record = { ...row, hiddenUntil: row.hidden_until }
    if (row.seq !== last + 1 || !hashOf(hash, record).equals(row.hash)) gaps += 1
    last = row.seq
    hash = row.hash
    if (row.kind !== 'INTENT' || row.subject === null) return
    const key = keys.find(row.kid)
    const body = key && unseal(key.seal, placeOf(row), row.body)
    const { asker } = JSON.parse(body ?? '{}') as { readonly asker?: { requestId: string } }
    for (let start = 0; start < row.subject.length; start += length)
      known.add(short(asker?.requestId ?? '', row.subject.subarray(start, start + hashLength)))
  }

  /** Of a store that one gateway alone has written: one chain. */
  const readOn = (): void => {
    for (const row of select.iterate(last)) note(row as unknown as Row)
  }

  return {
    has(requestId: string, number: string): boolean {
      readOn()
      return keys.all().some((key) => known.has(short(requestId, keyedHash(key.subject, number))))
    },
    /** Whether each record so far follows the one before it. */
    isWhole(): boolean {
      readOn()
      return last > 0 && gaps === 0
    },
    count: () => last,
    close: () => database.close(),
  }
}
