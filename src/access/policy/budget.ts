import type { Charge } from '../../audit/event.ts'
import type { OrganisationCode, PersonalId } from '../../domain/ids.ts'
import type { PolicyFile } from './schema.ts'

const hourMs = 60 * 60 * 1000
/** Windows of a day begin at Vietnam's midnight. */
const vietnamOffsetMs = 7 * hourMs

const windowStartAt = (nowMs: number, windowHours: number): number => {
  const local = nowMs + vietnamOffsetMs
  return local - (local % (windowHours * hourMs)) - vietnamOffsetMs
}

/** What one person more costs: in the officer's own budget and in that of their agency, which many officers share. */
export const chargesBy = (
  budgets: PolicyFile['budgets'],
  kind: Charge['kind'],
  { officerId, organisation }: { officerId: PersonalId; organisation: OrganisationCode },
  nowMs: number,
): readonly Charge[] => {
  const { windowHours, officer, agency } = budgets[kind]
  const windowStart = windowStartAt(nowMs, windowHours)
  return [
    { owner: `officer:${officerId}`, kind, limit: officer, windowStart },
    { owner: `agency:${organisation}`, kind, limit: agency, windowStart },
  ]
}
