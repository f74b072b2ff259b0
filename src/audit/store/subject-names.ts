import type { MonthKey } from '../keys/month-keys.ts'
import { keyedHash } from '../keys/seal.ts'

/** Of one month's key: some boards' persons, who are looked at again and again while the board stands on a desk. */
const mostRemembered = 5_000

const byKey = new WeakMap<MonthKey, Map<string, Buffer>>()

const ofKey = (key: MonthKey): Map<string, Buffer> => {
  const names = byKey.get(key) ?? new Map<string, Buffer>()
  if (names.size >= mostRemembered) names.clear()
  byKey.set(key, names)
  return names
}

/** By which a person's looks are found. It ends with the key: whoever destroys one forgets these too. */
export const subjectName = (key: MonthKey, subject: string): Buffer => {
  const names = ofKey(key)
  const known = names.get(subject)
  if (known !== undefined) return known
  const name = keyedHash(key.subject, subject)
  names.set(subject, name)
  return name
}
