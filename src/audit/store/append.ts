import type { Database, Transaction } from '../database/sql.ts'
import type { AuditEvent, Intent, Outcome, Verdict } from '../event.ts'
import type { MonthKeys } from '../keys/month-keys.ts'
import { loadBudgets } from './budgets.ts'
import type { Head } from './head.ts'
import { chainUp, dropIntakes, insertIntakes, insertRecords } from './records.ts'

const isIntent = (event: AuditEvent): event is Intent => event.kind === 'INTENT'

const isOutcome = (event: AuditEvent): event is Outcome => event.kind === 'OUTCOME'

const toRefusal = ({ id, at, asker, purpose, subject }: Intent): AuditEvent => ({
  kind: 'REFUSAL',
  id,
  at,
  asker,
  purpose,
  subject,
  reason: 'QUOTA_SUBJECTS_EXCEEDED',
})

export interface Appended {
  readonly verdicts: readonly Verdict[]
  readonly head: Head
  /** Who counts in every budget of their look once this is committed. */
  readonly counted: readonly Intent[]
}

/** Where the records are added, and by what. */
export interface Site {
  readonly database: Database
  readonly transaction: Transaction
  readonly keys: MonthKeys
  readonly chain: string
  readonly head: Head
  readonly isCounted: (intent: Intent) => boolean
}

/** Within a transaction: budgets are charged and records added, or neither. An intent that fits into no budget becomes a refusal. */
export const appendEvents = async (
  { database, transaction, keys, chain, head, isCounted }: Site,
  events: readonly AuditEvent[],
): Promise<Appended> => {
  const charged = events
    .filter(isIntent)
    .filter((intent) => intent.charges.length > 0 && !isCounted(intent))
  const budgets =
    charged.length === 0 ? null : await loadBudgets(database, transaction, keys, charged)
  const refused = new Set<AuditEvent>(charged.filter((intent) => budgets?.take(intent) === false))
  const judged = events.map((event) =>
    isIntent(event) && refused.has(event) ? toRefusal(event) : event,
  )
  const records = chainUp(keys, chain, head, judged)
  await transaction.runAll([
    ...insertRecords(database, records),
    ...insertIntakes(keys, judged.filter(isIntent)),
    ...dropIntakes(judged.filter(isOutcome)),
    ...(budgets?.additions() ?? []),
  ])
  const { seq, hash } = records.at(-1) ?? head
  return {
    verdicts: judged.map((event, index) => (event === events[index] ? 'RECORDED' : 'OVER_BUDGET')),
    head: { ...head, seq, hash },
    counted: charged.filter((intent) => !refused.has(intent)),
  }
}
