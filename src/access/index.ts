import type { Audit } from '../audit/types.ts'
import type { Citizen, Relative } from '../domain/citizen.ts'
import type { AccessDeps } from './disclosure.ts'
import { checkPolicyFile } from './policy/check.ts'
import { createPolicy, openPolicy } from './policy/index.ts'
import { openProtectedPersons } from './protected.ts'
import type { AccessSettings } from './settings.ts'

export { PolicyError } from './policy/check.ts'
export { ProtectedRegisterError } from './protected-register.ts'
export { accessSettings } from './settings.ts'

export interface Access extends AccessDeps {
  /** Whom the population database is to be taken not to know. */
  isHidden(citizen: Citizen): boolean
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
  const isProtected = (number: string): boolean => register.isProtected(number)
  const isHidden = ({ personalId, oldCardNumber }: Numbered): boolean =>
    (personalId !== null && isProtected(personalId)) ||
    (oldCardNumber !== null && isProtected(oldCardNumber))
  const shown = (relative: Relative | null): Relative | null =>
    relative !== null && isHidden(relative) ? null : relative
  return {
    policy: () => source?.current() ?? closed,
    isProtected,
    withoutProtected: (citizen) => ({
      ...citizen,
      father: shown(citizen.father),
      mother: shown(citizen.mother),
      spouse: shown(citizen.spouse),
      householdHead: shown(citizen.householdHead),
    }),
    audit,
    now,
    isHidden,
    close: () => {
      source?.close()
      register.close()
    },
  }
}
