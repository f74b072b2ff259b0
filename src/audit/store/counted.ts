import { hash, randomBytes } from 'node:crypto'
import type { Database } from '../database/sql.ts'
import type { Charge, Intent } from '../event.ts'

/** Some 100 bytes each; there is no need for more than one day's persons of one replica. */
const mostRemembered = 20_000

/** Of whom it is known that they count in all budgets of such a look: to be told only what has been committed. */
export interface Counted {
  has(database: Database, intent: Intent): boolean
  add(database: Database, intents: readonly Intent[]): void
  clear(): void
}

const ownersOf = (charges: readonly Charge[]): string =>
  JSON.stringify(charges.map(({ owner, kind, windowStart }) => [owner, kind, windowStart]))

/**
 * Whoever counts in a budget counts in it until its window ends, so that a person looked at again need not be looked for
 * among those counted: that was a third of what the record of a board costs. Kept as hashes under a salt of this process.
 */
export const createCounted = (): Counted => {
  const salt = randomBytes(16).toString('hex')
  const owners = new WeakMap<readonly Charge[], string>()
  // A file that was put aside takes its counts with it.
  let known = new WeakMap<Database, Set<string>>()

  const nameOf = ({ charges, countedAs }: Intent): string => {
    const own = owners.get(charges) ?? ownersOf(charges)
    owners.set(charges, own)
    return hash('sha256', `${salt}${own}${countedAs}`, 'base64')
  }

  return {
    has: (database, intent) => known.get(database)?.has(nameOf(intent)) === true,
    add(database, intents) {
      const names = known.get(database) ?? new Set<string>()
      if (names.size + intents.length > mostRemembered) names.clear()
      for (const intent of intents) names.add(nameOf(intent))
      known.set(database, names)
    },
    clear: () => void (known = new WeakMap()),
  }
}
