import { z } from 'zod'
import type { Audit } from '../audit/types.ts'
import type { Citizen } from '../domain/citizen.ts'
import type { AccessDeps } from './disclosure.ts'
import { checkPolicyFile } from './policy/check.ts'
import { createPolicy, openPolicy } from './policy/index.ts'

/** Who may see what. Without a policy file nobody is shown a person. */
export const accessSettings = z.strictObject({ policy: z.string().min(1).optional() })
export type AccessSettings = z.infer<typeof accessSettings>

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

/** @throws PolicyError for all problems of the policy file at once */
export const openAccess = (
  settings: AccessSettings,
  { audit, now }: { readonly audit: Audit; readonly now: () => Date },
): Access => {
  const source = settings.policy === undefined ? null : openPolicy(settings.policy, { now })
  const closed = createPolicy(emptyPolicy, now())
  const isProtected = (): boolean => false
  return {
    policy: () => source?.current() ?? closed,
    isProtected,
    audit,
    now,
    isHidden: () => false,
    close: () => source?.close(),
  }
}
