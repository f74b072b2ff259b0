import { isDeepStrictEqual } from 'node:util'
import { isWaiting } from '../../domain/dossier-rules.ts'
import type { Applicant, Dossier, DossierStatus, Pause } from '../../domain/dossier.ts'
import { parseOldCardNumber, parsePersonalId, type DossierCode } from '../../domain/ids.ts'
import { publishAlarm, type Alarm } from '../../lib/channels.ts'
import { UpstreamError } from '../../lib/errors.ts'
import type { ListPage, ListQuery } from './dialect.ts'
import { isAsked } from './query.ts'

export const source = 'dossiers'

export const malformed = (instance: string): UpstreamError =>
  new UpstreamError(source, 'malformed', { instance })

/** Absent stays absent; what cannot be parsed is absent too. */
export const parsed = <T>(
  parse: (raw: string) => T | null,
  raw: string | null | undefined,
): T | null => (raw == null ? null : parse(raw))

/** Reads one row; null where it is no dossier. */
export type ToDossier = (row: unknown) => Dossier | null

const alarm = (kind: Alarm['kind'], instance: string): void =>
  publishAlarm({ kind, source, instance })

type Numbers = Pick<Applicant, 'personalId' | 'oldCardNumber'>

/** 12 digits are a personal id, 9 an old card; dummies such as 000000001 are neither. */
export const toNumbers = (written: readonly (string | null)[]): Numbers => {
  const numbers = written.filter((number) => number !== null)
  const firstOf = <T>(parse: (raw: string) => T | null): T | null =>
    numbers.map(parse).find((number) => number !== null) ?? null
  return { personalId: firstOf(parsePersonalId), oldCardNumber: firstOf(parseOldCardNumber) }
}

/** The status tells that the clock stands still even where nothing tells since when. */
export const withRunning = (status: DossierStatus, pauses: readonly Pause[]): readonly Pause[] =>
  isWaiting(status) && pauses.every(({ until }) => until !== null)
    ? [...pauses, { from: null, until: null }]
    : pauses

/** Keeps the rows that answer the question and tells an operator of the others. */
const onlyAsked = (
  found: readonly Dossier[],
  isWanted: (dossier: Dossier) => boolean,
  instance: string,
): readonly Dossier[] => {
  const asked = found.filter(isWanted)
  if (asked.length < found.length) alarm('UNASKED_ROW', instance)
  if (asked.some(({ status }) => status === 'UNKNOWN')) alarm('UNKNOWN_ENUM', instance)
  return asked
}

/** The same row twice is one; two that differ leave no way to tell which is true. */
const withoutRepeats = (found: readonly Dossier[], instance: string): readonly Dossier[] => {
  const byCode = new Map<DossierCode, Dossier>()
  for (const dossier of found) {
    const known = byCode.get(dossier.code)
    if (known !== undefined && !isDeepStrictEqual(known, dossier)) {
      alarm('CONFLICTING_ROWS', instance)
      throw malformed(instance)
    }
    byCode.set(dossier.code, dossier)
  }
  return [...byCode.values()]
}

/**
 * The dossier with this code among the rows, found by the code in the row. No rows mean that there is none; rows of
 * which none is the one asked for are an error, never an absence.
 *
 * @throws UpstreamError malformed
 */
export const toOnly = (
  code: DossierCode,
  rows: readonly unknown[],
  toDossier: ToDossier,
  instance: string,
): Dossier | null => {
  if (rows.length === 0) return null
  const read = rows.map(toDossier).filter((dossier) => dossier !== null)
  const asked = onlyAsked(read, (dossier) => dossier.code === code, instance)
  const [dossier] = withoutRepeats(asked, instance)
  if (dossier === undefined) throw malformed(instance)
  return dossier
}

/**
 * One page of a list. Rows that were not asked for are dropped and alarmed; rows that cannot be read are counted, so
 * that the answer can say it is not whole.
 *
 * @throws UpstreamError malformed when no row remains, when there are more rows than asked for, or when two conflict
 */
export const toListPage = (
  answer: { readonly rows: readonly unknown[]; readonly more: boolean },
  question: { readonly query: ListQuery; readonly size: number },
  toDossier: ToDossier,
  instance: string,
): ListPage => {
  const read = answer.rows.map(toDossier).filter((dossier) => dossier !== null)
  const asked = onlyAsked(read, (dossier) => isAsked(dossier, question.query), instance)
  const rows = withoutRepeats(asked, instance)
  const isUseless = rows.length === 0 && (answer.rows.length > 0 || answer.more)
  if (isUseless || rows.length > question.size) throw malformed(instance)
  return { rows, more: answer.more, unreadable: answer.rows.length - read.length }
}
