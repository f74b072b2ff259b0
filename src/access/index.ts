import { LRUCache } from 'lru-cache'
import type { Audit } from '../audit/types.ts'
import type { Citizen, Relative } from '../domain/citizen.ts'
import type { AccessDeps } from './disclosure.ts'
import { rememberJudged } from './judged-records.ts'
import { checkPolicyFile } from './policy/check.ts'
import { createPolicy, openPolicy } from './policy/index.ts'
import { openProtectedPersons } from './protected.ts'
import type { AccessSettings } from './settings.ts'

export { PolicyError } from './policy/check.ts'
export { ProtectedRegisterError } from './protected-register.ts'
export { accessSettings } from './settings.ts'

export interface Access extends AccessDeps {
  /** Whom the population database is to be taken not to know; `number` is the one they were found by. */
  isHidden(citizen: Citizen, number?: string): boolean
  close(): void
}

const windowHours = 24

/** Denied by default. */
const emptyPolicy = checkPolicyFile({
  version: 1,
  grants: [],
  fields: [],
  budgets: {
    DOSSIER: { windowHours, officer: 2, agency: 2 },
    INTAKE: { windowHours, officer: 1, agency: 1 },
  },
})

type Numbered = Pick<Relative, 'personalId' | 'oldCardNumber'>

const mostFound = 5_000

/**
 * Who may see what. Without settings everybody reads what is public, and nothing else.
 *
 * @throws PolicyError, ProtectedRegisterError for all problems of a file at once
 */
export const openAccess = (
  settings: AccessSettings | undefined,
  { audit, now }: { readonly audit: Audit; readonly now: () => Date },
): Access => {
  const source = settings && openPolicy(settings.policy, { now })
  const register = openProtectedPersons(settings?.protectedPersons)
  const closed = createPolicy(emptyPolicy, now())
  const listed = (number: string | null): string | null =>
    number !== null && register.isProtected(number) ? number : null
  const listedOf = ({ personalId, oldCardNumber }: Numbered): string | null =>
    listed(personalId) ?? listed(oldCardNumber)
  /**
   * Old cards that are not listed and led to somebody who is: told to those alone who may know. What others are shown does
   * not depend on it, or they could see by a relative who vanishes what their own question had taught.
   */
  const found = new LRUCache<string, string>({ max: mostFound })
  const shown = (relative: Relative | null): Relative | null =>
    relative !== null && listedOf(relative) !== null ? null : relative
  const withoutListed = (citizen: Citizen): Citizen => {
    const { father, mother, spouse, householdHead } = citizen
    const family = [father, mother, spouse, householdHead]
    if (family.every((relative) => shown(relative) === relative)) return citizen
    return {
      ...citizen,
      father: shown(father),
      mother: shown(mother),
      spouse: shown(spouse),
      householdHead: shown(householdHead),
    }
  }
  const listedAs = rememberJudged<Citizen, string | null>(register.edition, listedOf)
  return {
    policy: () => source?.current() ?? closed,
    isProtected: (number) => (listed(number) ?? listed(found.get(number) ?? null)) !== null,
    withoutProtected: rememberJudged(register.edition, withoutListed),
    audit,
    now,
    isHidden(citizen, number) {
      const as = listedAs(citizen)
      if (as !== null && number !== undefined) found.set(number, as)
      return as !== null
    },
    close: () => {
      source?.close()
      register.close()
    },
  }
}
