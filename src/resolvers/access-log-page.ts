import { z } from 'zod'
import type { LogPart } from '../access/access-log.ts'
import { AccessError } from '../access/errors.ts'
import type { Usage } from '../audit/types.ts'
import type { LocalDate } from '../domain/dates.ts'
import type { OrganisationCode, PersonalId } from '../domain/ids.ts'
import type { QueryMyAccessLogArgs } from '../generated/schema.ts'
import { BadInputError } from '../lib/errors.ts'
import type { Context } from './context.ts'
import { endOf, startOf, toPage } from './inputs.ts'

/** Whoever looked, as the log shows them. */
export interface LogAgency {
  readonly code: OrganisationCode
}

export interface LogField {
  readonly name: string
}

export interface AccessLogPage {
  readonly items: readonly { readonly usage: Usage; readonly cursor: string }[]
  readonly hasNextPage: boolean
  readonly endCursor: string | null
  /** Counted only where a query selects it. */
  readonly totalCount: () => Promise<number>
}

/** The place behind an entry: later ones begin at its moment, behind so many of that moment. New entries and released ones move no place below them. */
interface Place {
  readonly at: number
  readonly skip: number
}

const placeForm = z.tuple([z.int().min(0), z.int().min(0)])

const toCursor = ({ at, skip }: Place): string =>
  Buffer.from(JSON.stringify([at, skip])).toString('base64url')

const fromCursor = (cursor: string): Place => {
  try {
    const [at, skip] = placeForm.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
    return { at, skip }
  } catch {
    throw new BadInputError('after', 'a cursor of this list is needed')
  }
}

/** The place behind each entry, by how many of the same moment lie before it. */
const placesOf = (usages: readonly Usage[], start: Place): readonly Place[] => {
  let last = start
  return usages.map(({ at }) => (last = { at, skip: at === last.at ? last.skip + 1 : 1 }))
}

/** Checks the days, and gives moments of which both are included. */
export const toPeriod = (
  { from, to }: { readonly from?: LocalDate | null; readonly to?: LocalDate | null },
  now: Date,
): { readonly from: Date; readonly to: Date } => {
  if (from != null && to != null && from > to)
    throw new BadInputError('to', 'a day on or after the first day is needed')
  return {
    from: from == null ? new Date(0) : new Date(startOf(from)),
    to: to == null ? now : new Date(endOf(to)),
  }
}

const ownNumber = ({ actor }: Context): PersonalId => {
  if (actor?.role !== 'citizen') throw new AccessError('ROLE_NOT_ALLOWED')
  return actor.personalId
}

const pageOf = (
  usages: readonly Usage[],
  total: number,
  start: Place,
  size: number,
): Omit<AccessLogPage, 'totalCount'> => {
  const places = placesOf(usages, start)
  const hasNextPage = start.skip + size < total
  // An entry that cannot be opened is left out of the page, and its place is not known: those behind are found by number.
  const isWhole = usages.length === Math.min(size, total - start.skip)
  const end = isWhole ? places.at(-1) : { at: start.at, skip: start.skip + size }
  return {
    items: usages.map((usage, index) => ({ usage, cursor: toCursor(places[index] ?? start) })),
    hasNextPage,
    endCursor: end === undefined ? null : toCursor(end),
  }
}

/** A page of the reader's own log, newest first. */
export const readAccessLog = async (
  args: Pick<QueryMyAccessLogArgs, 'from' | 'to' | 'first' | 'after'>,
  context: Context,
): Promise<AccessLogPage> => {
  const { accessLog, now } = context
  const { first, after } = toPage(args, context)
  const period = toPeriod({ from: args.from ?? null, to: args.to ?? null }, now)
  const [from, to] = [period.from.getTime(), period.to.getTime()]
  const start = after === null ? { at: to, skip: 0 } : fromCursor(after)
  const subject = ownNumber(context)
  const read = (part: LogPart) => accessLog.read(subject, part)
  const found = await read({
    from,
    to: Math.min(start.at, to),
    offset: start.skip,
    limit: first,
  })
  const count = async () => (await read({ from, to, offset: 0, limit: 0 })).total
  return {
    ...pageOf(found.items, found.total, start, first),
    // The first page has counted them already, before its own reading became one of them.
    totalCount: after === null ? () => Promise.resolve(found.total) : count,
  }
}
