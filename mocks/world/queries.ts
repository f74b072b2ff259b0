import type { Desk } from './agencies.ts'
import type { Applicants } from './applicants.ts'
import type { Arrivals } from './arrivals.ts'
import type { Day } from './calendar.ts'
import { dayOf, startOf } from './calendar.ts'
import type { Cohorts, Place } from './cohorts.ts'
import type { Received, Records } from './dossiers.ts'
import type { People } from './people.ts'
import type { ProcedureOf } from './procedure-choice.ts'
import type { Slots } from './slots.ts'
import { dummyNumber, slipOf, statedNumber } from './statements.ts'
import type { DossierQuery } from './types.ts'

const windowDays = 400

export interface QueryParts {
  readonly desks: readonly Desk[]
  readonly slots: Slots
  readonly cohorts: Cohorts
  readonly people: People
  readonly applicants: Applicants
  readonly arrivals: Arrivals
  readonly records: Records
  readonly procedureOf: ProcedureOf
}

export interface Found {
  readonly items: readonly Received[]
  readonly total: number
}

/** A span of time within the window, both ends included. */
interface Span {
  readonly from: number
  readonly to: number
}

export const windowOf = (now: number): Span => ({
  from: startOf(dayOf(now) - windowDays),
  to: now,
})

const isWithin = (code: string, ancestor: string | undefined): boolean =>
  ancestor === undefined || code === ancestor || code.startsWith(`${ancestor}.`)

type Matches = (received: Received) => boolean

const isIn = (moment: number, { from, to }: Span): boolean => moment >= from && moment <= to

const newestFirst = (slots: Slots, list: readonly Received[]): readonly Received[] =>
  list
    .map((received) => ({ received, code: slots.code(received.slot) }))
    .sort((a, b) => b.received.receivedAt - a.received.receivedAt || (a.code < b.code ? -1 : 1))
    .map(({ received }) => received)

/** Walks the computed dossiers of some desks on one day in no order; what is handed to `visit` is valid only then. */
const eachOfDay = (
  slots: Slots,
  desks: readonly Desk[],
  day: Day,
  span: Span,
  visit: (received: Received) => void,
): void => {
  for (const desk of desks) {
    const volume = slots.volume(desk, day)
    // One object for all: a status filter looks at 600,000 dossiers of a large province.
    const slot = { desk, day, seq: 0 }
    const received = { slot, receivedAt: 0 }
    for (slot.seq = 1; slot.seq <= volume; slot.seq++) {
      received.receivedAt = slots.receivedAt(slot)
      if (isIn(received.receivedAt, span)) visit(received)
    }
  }
}

export type Find = (query: DossierQuery, now: number) => Found

export const createFind = (parts: QueryParts): Find => {
  const { desks, slots, cohorts, people, applicants, arrivals, records, procedureOf } = parts
  const desksOf = Map.groupBy(desks, ({ instance }) => instance)

  /** null where nothing has to be looked at but the time of receipt. */
  const filterOf = (query: DossierQuery, now: number): Matches | null => {
    const { procedureCode, status, applicantNumber } = query
    const tests: Matches[] = []
    if (procedureCode !== undefined)
      tests.push(({ slot }) => procedureOf(slot).code === procedureCode)
    if (status !== undefined) tests.push((received) => records.status(received, now) === status)
    if (applicantNumber !== undefined)
      tests.push(({ slot }) => {
        const numbers = people.numbersAt(applicants.of(slot))
        return statedNumber(slot, slots, numbers) === applicantNumber
      })
    return tests.length === 0 ? null : (received) => tests.every((test) => test(received))
  }

  /** Who may have stated this number: its holder, and whoever misspells into it. */
  const holders = (number: string): readonly Place[] =>
    [people.personById(number), people.personById(slipOf(number)), people.personByOldCard(number)]
      .filter((person) => person !== null)
      .map(({ index }) => cohorts.placeOf(index))

  const ofApplicant = (number: string, chosen: readonly Desk[], span: Span): readonly Received[] =>
    holders(number)
      .flatMap((place) => applicants.slotsOf(place, dayOf(span.from), dayOf(span.to)))
      .filter(({ desk }) => chosen.includes(desk))
      .map((slot) => ({ slot, receivedAt: slots.receivedAt(slot) }))
      .filter(({ receivedAt }) => isIn(receivedAt, span))

  /** Day by day from the newest: only the days on the page are laid out, the others are counted. */
  const page = (
    { offset, limit, uncounted = false }: DossierQuery,
    span: Span,
    added: readonly Received[],
    chosen: readonly Desk[],
    matches: Matches | null,
  ): Found => {
    const items: Received[] = []
    let total = 0
    const countOf = (day: Day, ofDay: readonly Received[]): number => {
      const isWhole = startOf(day) >= span.from && startOf(day + 1) <= span.to
      if (matches === null && isWhole)
        return chosen.reduce((sum, desk) => sum + slots.volume(desk, day), ofDay.length)
      let count = ofDay.length
      eachOfDay(slots, chosen, day, span, (received) => {
        if (matches?.(received) ?? true) count++
      })
      return count
    }
    const layOut = (day: Day, ofDay: readonly Received[]): readonly Received[] => {
      const list = [...ofDay]
      eachOfDay(slots, chosen, day, span, ({ slot, receivedAt }) => {
        if (matches?.({ slot, receivedAt }) ?? true) list.push({ slot: { ...slot }, receivedAt })
      })
      return newestFirst(slots, list)
    }
    for (let day = dayOf(span.to); day >= dayOf(span.from); day--) {
      const ofDay = added.filter(({ slot }) => slot.day === day)
      const count = countOf(day, ofDay)
      if (count > 0 && total < offset + limit && total + count > offset)
        items.push(...layOut(day, ofDay).slice(Math.max(0, offset - total), offset + limit - total))
      total += count
      if (uncounted && total > offset + limit) break
    }
    return { items, total }
  }

  return (query, now) => {
    const window = windowOf(now)
    const span: Span = {
      from: Math.max(window.from, query.from?.getTime() ?? window.from),
      to: Math.min(window.to, query.to?.getTime() ?? window.to),
    }
    if (span.from > span.to) return { items: [], total: 0 }
    const chosen = (desksOf.get(query.instance) ?? []).filter(({ agency }) =>
      isWithin(agency.code, query.organisation),
    )
    const matches = filterOf(query, now)
    const added = arrivals
      .all()
      .filter(
        (received) =>
          received.slot.desk.instance === query.instance &&
          isWithin(received.slot.desk.agency.code, query.organisation) &&
          isIn(received.receivedAt, span) &&
          (matches?.(received) ?? true),
      )
    const number = query.applicantNumber
    // The dummy number belongs to nobody: whoever asks for it gets all who stated it.
    if (number === undefined || number === dummyNumber)
      return page(query, span, added, chosen, matches)
    const own = ofApplicant(number, chosen, span).filter((received) => matches?.(received) ?? true)
    const all = newestFirst(slots, [...own, ...added])
    return { items: all.slice(query.offset, query.offset + query.limit), total: all.length }
  }
}
