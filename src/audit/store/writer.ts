import type { Anchors } from '../chain/anchors.ts'
import { createSigner, type SignedCheckpoint } from '../chain/checkpoint.ts'
import type { Connection, Database, Transaction } from '../database/sql.ts'
import { addCheckpoint } from './checkpoints.ts'
import { type Head, readHead } from './head.ts'
import type { StoreSetup } from './types.ts'

interface Step<T> {
  readonly head: Head
  readonly value: T
}

/**
 * One chain in one database. Writes take turns, and each begins with the head that the last one left; after one that failed,
 * or of which it is not known whether it did, the head is read back.
 */
export const createWriter = (
  open: () => Promise<Database>,
  setup: StoreSetup,
  anchors: Anchors,
  now: () => number,
) => {
  const { chain, checkpointRecords } = setup
  const sign = createSigner(setup.signingKey)
  let known: { readonly head: Head; readonly of: Database } | null = null
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
    work: (database: Database, transaction: Transaction, head: Head) => Promise<Step<T>>,
    isDue: (head: Head) => boolean,
  ): Promise<T> => {
    const database = await open()
    const before = known?.of === database ? known.head : null
    known = null
    const done = await database.transact(async (transaction) => {
      const opened = await addDue(
        transaction,
        before ?? (await readHead(transaction, chain)),
        () => false,
      )
      const worked = await work(database, transaction, opened.head)
      const last = await addDue(transaction, worked.head, isDue)
      return { head: last.head, value: worked.value, signed: [opened.value, last.value] }
    })
    known = { head: done.head, of: database }
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
      work: (database: Database, transaction: Transaction, head: Head) => Promise<Step<T>>,
    ): Promise<T> => inTurn(() => write(work, hasGrownLong)),
    checkpoint: (): Promise<void> =>
      inTurn(async () => {
        if (known !== null && !hasGrown(known.head)) return
        await write((_, __, head) => Promise.resolve({ head, value: undefined }), hasGrown)
      }),
  }
}
