import type { MonthKey } from '../keys/month-keys.ts'
import { keyedHash } from '../keys/seal.ts'

/** Of one month's key: some boards' persons, who are looked at again and again while the board stands on a desk. */
const mostRemembered = 5_000

const known = new WeakMap<MonthKey, Map<string, Buffer>>()

const ofKey = (key: MonthKey): Map<string, Buffer> => {
  const names = known.get(key) ?? new Map<string, Buffer>()
  if (names.size >= mostRemembered) names.clear()
  known.set(key, names)
  return names
}

/** By which a person's looks are found. It ends with the key: whoever destroys one forgets these too. */
export const subjectName = (key: MonthKey, subject: string): Buffer => {
  const names = ofKey(key)
  const name = names.get(subject) ?? keyedHash(key.subject, subject)
  names.set(subject, name)
  return name
}
