import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'
import { monthOf } from './month.ts'

export interface MonthSecret {
  readonly kid: string
  readonly month: string
  /** 32 bytes in base64. */
  readonly secret: string
}

/** All that is named or sealed in one month ends with one secret. */
export interface MonthKey {
  readonly kid: string
  readonly month: string
  readonly seal: KeyObject
  readonly subject: KeyObject
  readonly budget: KeyObject
}

export interface MonthKeys {
  /** The key of that month, else that of the month before it which has one: a forgotten key must not stop a country's counters. */
  at(moment: number): MonthKey
  /** Null: destroyed, or never known here. */
  find(kid: string): MonthKey | null
  all(): readonly MonthKey[]
}

const derive = (secret: string, use: string): KeyObject =>
  createSecretKey(
    Buffer.from(
      hkdfSync('sha256', Buffer.from(secret, 'base64'), '', `lien-thong audit ${use}`, 32),
    ),
  )

const toKey = ({ kid, month, secret }: MonthSecret): MonthKey => ({
  kid,
  month,
  seal: derive(secret, 'seal'),
  subject: derive(secret, 'subject'),
  budget: derive(secret, 'budget'),
})

export const createMonthKeys = (secrets: readonly MonthSecret[]): MonthKeys => {
  const keys = secrets.map(toKey).toSorted((one, other) => (one.month < other.month ? -1 : 1))
  const byKid = new Map(keys.map((key) => [key.kid, key]))
  const find = (moment: number): MonthKey => {
    const month = monthOf(moment)
    const key = keys.findLast((candidate) => candidate.month <= month) ?? keys[0]
    if (key === undefined) throw new Error('there is no key to record with')
    return key
  }
  let last: { readonly minute: number; readonly key: MonthKey } | null = null
  return {
    // Months begin with a minute, and what is recorded together is of one.
    at(moment) {
      const minute = Math.floor(moment / 60_000)
      if (last?.minute !== minute) last = { minute, key: find(moment) }
      return last.key
    },
    find: (kid) => byKid.get(kid) ?? null,
    all: () => keys,
  }
}
