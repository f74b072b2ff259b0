import type { Charge } from '../../audit/event.ts'
import { localDateOf, type LocalDate, toDateTime } from '../../domain/dates.ts'
import type { OrganisationCode, PersonalId, ProcedureCode } from '../../domain/ids.ts'
import type { ProcedureDetails } from '../../domain/procedure.ts'
import { publishAlarm } from '../../lib/channels.ts'
import { watchFile, type WatchOptions } from '../../lib/watched-file.ts'
import type { Actor } from '../actor.ts'
import { whyUnreadable } from '../file-error.ts'
import { chargesBy, type LookKind, portalChargeBy } from './budget.ts'
import { parsePolicyFile, PolicyError, warningsIn } from './check.ts'
import { isCompetentBy, type OfficerUnit } from './competence.ts'
import { hiddenUntilBy } from './hiding.ts'
import { createLicenceOf } from './licence.ts'
import type { PolicyFile } from './schema.ts'
import type { Grant, Licence } from './types.ts'

/** What the reviewed policy file says. Pure: the same question has the same answer until the file changes. */
export interface Policy {
  /** Null where the client has no grant in this role, or where it has ended. */
  grantFor(actor: Actor, today: LocalDate): Grant | null
  /** Remembered for each record of a procedure. */
  licenceOf(details: ProcedureDetails): Licence
  /** Whether a unit may look persons up for the procedure before anything is filed. */
  isCompetent(details: ProcedureDetails, unit: OfficerUnit): boolean
  /** What one person more costs. */
  chargesFor(
    kind: LookKind,
    officerId: PersonalId,
    organisation: OrganisationCode,
    nowMs: number,
  ): readonly Charge[]
  /** Epoch milliseconds until which the person does not see a look in their log; null: it is seen at once. */
  hiddenUntil(actor: Actor, procedure: ProcedureCode | null, nowMs: number): number | null
  /** What it costs a portal to read the log of one citizen more. */
  portalCharge(clientId: string, nowMs: number): Charge
  readonly closedDossierDays: number
  /** What should be looked at and stops nothing. */
  readonly warnings: readonly string[]
}

const keyOf = (client: string, role: string): string => `${role} ${client}`

/** The rules of a checked policy file. `now` is the day that warnings are about. */
export const createPolicy = (file: PolicyFile, now: Date): Policy => {
  const grants = new Map<string, Grant>(
    file.grants.map((grant) => [keyOf(grant.client, grant.role), grant]),
  )
  return {
    grantFor({ clientId, role }, today) {
      const grant = grants.get(keyOf(clientId, role))
      return grant === undefined || (grant.until !== null && grant.until < today) ? null : grant
    },
    licenceOf: createLicenceOf(file),
    isCompetent: (details, unit) => isCompetentBy(file.competence, details, unit),
    chargesFor: (kind, officerId, organisation, nowMs) =>
      chargesBy(file.budgets, kind, { officerId, organisation }, nowMs),
    hiddenUntil: (actor, procedure, nowMs) => hiddenUntilBy(file.hiding, actor, procedure, nowMs),
    portalCharge: (clientId, nowMs) => portalChargeBy(file.budgets, clientId, nowMs),
    closedDossierDays: file.closedDossierDays,
    warnings: warningsIn(file, localDateOf(toDateTime(now))),
  }
}

export interface PolicySource {
  /** One request is judged by one policy: ask once. */
  current(): Policy
  close(): void
}

/**
 * The policy of a file (YAML or JSON), read again when it changes. A file that cannot be used is refused at the start with
 * one PolicyError for all of its problems; later the last good one stays, and an alarm is published each time it is looked
 * at.
 */
export const openPolicy = (
  path: string,
  { now = () => new Date(), pollMs }: { now?: () => Date } & Pick<WatchOptions, 'pollMs'> = {},
): PolicySource => {
  try {
    return watchFile(path, (text) => createPolicy(parsePolicyFile(text), now()), {
      ...(pollMs !== undefined && { pollMs }),
      onBroken: () =>
        publishAlarm({ kind: 'FILE_BROKEN', source: 'access-policy', instance: null }),
    })
  } catch (error) {
    if (error instanceof PolicyError) throw error
    throw new PolicyError([whyUnreadable(error)])
  }
}
