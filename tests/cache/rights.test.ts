import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  createPopulationSimulator,
  populationPaths,
  xRoadCredentials,
} from '../../mocks/population/index.ts'
import { createFaults } from '../../mocks/support/faults.ts'
import { createJournal } from '../../mocks/support/journal.ts'
import { serve } from '../../mocks/support/simulator.ts'
import { createWorld } from '../../mocks/world/index.ts'
import { type Cache, createCache } from '../../src/cache/index.ts'
import { UpstreamError } from '../../src/lib/errors.ts'
import { SourceOutcomes } from '../../src/lib/outcomes.ts'
import { createPopulation, populationSettings } from '../../src/sources/population/index.ts'
import { hasRedis, startRedis } from '../support/redis.ts'
import { callerOf, matchOf, must } from '../sources/population-fixture.ts'
import { startReplica } from './fixture.ts'

const world = createWorld()
const { personalId: known, organisation } = world.demoOfficer
const colleague = must(
  world.officers(organisation.code).find(({ personalId }) => personalId !== known),
).personalId
const unknown = '001085999999'
const officers = [known, colleague, unknown]
const organisations = [organisation.code, 'H26.999']
const licensed = world.procedures.filter((procedure) => procedure.licensed).slice(0, 2)
const unlicensed = must(world.procedures.find((procedure) => !procedure.licensed))
const procedures = [...licensed, unlicensed].map(({ code }) => code)
const persons = Array.from({ length: 200 }, (_, index) => world.person(index))
  .filter(({ birthPrecision }) => birthPrecision === 'DAY')
  .slice(0, 3)

interface Question {
  readonly replica: number
  readonly person: number
  readonly officer: number
  readonly organisation: number
  readonly procedure: number
  readonly match: 'RIGHT' | 'OTHER_NAME' | 'OTHER_YEAR'
}

const question = fc.record<Question>({
  replica: fc.nat(1),
  person: fc.nat(persons.length - 1),
  officer: fc.nat(officers.length - 1),
  organisation: fc.nat(organisations.length - 1),
  procedure: fc.nat(procedures.length - 1),
  match: fc.constantFrom('RIGHT', 'RIGHT', 'RIGHT', 'OTHER_NAME', 'OTHER_YEAR'),
})

/** Readers who ask at the same time, one group after the other. */
const course = fc.array(fc.array(question, { minLength: 1, maxLength: 6 }), { maxLength: 8 })

const isAllowed = ({ officer, procedure }: Question): boolean =>
  world.isKnownOfficer(must(officers[officer])) && procedures[procedure] !== unlicensed.code

/** Among whom a record is shared: those for whom this text is the same. */
const groupOf = {
  officer: (one: Question) => [one.person, one.match, one.procedure, one.organisation, one.officer],
  unit: (one: Question) => [one.person, one.match, one.procedure, one.organisation],
  subject: (one: Question) => [one.person, one.match],
} as const
type SharedBy = keyof typeof groupOf

const start = async () => {
  const faults = createFaults()
  const journal = createJournal()
  const simulator = await serve(createPopulationSimulator({ world, faults, journal }), {
    port: 0,
    faults,
    journal,
  })
  const redis = hasRedis ? await startRedis() : null
  const replicas =
    redis === null ? [] : await Promise.all([redis.url, redis.url].map((url) => startReplica(url)))
  const alone = createCache()
  const caches: readonly Cache[] =
    redis === null ? [alone, alone] : replicas.map(({ cache }) => cache)
  const populationsFor = (sharedBy: SharedBy) =>
    caches.map((cache) =>
      createPopulation(
        populationSettings.parse({
          baseUrl: simulator.url,
          transport: 'x-road',
          path: populationPaths.xRoad,
          credentials: xRoadCredentials,
          sharedBy,
        }),
        { cache },
      ),
    )
  return {
    caches,
    journal,
    populationsFor,
    async stop() {
      for (const replica of replicas) await replica.stop()
      await redis?.stop()
      await simulator.close()
    },
  }
}

const matchFor = ({ person, match }: Question) => {
  const { personalId, fullName, birthDate } = must(persons[person])
  if (match === 'OTHER_NAME') return matchOf(personalId, `${fullName} Khác`, birthDate)
  const otherYear = String(Number(birthDate.slice(0, 4)) + 1)
  return matchOf(personalId, fullName, match === 'RIGHT' ? birthDate : otherYear)
}

describe('many readers with different rights over one cache', () => {
  let running: Awaited<ReturnType<typeof start>>
  beforeAll(async () => {
    running = await start()
  })
  afterAll(() => running.stop())

  test.each(['officer', 'unit', 'subject'] as const)(
    'see no more than their source allows them, or their %s where it is so shared, in whatever order they come',
    async (sharedBy) => {
      const populations = running.populationsFor(sharedBy)

      const ask = async (one: Question): Promise<unknown> => {
        const { citizen } = must(populations[one.replica]).loaders(new SourceOutcomes())
        const caller = callerOf(
          must(officers[one.officer]),
          must(procedures[one.procedure]),
          must(organisations[one.organisation]),
        )
        return citizen(matchFor(one), caller).catch((error: unknown) => error)
      }

      const check = (one: Question, answer: unknown, opened: ReadonlySet<string>): void => {
        const isOpened = opened.has(groupOf[sharedBy](one).join())
        if (answer instanceof UpstreamError) {
          // Nobody is refused for somebody else, and for the right reason.
          expect(answer.fault).toBe('rejected')
          expect(isAllowed(one)).toBe(false)
          expect(answer.reason).toBe(
            procedures[one.procedure] === unlicensed.code
              ? 'PROCEDURE_NOT_LICENSED'
              : 'OFFICER_NOT_ALLOWED',
          )
          return
        }
        // Answered, be it by an absence: then somebody with whom this is shared was allowed.
        expect(isOpened).toBe(true)
        if (one.match === 'RIGHT')
          expect(answer).toMatchObject({ personalId: must(persons[one.person]).personalId })
        else expect(answer).toBeNull()
      }

      await fc.assert(
        fc.asyncProperty(course, async (groups) => {
          await must(running.caches[0]).drop(['source:population'])
          const opened = new Set<string>()
          for (const group of groups) {
            for (const one of group) if (isAllowed(one)) opened.add(groupOf[sharedBy](one).join())
            const answers = await Promise.all(group.map(ask))
            for (const [place, one] of group.entries()) check(one, answers[place], opened)
          }
        }),
        { numRuns: 100 },
      )
      for (const population of populations) await population.close()
    },
    120_000,
  )

  test('as officers each make a call of their own, and a refusal holds beside a colleague’s answer', async () => {
    const [population] = running.populationsFor('officer')
    await must(running.caches[0]).drop(['source:population'])
    const one = {
      replica: 0,
      person: 0,
      officer: 0,
      organisation: 0,
      procedure: 0,
      match: 'RIGHT',
    } as const
    const ask = (officer: string, procedure: string) =>
      must(population)
        .loaders(new SourceOutcomes())
        .citizen(matchFor(one), callerOf(officer, procedure, organisation.code))
    running.journal.clear()
    expect(await ask(known, must(procedures[0]))).not.toBeNull()
    await expect(ask(unknown, must(procedures[0]))).rejects.toMatchObject({
      reason: 'OFFICER_NOT_ALLOWED',
    })
    expect(await ask(known, must(procedures[1]))).not.toBeNull()
    expect(running.journal.entries('population')).toHaveLength(3)
    await population?.close()
  })
})
