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
import type { Charge, Intent } from '../event.ts'
import type { MonthKey, MonthKeys } from '../keys/month-keys.ts'
import { keyedHash } from '../keys/seal.ts'

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

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** Who owns a budget stands nowhere in the clear. By the key of the window's beginning, which every replica agrees on. */
const bucketIdOf = (key: MonthKey, { owner, kind, windowStart }: Charge): Buffer =>
  keyedHash(key.budget, JSON.stringify(['bucket', owner, kind, windowStart]))

const subjectIn = (key: MonthKey, subject: string): Buffer =>
  keyedHash(key.budget, JSON.stringify(['subject', subject]))

interface Share {
  readonly bucket: string
  readonly id: Buffer
  readonly windowStart: number
  readonly subject: string
  readonly limit: number
}

const remembered = <T>(known: Map<string, T>, name: string, make: () => T): T => {
  const value = known.get(name) ?? make()
  known.set(name, value)
  return value
}

/** The looks of one board share their budgets, and the budgets of one look its subject: each is hashed once. */
const createSharesOf = (keys: MonthKeys) => {
  const buckets = new Map<string, Pick<Share, 'bucket' | 'id'>>()
  const subjects = new Map<string, string>()
  return ({ charges, countedAs }: Intent): readonly Share[] =>
    charges.map((charge) => {
      const { owner, kind, windowStart, limit } = charge
      const key = keys.at(windowStart)
      const bucket = remembered(buckets, `${windowStart} ${kind} ${owner}`, () => {
        const id = bucketIdOf(key, charge)
        return { bucket: hex(id), id }
      })
      const hashed = remembered(subjects, `${windowStart} ${countedAs}`, () =>
        hex(subjectIn(key, countedAs)),
      )
      return { ...bucket, windowStart, subject: hashed, limit }
    })
}

/** Who is asked for in one bucket. */
interface Wanted extends Pick<Share, 'id' | 'windowStart'> {
  readonly subjects: Set<string>
}

/** In one order for everybody, so that nobody waits for the lock of one who waits for theirs. */
const wantedOf = (shares: readonly Share[]): readonly (readonly [string, Wanted])[] => {
  const wanted = new Map<string, Wanted>()
  for (const { bucket, id, windowStart, subject } of shares)
    remembered(wanted, bucket, () => ({ id, windowStart, subjects: new Set() })).subjects.add(
      subject,
    )
  return [...wanted].toSorted(([one], [other]) => (one < other ? -1 : 1))
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
  known: new Set(known.map((row) => hex(bytesOf(row, 'subject')))),
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
  const answers = (await transaction.runAll([...locks, ...readings])).slice(locks.length)
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
