import type { Desk } from './agencies.ts'
import type { Day } from './calendar.ts'
import type { Cohorts, Place } from './cohorts.ts'
import type { Lives } from './lives.ts'
import type { Permutation } from './permutation.ts'
import { createAffine } from './permutation.ts'
import type { Chance } from './random.ts'
import { modulo } from './random.ts'
import type { Residents } from './residents.ts'
import { createResidents } from './residents.ts'
import { salts } from './salts.ts'
import type { Slot, Slots } from './slots.ts'
import { slotNumber, slotsPerDay } from './slots.ts'

export interface Applicants {
  /** Whose dossier it is: someone alive whom the desk serves. */
  of(slot: Slot): Place
  /** All slots of that person between two days, both included, found without a search. */
  slotsOf(place: Place, from: Day, to: Day): readonly Slot[]
  /** Someone alive at a share (0 to 1) of those whom a desk serves, in order of birth years. */
  resident(desk: Desk, share: number): Place
  desksServing(place: Place): readonly Desk[]
}

/** Every sixth slot goes to one of at most 400 regulars, so that some people have several dossiers. */
const regularEvery = 6
const mostRegulars = 400

interface Counter {
  readonly residents: Residents
  readonly everybody: Permutation
  readonly regulars: Permutation
}

export const createApplicants = (
  chance: Chance,
  cohorts: Cohorts,
  lives: Lives,
  slots: Slots,
  desks: readonly Desk[],
): Applicants => {
  const counters = new Map<number, Counter>()
  const communeDesks = new Map<string, Desk>()
  const wideDesks = Map.groupBy(desks, (desk) => (desk.step === 1 ? desk.legacyIndex : -1))
  for (const desk of desks)
    if (desk.agency.communeCode !== null)
      communeDesks.set(`${desk.legacyIndex}/${desk.position}`, desk)
  const stepOf = new Map(desks.map((desk) => [desk.legacyIndex, 1]))
  for (const desk of desks) if (desk.step > 1) stepOf.set(desk.legacyIndex, desk.step)

  /** Built when a desk is first asked about, and kept: one small table for each of some 3,500 desks. */
  const counterOf = (desk: Desk): Counter => {
    const known = counters.get(desk.number)
    if (known) return known
    const residents = createResidents(cohorts, desk)
    const counter = {
      residents,
      everybody: createAffine(residents.size, chance(salts.applicants, desk.number)),
      regulars: createAffine(
        Math.min(mostRegulars, residents.size),
        chance(salts.frequent, desk.number),
      ),
    }
    counters.set(desk.number, counter)
    return counter
  }

  /** Regulars stand evenly among all residents. */
  const rankOfRegular = ({ residents, regulars }: Counter, regular: number): number =>
    Math.floor((regular * residents.size) / regulars.size)
  const regularOfRank = (counter: Counter, rank: number): number | null => {
    const regular = Math.ceil((rank * counter.regulars.size) / counter.residents.size)
    const isRegular = regular < counter.regulars.size && rankOfRegular(counter, regular) === rank
    return isRegular ? regular : null
  }

  const living = (place: Place): Place =>
    lives.lifeStatus(place) === 'ALIVE' ? place : lives.standIn(place)

  const of = (slot: Slot): Place => {
    const counter = counterOf(slot.desk)
    const number = slotNumber(slot)
    const rank =
      number % regularEvery === 0
        ? rankOfRegular(counter, counter.regulars.forward(number / regularEvery))
        : counter.everybody.forward(number)
    return living(counter.residents.at(rank))
  }

  const numbersOfRank = (counter: Counter, rank: number, first: number, last: number): number[] => {
    const numbers: number[] = []
    const walk = (start: number, step: number, keep: (number: number) => boolean) => {
      for (let number = first + modulo(start - first, step); number <= last; number += step)
        if (keep(number)) numbers.push(number)
    }
    walk(counter.everybody.back(rank), counter.everybody.size, (n) => n % regularEvery !== 0)
    const regular = regularOfRank(counter, rank)
    if (regular !== null)
      walk(
        counter.regulars.back(regular) * regularEvery,
        counter.regulars.size * regularEvery,
        () => true,
      )
    return numbers
  }

  const desksServing = (place: Place): readonly Desk[] => {
    const step = stepOf.get(place.legacy) ?? 1
    const home = communeDesks.get(`${place.legacy}/${place.block % step}`)
    return [...(home ? [home] : []), ...(wideDesks.get(place.legacy) ?? [])]
  }

  const slotsOf = (place: Place, from: Day, to: Day): readonly Slot[] => {
    if (lives.lifeStatus(place) !== 'ALIVE') return []
    const absent = lives.standIn(place)
    const places = lives.lifeStatus(absent) === 'ALIVE' ? [place] : [place, absent]
    return desksServing(place).flatMap((desk) => {
      const counter = counterOf(desk)
      return places
        .map((candidate) => counter.residents.rankOf(candidate))
        .filter((rank) => rank !== null)
        .flatMap((rank) =>
          numbersOfRank(counter, rank, from * slotsPerDay, (to + 1) * slotsPerDay - 1),
        )
        .map((number) => ({
          desk,
          day: Math.floor(number / slotsPerDay),
          seq: (number % slotsPerDay) + 1,
        }))
        .filter(({ day, seq }) => seq <= slots.volume(desk, day))
    })
  }

  const resident = (desk: Desk, share: number): Place => {
    const { residents } = counterOf(desk)
    return living(residents.at(Math.floor(residents.size * share)))
  }

  return { of, slotsOf, resident, desksServing }
}
