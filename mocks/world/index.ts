import { worldProcedures } from '../procedures/catalogue.ts'
import { createAddresses } from './addresses.ts'
import { createAgencies, demoCommuneCode, toWorldProvince } from './agencies.ts'
import { createApplicants } from './applicants.ts'
import { createArrivals } from './arrivals.ts'
import { createCards } from './cards.ts'
import { createCohorts, populationSize } from './cohorts.ts'
import { createRecords } from './dossiers.ts'
import { createFamilies } from './families.ts'
import { createHouseholds } from './households.ts'
import { createLives } from './lives.ts'
import { createNames } from './names.ts'
import { createOfficers } from './officers.ts'
import { createPeople } from './people.ts'
import { createProcedureChoice } from './procedure-choice.ts'
import { createFind, windowOf } from './queries.ts'
import { createChance, itemAt } from './random.ts'
import { createSandbox } from './sandbox.ts'
import { createSlots } from './slots.ts'
import type { World, WorldProcedure } from './types.ts'
import { readUnits } from './units.ts'

export interface WorldOptions {
  readonly seed?: number
  readonly now?: () => Date
  readonly procedures?: readonly WorldProcedure[]
}

const createPopulation = (seed: number) => {
  const chance = createChance(seed)
  const units = readUnits()
  const cohorts = createCohorts(chance)
  const families = createFamilies(chance, cohorts)
  const lives = createLives(chance, cohorts, families)
  const names = createNames(chance, cohorts, families)
  const cards = createCards(chance)
  const addresses = createAddresses(chance, cohorts, units)
  const membershipOf = createHouseholds(families, lives)
  const parts = { chance, cohorts, families, lives, names, cards, addresses, membershipOf }
  return { ...parts, units, people: createPeople(parts) }
}

/** The same seed gives the same country; `now` decides which dossiers exist and how far they are. */
export const createWorld = (options: WorldOptions = {}): World => {
  const { seed = 34, now = () => new Date(), procedures = worldProcedures } = options
  const { chance, units, cohorts, lives, names, people } = createPopulation(seed)
  const { byInstance, desks } = createAgencies(chance, units)
  const agencies = (instance: string) => byInstance.get(instance) ?? []
  const slots = createSlots(chance, desks)
  const applicants = createApplicants(chance, cohorts, lives, slots, desks)
  const officers = createOfficers(chance, cohorts, applicants)
  const procedureOf = createProcedureChoice(procedures, slots)
  const records = createRecords({
    slots,
    cohorts,
    people,
    names,
    applicants,
    officers,
    procedures,
    procedureOf,
  })
  const arrivals = createArrivals(slots, desks, agencies)
  const find = createFind({
    desks,
    slots,
    cohorts,
    people,
    applicants,
    arrivals,
    records,
    procedureOf,
  })
  const demoDesk = itemAt(
    desks.filter(({ agency }) => agency.communeCode === demoCommuneCode),
    0,
  )

  const dossier: World['dossier'] = (code) => {
    const moment = now().getTime()
    const slot = slots.parse(code)
    const received = slot ? { slot, receivedAt: slots.receivedAt(slot) } : arrivals.find(code)
    const { from, to } = windowOf(moment)
    if (received === null || received.receivedAt < from || received.receivedAt > to) return null
    return records.build(received, moment)
  }

  const world: World = {
    seed,
    now,
    provinces: units.provinces.map(toWorldProvince),
    communes: units.communes,
    procedures,
    populationSize,
    agencies,
    person: (index) => people.person(index),
    personById: (personalId) => people.personById(personalId),
    personByOldCard: (number) => people.personByOldCard(number),
    dossier,
    dossiers: (query) => {
      const moment = now().getTime()
      const { items, total } = find(query, moment)
      return { items: items.map((received) => records.build(received, moment)), total }
    },
    receive: (instance, organisation, count, at = now()) =>
      arrivals
        .add(instance, organisation, count, at.getTime())
        .map((received) => records.build(received, Math.max(now().getTime(), at.getTime()))),
    isKnownOfficer: (personalId) => {
      const place = cohorts.placeOfPersonalId(personalId)
      return place !== null && officers.isOfficer(place)
    },
    officers: (organisation) => {
      const desk = desks.find(({ agency }) => agency.code === organisation)
      return desk ? officers.of(desk).map((place) => people.at(place)) : []
    },
    demoOfficer: {
      personalId: cohorts.personalIdOf(itemAt(officers.of(demoDesk), 0)),
      organisation: demoDesk.agency,
      communeCode: demoCommuneCode,
    },
    get sandbox() {
      return sandbox()
    },
  }
  const sandbox = createSandbox(world, cohorts, lives)
  return world
}
