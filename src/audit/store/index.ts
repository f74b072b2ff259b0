import type { Anchors } from '../chain/anchors.ts'
import { integerOrNullOf } from '../database/columns.ts'
import { type Database, sql } from '../database/sql.ts'
import type { AuditEvent, Intent, Verdict } from '../event.ts'
import { createMonthKeys } from '../keys/month-keys.ts'
import { appendEvents } from './append.ts'
import { forgetOldBudgets } from './budgets.ts'
import { readDueIntakes, readIntakesWithoutDossier, settleIntake } from './intakes.ts'
import { createCounted } from './counted.ts'
import { createOpener } from './opener.ts'
import type { KeptStore, StoreSetup } from './types.ts'
import { readUsage } from './usage.ts'
import { createWriter } from './writer.ts'

/** Large enough to need room of its own, so that a full disk is noticed. */
const padLength = 16_384

/** Windows that are over take room, and harm nobody. */
const tidyMs = 3_600_000

export const createStore = (
  connect: () => Promise<Database>,
  setup: StoreSetup,
  anchors: Anchors,
  now: () => number,
): KeptStore => {
  let keys = createMonthKeys(setup.secrets)
  let tidiedAt = -Infinity
  const counted = createCounted()
  const opener = createOpener(connect)
  const writer = createWriter(opener.open, setup, anchors, now)
  const append = async (events: readonly AuditEvent[]): Promise<readonly Verdict[]> => {
    const used = keys
    const { value, of } = await writer.write(async (database, transaction, head) => {
      const isCounted = (intent: Intent): boolean => counted.has(database, intent)
      const { chain } = setup
      const appended = await appendEvents(
        { database, transaction, keys: used, chain, head, isCounted },
        events,
      )
      return { head: appended.head, value: { value: appended, of: database } }
    })
    // Counts are named by the keys, which may have changed meanwhile.
    if (used === keys) counted.add(of, value.counted)
    return value.verdicts
  }
  return {
    append: (events) => (events.length === 0 ? Promise.resolve<Verdict[]>([]) : append(events)),
    probe: () =>
      writer.write(async (_, transaction, head) => {
        const pad = Buffer.alloc(padLength)
        await transaction.runAll([
          sql`insert into audit_probe (chain, pad) values (${setup.chain}, ${pad})`,
          sql`delete from audit_probe where chain = ${setup.chain}`,
        ])
        return { head, value: undefined }
      }),
    async checkpoint() {
      await writer.checkpoint()
      if (now() - tidiedAt < tidyMs) return
      tidiedAt = now()
      await writer.write(async (_, connection, head) => {
        await forgetOldBudgets(connection, now())
        return { head, value: undefined }
      })
    },
    async usage(question) {
      return readUsage(await opener.open(), keys, question)
    },
    async recordedSince() {
      const [row] = await (await opener.open()).run(sql`select min(at) as at from audit_record`)
      return row === undefined ? null : integerOrNullOf(row, 'at')
    },
    async dueIntakes(moment, most) {
      return readDueIntakes(await opener.open(), keys, moment, most)
    },
    settleIntake: (id, hasFollowed) =>
      writer.write(async (_, connection, head) => {
        await settleIntake(connection, id, hasFollowed)
        return { head, value: undefined }
      }),
    async intakesWithoutDossier(from, to, most, offset = 0) {
      return readIntakesWithoutDossier(await opener.open(), keys, { from, to, most, offset })
    },
    useSecrets: (secrets) => {
      keys = createMonthKeys(secrets)
      counted.clear()
      return Promise.resolve()
    },
    async close() {
      await writer.checkpoint().catch(() => undefined)
      await anchors.settled()
      await opener.close()
    },
  }
}
