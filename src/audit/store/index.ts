import { type Anchors, createAnchors } from '../chain/anchors.ts'
import { createSigner, type SignedCheckpoint } from '../chain/checkpoint.ts'
import { integerOrNullOf } from '../database/columns.ts'
import { migrate } from '../database/schema.ts'
import { type Connection, type Database, sql } from '../database/sql.ts'
import type { Verdict } from '../event.ts'
import { createMonthKeys } from '../keys/month-keys.ts'
import { appendEvents } from './append.ts'
import { forgetOldBudgets } from './budgets.ts'
import { addCheckpoint } from './checkpoints.ts'
import { type Head, readHead } from './head.ts'
import { readDueIntakes, readIntakesWithoutDossier, settleIntake } from './intakes.ts'
import type { KeptStore, StoreSetup } from './types.ts'
import { readUsage } from './usage.ts'

interface Step<T> {
  readonly head: Head
  readonly value: T
}

/** Large enough to need room of its own, so that a full disk is noticed. */
const padLength = 16_384

/**
 * One chain in one database. Writes take turns, and each begins with the head that the last one left; after one that failed,
 * or of which it is not known whether it did, the head is read back.
 */
const createWriter = (
  open: () => Promise<Database>,
  setup: StoreSetup,
  anchors: Anchors,
  now: () => number,
) => {
  const { chain, checkpointRecords } = setup
  const sign = createSigner(setup.signingKey)
  let known: Head | null = null
  let turn: Promise<unknown> = Promise.resolve()

  const addDue = async (
    connection: Connection,
    head: Head,
    isDue: (head: Head) => boolean,
  ): Promise<Step<SignedCheckpoint | null>> => {
    if (head.checkpoint !== null && !isDue(head)) return { head, value: null }
    const value = await addCheckpoint(connection, sign, { chain, head, at: now() })
    return { head: { ...head, checkpoint: value }, value }
  }

  const write = async <T>(
    work: (database: Database, connection: Connection, head: Head) => Promise<Step<T>>,
    isDue: (head: Head) => boolean,
  ): Promise<T> => {
    const database = await open()
    const before = known
    known = null
    const done = await database.transact(async (connection) => {
      const opened = await addDue(
        connection,
        before ?? (await readHead(connection, chain)),
        () => false,
      )
      const worked = await work(database, connection, opened.head)
      const last = await addDue(connection, worked.head, isDue)
      return { head: last.head, value: worked.value, signed: [opened.value, last.value] }
    })
    known = done.head
    for (const checkpoint of done.signed) if (checkpoint !== null) anchors.add(checkpoint)
    return done.value
  }

  const inTurn = <T>(run: () => Promise<T>): Promise<T> => {
    const result = turn.then(run)
    turn = result.catch(() => undefined)
    return result
  }

  const hasGrown = ({ seq, checkpoint }: Head): boolean => seq > (checkpoint?.seq ?? 0)
  const hasGrownLong = ({ seq, checkpoint }: Head): boolean =>
    seq - (checkpoint?.seq ?? 0) >= checkpointRecords

  return {
    write: <T>(
      work: (database: Database, connection: Connection, head: Head) => Promise<Step<T>>,
    ): Promise<T> => inTurn(() => write(work, hasGrownLong)),
    checkpoint: (): Promise<void> =>
      inTurn(async () => {
        if (known !== null && !hasGrown(known)) return
        await write((_, __, head) => Promise.resolve({ head, value: undefined }), hasGrown)
      }),
  }
}

/** Opens and makes ready once; tries anew where that failed. */
const createOpener = (connect: () => Promise<Database>) => {
  let opened: Promise<Database> | null = null
  const open = async (): Promise<Database> => {
    const database = await connect()
    try {
      await migrate(database)
      return database
    } catch (error) {
      await database.close()
      throw error
    }
  }
  return {
    open: (): Promise<Database> => {
      opened ??= open().catch((error: unknown) => {
        opened = null
        throw error
      })
      return opened
    },
    close: async (): Promise<void> => (await opened?.catch(() => null))?.close(),
  }
}

export const createStore = (
  connect: () => Promise<Database>,
  setup: StoreSetup,
  now: () => number,
): KeptStore => {
  let keys = createMonthKeys(setup.secrets)
  const anchors = createAnchors(setup.anchors)
  const opener = createOpener(connect)
  const writer = createWriter(opener.open, setup, anchors, now)
  return {
    append: (events) =>
      events.length === 0
        ? Promise.resolve<Verdict[]>([])
        : writer.write(async (database, connection, head) => {
            const appended = await appendEvents(
              database,
              connection,
              keys,
              setup.chain,
              head,
              events,
            )
            return { head: appended.head, value: appended.verdicts }
          }),
    probe: () =>
      writer.write(async (_, connection, head) => {
        const pad = Buffer.alloc(padLength)
        await connection.run(
          sql`insert into audit_probe (chain, pad) values (${setup.chain}, ${pad})`,
        )
        await connection.run(sql`delete from audit_probe where chain = ${setup.chain}`)
        return { head, value: undefined }
      }),
    checkpoint: () => writer.checkpoint(),
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
        await forgetOldBudgets(connection, now())
        return { head, value: undefined }
      }),
    async intakesWithoutDossier(from, to, most) {
      return readIntakesWithoutDossier(await opener.open(), keys, { from, to, most })
    },
    useSecrets: (secrets) => {
      keys = createMonthKeys(secrets)
      return Promise.resolve()
    },
    async close() {
      await writer.checkpoint().catch(() => undefined)
      await anchors.settled()
      await opener.close()
    },
  }
}
