import fc from 'fast-check'
import type * as threads from 'node:worker_threads'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { createGovernment, type Government } from '../../mocks/index.ts'
import type { WorldDossier, WorldPerson } from '../../mocks/world/types.ts'
import { type Lane, startLane, type Step } from './chaos/lane.ts'
import { type Cast, questionNames } from './chaos/questions.ts'
import { certain, faults } from './chaos/sink.ts'

vi.mock('node:worker_threads', async (importActual) => ({
  ...(await importActual<typeof threads>()),
  Worker: (await import('./chaos/worker.ts')).UnreliableWorker,
}))

/** `npm run chaos` plays more of them; a seed that is told plays the same again. */
const scheduleCount = Number(process.env['CHAOS_SCHEDULES'] ?? 1_000)
const seed = Number(process.env['CHAOS_SEED'] ?? 20_261_118)
const laneCount = 12
const wednesday = new Date('2026-11-18T09:00:00+07:00')

let government: Government
beforeAll(async () => {
  government = await createGovernment({ port: 0, now: () => wednesday })
  return () => government.close()
})

const isOrdinary = ({ isProtected, birthPrecision, lifeStatus }: WorldPerson): boolean =>
  !isProtected && birthPrecision === 'DAY' && lifeStatus === 'ALIVE'

/** Persons whom nobody has asked for yet, so that a record in memory is one of the same schedule. */
const createCasting = (): (() => Cast) => {
  const { world } = government
  const { items } = world.dossiers({
    instance: 'ha-noi',
    organisation: world.demoOfficer.organisation.code,
    procedureCode: '1.001193',
    offset: 0,
    limit: 400,
  })
  const dossiers = items.filter(({ finishedAt, applicant, applicantIndex }: WorldDossier) => {
    const person = world.person(applicantIndex)
    return (
      finishedAt === null &&
      isOrdinary(person) &&
      applicant.number === person.personalId &&
      applicant.birthDate === person.birthDate &&
      applicant.fullName.normalize('NFC') === person.fullName.normalize('NFC')
    )
  })
  let next = 1_000
  const nextPerson = (): WorldPerson => {
    const person = world.person((next += 1))
    return isOrdinary(person) ? person : nextPerson()
  }
  let cast = 0
  const nextCast = (): Cast => {
    const dossier = dossiers[(cast += 1) % dossiers.length]
    if (dossier === undefined) throw new Error('the unit has no open dossier of a birth')
    const persons = [nextPerson(), nextPerson(), nextPerson()]
    const names = [...persons, dossier.applicant].map(({ fullName }) => fullName.normalize('NFC'))
    // An answer is searched for their names.
    return new Set(names).size === names.length ? { persons, dossier } : nextCast()
  }
  return nextCast
}

const steps: fc.Arbitrary<Step> = fc.record({
  turn: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...faults) },
    { weight: 1, arbitrary: fc.constant('mend' as const) },
    { weight: 2, arbitrary: fc.constant('nothing' as const) },
  ),
  afterMs: fc.option(fc.constantFrom(0, 1, 2, 4, 7, 12, 30), { nil: null }),
  asks: fc.array(fc.constantFrom(...questionNames), { minLength: 1, maxLength: 2 }),
})
const schedules = fc.array(steps, { minLength: 1, maxLength: 3 })

describe('while its record fails in any way at any step', () => {
  test(
    `the gateway shows nobody without a record, refuses within a second, serves what is public, and recovers (${scheduleCount} schedules)`,
    { timeout: Math.max(120_000, scheduleCount * 400) },
    async () => {
      const casting = createCasting()
      const waiting = fc.sample(schedules, { numRuns: scheduleCount, seed })
      const runLane = async (lane: Lane) => {
        for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
          const schedule = next
          await lane.run(schedule, casting()).catch((error: unknown) => {
            waiting.length = 0
            throw new Error(`seed ${seed}, schedule ${JSON.stringify(schedule)}`, { cause: error })
          })
        }
        await lane.stop()
        return { ...lane.counts, records: lane.records() }
      }
      // One after the other: while all start at once nothing answers in time.
      const started: Lane[] = []
      for (let number = 0; number < laneCount; number += 1)
        started.push(await startLane(government, `lane${number}`, 250))
      const lanes = await Promise.all(started.map(runLane))
      const sum = (name: keyof (typeof lanes)[number]) =>
        lanes.reduce((total, lane) => total + lane[name], 0)
      // Each of the two is what the test is about: neither may go missing unnoticed.
      expect(sum('shown')).toBeGreaterThan(scheduleCount)
      expect(sum('closed')).toBeGreaterThan(scheduleCount)
      expect(sum('records')).toBeGreaterThan(sum('shown'))
      // A machine that has much else to do may stop us for a second now and then.
      expect(sum('late')).toBeLessThanOrEqual(sum('closed') / 50)
      expect(sum('needless')).toBeLessThanOrEqual(sum('answers') / 50)
    },
  )

  test.each(certain)(
    '%s, as a gateway is set by default: refused within one second, from memory too',
    async (fault) => {
      const lane = await startLane(government, 'default', 800)
      const cast = createCasting()()
      await lane.run(
        [
          { turn: 'nothing', afterMs: null, asks: ['a person', 'a list'] },
          { turn: fault, afterMs: null, asks: ['a person', 'a procedure'] },
          { turn: 'nothing', afterMs: null, asks: questionNames },
        ],
        cast,
      )
      await lane.stop()
      expect(lane.counts).toMatchObject({ late: 0, needless: 0 })
    },
  )
})
