import { createInsert } from '../database/insert.ts'
import {
  type Connection,
  type Database,
  list,
  type Query,
  type Row,
  sql,
  type Transaction,
} from '../database/sql.ts'
import { bytesOf, integerOf } from '../database/columns.ts'
import type { Intent } from '../event.ts'
import type { MonthKeys } from '../keys/month-keys.ts'
import { createSharesOf, type Share, type Wanted, wantedOf } from './shares.ts'

interface Bucket {
  readonly id: Buffer
  readonly windowStart: number
  /** Persons known before, of those asked for now. */
  readonly known: Set<string>
  readonly added: Set<string>
  used: number
}

export interface Budgets {
  /** Whether the person fits into every budget that the look is charged to; if so, they count from now on. */
  take(intent: Intent): boolean
  /** Statements that add who counts from now on. */
  additions(): readonly Query[]
}

/** How many count in the bucket, and who of those asked for. */
const reading = ({ id, subjects }: Wanted): readonly [Query, Query] => [
  sql`select count(*) as used from audit_budget where bucket = ${id}`,
  sql`select subject from audit_budget where bucket = ${id}
    and subject in (${list([...subjects].map((subject) => Buffer.from(subject, 'hex')))})`,
]

const toBucket = (
  { id, windowStart }: Wanted,
  [counted]: readonly Row[] = [],
  known: readonly Row[] = [],
): Bucket => ({
  id,
  windowStart,
  known: new Set(known.map((row) => Buffer.from(bytesOf(row, 'subject')).toString('hex'))),
  added: new Set(),
  used: counted === undefined ? 0 : integerOf(counted, 'used'),
})

const fits = (bucket: Bucket | undefined, { subject, limit }: Share): boolean =>
  bucket !== undefined &&
  (bucket.known.has(subject) ||
    bucket.added.has(subject) ||
    bucket.used + bucket.added.size < limit)

const addPersons = createInsert('insert into audit_budget (bucket, subject, window_start)')

const additionsTo = (buckets: Iterable<Bucket>) =>
  [...buckets].flatMap(({ id, windowStart, added }) =>
    [...added].map((subject) => [id, Buffer.from(subject, 'hex'), windowStart]),
  )

const lockNameOf = (bucket: string): bigint => BigInt.asIntN(64, BigInt(`0x${bucket.slice(0, 16)}`))

const loadBuckets = async (
  database: Database,
  transaction: Transaction,
  shares: readonly Share[],
): Promise<ReadonlyMap<string, Bucket>> => {
  const wanted = wantedOf(shares)
  const locks = database.lock(wanted.map(([name]) => lockNameOf(name)))
  const readings = wanted.flatMap(([, bucket]) => reading(bucket))
  const answers = (await transaction.readAll([...locks, ...readings])).slice(locks.length)
  return new Map(
    wanted.map(([name, bucket], at) => [
      name,
      toBucket(bucket, answers[2 * at], answers[2 * at + 1]),
    ]),
  )
}

/** Locks and reads the budgets that the intents are charged to. */
export const loadBudgets = async (
  database: Database,
  transaction: Transaction,
  keys: MonthKeys,
  intents: readonly Intent[],
): Promise<Budgets> => {
  const sharesOf = createSharesOf(keys)
  const shares = new Map(intents.map((intent) => [intent, sharesOf(intent)]))
  const buckets = await loadBuckets(database, transaction, [...shares.values()].flat())
  return {
    take(intent) {
      const own = shares.get(intent) ?? []
      if (!own.every((share) => fits(buckets.get(share.bucket), share))) return false
      for (const { bucket: name, subject } of own) {
        const bucket = buckets.get(name)
        if (bucket?.known.has(subject) === false) bucket.added.add(subject)
      }
      return true
    },
    additions: () => addPersons(database, additionsTo(buckets.values())),
  }
}

/** Longer than any window. */
const keptMs = 62 * 24 * 3_600_000

export const forgetOldBudgets = async (connection: Connection, now: number): Promise<void> => {
  await connection.run(sql`delete from audit_budget where window_start < ${now - keptMs}`)
}
