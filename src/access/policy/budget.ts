import type { Charge } from '../../audit/event.ts'
import type { OrganisationCode, PersonalId } from '../../domain/ids.ts'
import type { PolicyFile } from './schema.ts'

/** Budgets of looks at what the register and dossiers hold. */
export type LookKind = 'DOSSIER' | 'INTAKE'

const hourMs = 60 * 60 * 1000
/** Windows of a day begin at Vietnam's midnight. */
const vietnamOffsetMs = 7 * hourMs

const windowStartAt = (nowMs: number, windowHours: number): number => {
  const local = nowMs + vietnamOffsetMs
  return local - (local % (windowHours * hourMs)) - vietnamOffsetMs
}

const chargeOf = (
  owner: string,
  kind: Charge['kind'],
  { limit, windowHours }: { readonly limit: number; readonly windowHours: number },
  nowMs: number,
): Charge => ({ owner, kind, limit, windowStart: windowStartAt(nowMs, windowHours) })

/** What one person more costs: in the officer's own budget and in that of their agency, which many officers share. */
export const chargesBy = (
  budgets: PolicyFile['budgets'],
  kind: LookKind,
  { officerId, organisation }: { officerId: PersonalId; organisation: OrganisationCode },
  nowMs: number,
): readonly Charge[] => {
  const { windowHours, officer, agency } = budgets[kind]
  return [
    chargeOf(`officer:${officerId}`, kind, { limit: officer, windowHours }, nowMs),
    chargeOf(`agency:${organisation}`, kind, { limit: agency, windowHours }, nowMs),
  ]
}

/** What one citizen more costs a portal that reads the log for them. */
export const portalChargeBy = (
  { PORTAL: { windowHours, portal } }: PolicyFile['budgets'],
  clientId: string,
  nowMs: number,
): Charge => chargeOf(`portal:${clientId}`, 'SELF', { limit: portal, windowHours }, nowMs)
