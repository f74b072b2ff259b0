import { createCache } from '../../src/cache/index.ts'
import type { CitizenMatch } from '../../src/domain/citizen.ts'
import { SourceOutcomes } from '../../src/lib/outcomes.ts'
import {
  createPopulation,
  populationSettings,
  type Caller,
} from '../../src/sources/population/index.ts'
import {
  createPopulationSimulator,
  lgspCredentials,
  officerKey,
  populationPaths,
  xRoadCredentials,
} from '../../mocks/population/index.ts'
import { createFaults } from '../../mocks/support/faults.ts'
import { createJournal } from '../../mocks/support/journal.ts'
import { serve } from '../../mocks/support/simulator.ts'
import { createWorld } from '../../mocks/world/index.ts'
import type { WorldPerson } from '../../mocks/world/types.ts'
import { callerOf, matchOf, must } from './population-fixture.ts'

export const world = createWorld()

const licensed = must(world.procedures.find((procedure) => procedure.licensed)).code
export const alsoLicensed = must(
  world.procedures.find((procedure) => procedure.licensed && procedure.code !== licensed),
).code
export const unlicensed = must(world.procedures.find((procedure) => !procedure.licensed)).code

const { personalId: officer, organisation } = world.demoOfficer
export const caller: Caller = callerOf(officer, licensed, organisation.code)

/** The first person of whom this is true. */
export const personWho = (is: (person: WorldPerson) => boolean): WorldPerson => {
  for (let index = 0; index < 100_000; index++) {
    const person = world.person(index)
    if (is(person)) return person
  }
  throw new Error('Nobody in this world is like that')
}

export const matchFor = (person: WorldPerson, birthDate = person.birthDate): CitizenMatch =>
  matchOf(person.personalId, person.fullName, birthDate)

const transports = {
  'x-road': { path: populationPaths.xRoad, credentials: xRoadCredentials },
  lgsp: {
    path: populationPaths.facade,
    tokenPath: populationPaths.token,
    credentials: { ...lgspCredentials, officers: { [officer]: officerKey(officer) } },
  },
}

/** The source over its simulator, each with nothing behind it; `settings` are laid over the usual ones. */
export const startPopulation = async (
  transport: 'x-road' | 'lgsp' = 'x-road',
  settings: Readonly<Record<string, unknown>> = {},
) => {
  const faults = createFaults()
  const journal = createJournal()
  const simulator = createPopulationSimulator({ world, faults, journal })
  const { url, close } = await serve(simulator, { port: 0, faults, journal })
  const population = createPopulation(
    populationSettings.parse({ baseUrl: url, transport, ...transports[transport], ...settings }),
    { cache: createCache() },
  )
  const request = () => {
    const outcomes = new SourceOutcomes()
    return { outcomes, ...population.loaders(outcomes) }
  }
  return {
    faults,
    /** The loaders of one request of a client. */
    request,
    /** One question in a request of its own. */
    citizen: (match: CitizenMatch, by = caller) => request().citizen(match, by),
    /** What the system was asked for persons, oldest first. */
    asked: () =>
      journal
        .entries('population')
        .filter(({ operation }) => operation === 'TraCuuThongTinCongDan')
        .map(({ keys }) => keys),
    logins: () =>
      journal.entries('population').filter(({ operation }) => operation === 'token').length,
    async [Symbol.asyncDispose]() {
      await population.close()
      await close()
    },
  }
}
