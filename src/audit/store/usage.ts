import { publishAuditNotice } from '../../lib/channels.ts'
import { bytesOf, integerOf, textOf } from '../database/columns.ts'
import { type Connection, list, type Row, sql } from '../database/sql.ts'
import type { MonthKeys } from '../keys/month-keys.ts'
import { keyedHash, unseal } from '../keys/seal.ts'
import type { Usage, UsagePage, UsageQuestion } from '../types.ts'
import { fieldsOfOutcome, toUsage } from './bodies.ts'
import { placeOf } from './places.ts'

/** Null: of a month that is gone. A record that its own key does not open is told to an operator and left out. */
const openBody = (keys: MonthKeys, row: Row): string | null => {
  const key = keys.find(textOf(row, 'kid'))
  if (key === null) return null
  const place = placeOf({
    chain: textOf(row, 'chain'),
    seq: integerOf(row, 'seq'),
    kind: textOf(row, 'kind'),
    look: textOf(row, 'look'),
  })
  const body = unseal(key.seal, place, bytesOf(row, 'body'))
  if (body === null) publishAuditNotice({ kind: 'AUDIT_TAMPERED', count: 1 })
  return body
}

/** The person may have been asked for by another number than their own, which only the outcome knows. */
const looksAt = (keys: MonthKeys, { subject, from, to, now }: UsageQuestion) => {
  const known = keys.all()
  return sql`kind = ${'INTENT'}
    and look in (select look from audit_record
      where subject in (${list(known.map((key) => keyedHash(key.subject, subject)))})
      and kind in (${'INTENT'}, ${'OUTCOME'}))
    and at between ${from} and ${to}
    and (hidden_until is null or hidden_until <= ${now})
    and kid in (${list(known.map(({ kid }) => kid))})`
}

const readFields = async (
  connection: Connection,
  keys: MonthKeys,
  looks: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> => {
  if (looks.length === 0) return new Map()
  const outcomes = await connection.run(
    sql`select chain, seq, kind, look, kid, body from audit_record
      where look in (${list(looks)}) and kind = ${'OUTCOME'}`,
  )
  return new Map(
    outcomes.flatMap((row) => {
      const body = openBody(keys, row)
      return body === null ? [] : [[textOf(row, 'look'), fieldsOfOutcome(body)] as const]
    }),
  )
}

export const readUsage = async (
  connection: Connection,
  keys: MonthKeys,
  question: UsageQuestion,
): Promise<UsagePage> => {
  if (keys.all().length === 0) return { total: 0, items: [] }
  const condition = looksAt(keys, question)
  const [counted] = await connection.run(
    sql`select count(*) as total from audit_record where ${condition}`,
  )
  const intents = await connection.run(
    sql`select chain, seq, at, kind, look, kid, body from audit_record where ${condition}
      order by at desc, chain desc, seq desc limit ${question.limit} offset ${question.offset}`,
  )
  const fields = await readFields(
    connection,
    keys,
    intents.map((row) => textOf(row, 'look')),
  )
  const items = intents.flatMap((row): Usage[] => {
    const body = openBody(keys, row)
    if (body === null) return []
    return [toUsage(integerOf(row, 'at'), body, fields.get(textOf(row, 'look')) ?? null)]
  })
  return { total: counted === undefined ? 0 : integerOf(counted, 'total'), items }
}
