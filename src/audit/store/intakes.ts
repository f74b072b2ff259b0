import { bytesOrNullOf, integerOf, textOf } from '../database/columns.ts'
import { type Connection, list, type Query, type Row, sql } from '../database/sql.ts'
import type { MonthKeys } from '../keys/month-keys.ts'
import { unseal } from '../keys/seal.ts'
import type { DueIntake, Intake } from '../types.ts'
import { toIntake } from './bodies.ts'
import { intakePlaceOf } from './places.ts'

const openPart = (keys: MonthKeys, row: Row, part: 'subject' | 'body'): string | null => {
  const key = keys.find(textOf(row, 'kid'))
  const sealed = bytesOrNullOf(row, part)
  return key === null || sealed === null
    ? null
    : unseal(key.seal, intakePlaceOf(textOf(row, 'id'), part), sealed)
}

const readIntake = (keys: MonthKeys, row: Row): readonly Intake[] => {
  const body = openPart(keys, row, 'body')
  if (body === null) return []
  const name = { id: textOf(row, 'id'), at: integerOf(row, 'at') }
  return [toIntake({ ...name, deadlineAt: integerOf(row, 'deadline_at') }, body)]
}

const knownOnly = (keys: MonthKeys): Query =>
  sql`kid in (${list(['', ...keys.all().map(({ kid }) => kid)])})`

export const readDueIntakes = async (
  connection: Connection,
  keys: MonthKeys,
  now: number,
  most: number,
): Promise<readonly DueIntake[]> => {
  const due = await connection.run(
    sql`select id, at, deadline_at, kid, subject, body from audit_intake
      where followed is null and deadline_at <= ${now} and ${knownOnly(keys)}
      order by deadline_at, id limit ${most}`,
  )
  return due.flatMap((row) => {
    const subject = openPart(keys, row, 'subject')
    return subject === null ? [] : readIntake(keys, row).map((intake) => ({ ...intake, subject }))
  })
}

export const settleIntake = async (
  connection: Connection,
  id: string,
  hasFollowed: boolean,
): Promise<void> => {
  await connection.run(
    sql`update audit_intake set followed = ${hasFollowed ? 1 : 0}, subject = null
      where id = ${id} and followed is null`,
  )
}

interface IntakePeriod {
  readonly from: number
  readonly to: number
  readonly most: number
  readonly offset: number
}

export const readIntakesWithoutDossier = async (
  connection: Connection,
  keys: MonthKeys,
  { from, to, most, offset }: IntakePeriod,
): Promise<readonly Intake[]> => {
  const found = await connection.run(
    sql`select id, at, deadline_at, kid, body from audit_intake
      where followed = 0 and at between ${from} and ${to} and ${knownOnly(keys)}
      order by at, id limit ${most} offset ${offset}`,
  )
  return found.flatMap((row) => readIntake(keys, row))
}
