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
import type { DossierQuery, WorldPerson } from './types.ts'

export const windowDays = 400

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

export const createQueries = (parts: QueryParts) => {
  const { desks, slots, cohorts, people, applicants, arrivals, records, procedureOf } = parts

  const personOf = (received: Received): WorldPerson => people.at(applicants.of(received.slot))

  /** null where nothing has to be looked at but the time of receipt. */
  const filterOf = (query: DossierQuery, now: number): Matches | null => {
    const { procedureCode, status, applicantNumber } = query
    const tests: Matches[] = []
    if (procedureCode !== undefined)
      tests.push(({ slot }) => procedureOf(slot).code === procedureCode)
    if (status !== undefined) tests.push((received) => records.status(received, now) === status)
    if (applicantNumber !== undefined)
      tests.push(
        (received) => statedNumber(received.slot, slots, personOf(received)) === applicantNumber,
      )
    return tests.length === 0 ? null : (received) => tests.every((test) => test(received))
  }

  const ofDay = (chosen: readonly Desk[], day: Day, { from, to }: Span): Received[] => {
    const found: Received[] = []
    for (const desk of chosen) {
      const volume = slots.volume(desk, day)
      for (let seq = 1; seq <= volume; seq++) {
        const slot = { desk, day, seq }
        const receivedAt = slots.receivedAt(slot)
        if (receivedAt > to) break
        if (receivedAt >= from) found.push({ slot, receivedAt })
      }
    }
    return found
  }

  const newestFirst = (list: readonly Received[]): readonly Received[] =>
    list
      .map((received) => ({ received, code: slots.code(received.slot) }))
      .sort((a, b) => b.received.receivedAt - a.received.receivedAt || (a.code < b.code ? -1 : 1))
      .map(({ received }) => received)

  /** Who may have stated this number: its holder, and whoever misspells into it. */
  const holders = (number: string): readonly Place[] =>
    [people.personById(number), people.personById(slipOf(number)), people.personByOldCard(number)]
      .filter((person) => person !== null)
      .map(({ index }) => cohorts.placeOf(index))

  const find = (query: DossierQuery, now: number): Found => {
    const window = windowOf(now)
    const span: Span = {
      from: Math.max(window.from, query.from?.getTime() ?? window.from),
      to: Math.min(window.to, query.to?.getTime() ?? window.to),
    }
    const isChosen = ({ agency, instance }: Desk) =>
      instance === query.instance && isWithin(agency.code, query.organisation)
    const chosen = desks.filter(isChosen)
    const added = arrivals
      .all()
      .filter(
        ({ slot, receivedAt }) =>
          isChosen(slot.desk) && receivedAt >= span.from && receivedAt <= span.to,
      )
    const matches = filterOf(query, now)
    const number = query.applicantNumber
    if (number === undefined || number === dummyNumber)
      return page(query, span, added, chosen, matches)
    const own = holders(number)
      .flatMap((place) => applicants.slotsOf(place, dayOf(span.from), dayOf(span.to)))
      .filter(({ desk }) => chosen.includes(desk))
      .map((slot) => ({ slot, receivedAt: slots.receivedAt(slot) }))
      .filter(({ receivedAt }) => receivedAt >= span.from && receivedAt <= span.to)
    const all = newestFirst([...own, ...added].filter((received) => matches?.(received) ?? true))
    return { items: all.slice(query.offset, query.offset + query.limit), total: all.length }
  }

  /** Day by day from the newest: only the days on the page are laid out, the others are counted. */
  const page = (
    { offset, limit }: DossierQuery,
    span: Span,
    added: readonly Received[],
    chosen: readonly Desk[],
    matches: Matches | null,
  ): Found => {
    const items: Received[] = []
    let total = 0
    for (let day = dayOf(span.to); day >= dayOf(span.from) && span.from <= span.to; day--) {
      const addedToday = added.filter(({ slot }) => slot.day === day)
      const isWholeDay = startOf(day) >= span.from && startOf(day + 1) <= span.to
      const onPage = total < offset + limit
      if (matches === null && isWholeDay) {
        const count =
          addedToday.length + chosen.reduce((sum, desk) => sum + slots.volume(desk, day), 0)
        if (!onPage || total + count <= offset) {
          total += count
          continue
        }
      }
      const all = [...ofDay(chosen, day, span), ...addedToday]
      const list = matches === null ? all : all.filter(matches)
      if (onPage && total + list.length > offset)
        items.push(...newestFirst(list).slice(Math.max(0, offset - total), offset + limit - total))
      total += list.length
    }
    return { items, total }
  }

  return { find }
}
