import type { Charge, Intent } from '../event.ts'
import type { MonthKey, MonthKeys } from '../keys/month-keys.ts'
import { keyedHash } from '../keys/seal.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** Who owns a budget stands nowhere in the clear. By the key of the window's beginning, which every replica agrees on. */
const bucketIdOf = (key: MonthKey, { owner, kind, windowStart }: Charge): Buffer =>
  keyedHash(key.budget, JSON.stringify(['bucket', owner, kind, windowStart]))

const subjectIn = (key: MonthKey, subject: string): Buffer =>
  keyedHash(key.budget, JSON.stringify(['subject', subject]))

/** One look's claim on one budget. */
export interface Share {
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
export const createSharesOf = (keys: MonthKeys) => {
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
export interface Wanted extends Pick<Share, 'id' | 'windowStart'> {
  readonly subjects: Set<string>
}

/** In one order for everybody, so that nobody waits for the lock of one who waits for theirs. */
export const wantedOf = (shares: readonly Share[]): readonly (readonly [string, Wanted])[] => {
  const wanted = new Map<string, Wanted>()
  for (const { bucket, id, windowStart, subject } of shares)
    remembered(wanted, bucket, () => ({ id, windowStart, subjects: new Set() })).subjects.add(
      subject,
    )
  return [...wanted].toSorted(([one], [other]) => (one < other ? -1 : 1))
}
