import { publishAuditNotice } from '../../lib/channels.ts'
import { bytesOf, bytesOrNullOf, integerOf, textOf } from '../database/columns.ts'
import { type Connection, list, type Query, type Row, sql } from '../database/sql.ts'
import type { MonthKeys } from '../keys/month-keys.ts'
import { keyedHash, unseal } from '../keys/seal.ts'
import type { Usage, UsagePage, UsageQuestion } from '../types.ts'
import { fieldsOfOutcome, toUsage } from './bodies.ts'
import { isAt } from './persons.ts'
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
const looksAt = (keys: MonthKeys, names: readonly Buffer[], question: UsageQuestion): Query => {
  const { from, to, now } = question
  return sql`select distinct r.chain, r.seq, s.place
    from audit_subject s join audit_record r on r.look = s.look and r.kind = ${'INTENT'}
    where s.subject in (${list(names)})
    and r.at between ${from} and ${to}
    and (r.hidden_until is null or r.hidden_until <= ${now})
    and r.kid in (${list(keys.all().map(({ kid }) => kid))})`
}

interface StoredOutcome {
  readonly body: string
  readonly persons: Uint8Array | null
}

/** The outcomes of looks, by the name that these have in common. */
const readOutcomes = async (
  connection: Connection,
  keys: MonthKeys,
  looks: readonly string[],
): Promise<ReadonlyMap<string, readonly StoredOutcome[]>> => {
  const outcomes = new Map<string, StoredOutcome[]>()
  if (looks.length === 0) return outcomes
  const found = await connection.run(
    sql`select chain, seq, kind, look, subject, kid, body from audit_record
      where look in (${list(looks)}) and kind = ${'OUTCOME'}`,
  )
  for (const row of found) {
    const [look, body] = [textOf(row, 'look'), openBody(keys, row)]
    const persons = bytesOrNullOf(row, 'subject')
    if (body !== null) outcomes.set(look, [...(outcomes.get(look) ?? []), { body, persons }])
  }
  return outcomes
}

/** Null where the outcome was never recorded. */
const fieldsAt = (outcomes: readonly StoredOutcome[], place: number): readonly string[] | null =>
  outcomes.map(({ body }) => fieldsOfOutcome(body, place)).findLast((fields) => fields !== null) ??
  null

/** What leads to a look is no part of the chain: the records themselves say whose it was. */
const isTheirs = (
  row: Row,
  outcomes: readonly StoredOutcome[],
  names: readonly Buffer[],
): boolean => {
  const place = integerOf(row, 'place')
  const all = [bytesOrNullOf(row, 'subject'), ...outcomes.map(({ persons }) => persons)]
  const isOne = all.some((persons) => persons !== null && isAt(persons, names, place))
  if (!isOne) publishAuditNotice({ kind: 'AUDIT_TAMPERED', count: 1 })
  return isOne
}

const toItem = (
  keys: MonthKeys,
  row: Row,
  outcomes: readonly StoredOutcome[],
): readonly Usage[] => {
  const body = openBody(keys, row)
  if (body === null) return []
  const place = integerOf(row, 'place')
  const usage = toUsage({ at: integerOf(row, 'at'), place }, body, fieldsAt(outcomes, place))
  return usage === null ? [] : [usage]
}

export const readUsage = async (
  connection: Connection,
  keys: MonthKeys,
  question: UsageQuestion,
): Promise<UsagePage> => {
  if (keys.all().length === 0) return { total: 0, items: [] }
  const names = keys.all().map((key) => keyedHash(key.subject, question.subject))
  const looks = looksAt(keys, names, question)
  const [counted] = await connection.run(sql`select count(*) as total from (${looks}) as found`)
  const intents = await connection.run(
    sql`select r.chain, r.seq, r.at, r.kind, r.look, r.subject, r.kid, r.body, found.place
      from (${looks}) as found join audit_record r on r.chain = found.chain and r.seq = found.seq
      order by r.at desc, r.chain desc, r.seq desc, found.place desc
      limit ${question.limit} offset ${question.offset}`,
  )
  const outcomes = await readOutcomes(connection, keys, [
    ...new Set(intents.map((row) => textOf(row, 'look'))),
  ])
  const items = intents.flatMap((row): readonly Usage[] => {
    const own = outcomes.get(textOf(row, 'look')) ?? []
    return isTheirs(row, own, names) ? toItem(keys, row, own) : []
  })
  return { total: counted === undefined ? 0 : integerOf(counted, 'total'), items }
}
