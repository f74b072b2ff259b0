import { toInstant } from '../../domain/dates.ts'
import type { Dossier } from '../../domain/dossier.ts'
import { compare, type Position } from './cursor.ts'
import type { ListPage, ListQuery } from './dialect.ts'

/** A dossier and its place in the order of all lists. */
export interface Row extends Position {
  readonly dossier: Dossier
}

/** What a list is narrowed to. With `to` null it is open: it goes up to the moment at which its system is asked. */
export interface ListQuestion extends Omit<ListQuery, 'to'> {
  readonly to: number | null
}

/** One part of a list, in order. */
export interface Page extends Omit<ListPage, 'rows'> {
  readonly rows: readonly Row[]
  /** Up to when its system was asked. */
  readonly to: number
}

const toRow = (dossier: Dossier): Row => ({
  at: toInstant(dossier.receivedAt).getTime(),
  code: dossier.code,
  dossier,
})

export const toPage = ({ rows, more, unreadable }: ListPage, to: number): Page => ({
  rows: rows.map(toRow).sort(compare),
  more,
  unreadable,
  to,
})
