import { createServer } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { listen } from '../../mocks/support/listen.ts'
import { xRoadCredentials } from '../../mocks/population/index.ts'
import { createCache } from '../../src/cache/index.ts'
import { SourceOutcomes } from '../../src/lib/outcomes.ts'
import {
  createPopulation,
  populationPolicy,
  populationSettings,
} from '../../src/sources/population/index.ts'
import { collection } from './population-documents.ts'
import { callerOf, failureOf, matchOf, must } from './population-fixture.ts'
import {
  alsoLicensed,
  caller,
  matchFor,
  personWho,
  startPopulation,
  world,
} from './population-simulator.ts'

const anyone = personWho(({ birthPrecision }) => birthPrecision === 'DAY')
const nobody = matchOf('096320999999', 'Không Có Ai', '2020')

test('a record is kept for a minute, an absence for 15 seconds, and nothing is served past that', () => {
  expect(populationPolicy).toMatchObject({
    sharing: 'sealed',
    freshMs: 60_000,
    keepMs: 60_000,
    absentMs: 15_000,
    staleOnErrorMs: 0,
  })
})

describe('one call', () => {
  test('serves a request that asks for the same person many times', async () => {
    await using population = await startPopulation()
    const { citizen } = population.request()
    const citizens = await Promise.all(
      Array.from({ length: 50 }, () => citizen(matchFor(anyone), caller)),
    )
    expect(new Set(citizens).size).toBe(1)
    expect(population.asked()).toHaveLength(1)
  })

  test('serves requests that ask for the same person at the same time', async () => {
    await using population = await startPopulation()
    await Promise.all(Array.from({ length: 50 }, () => population.citizen(matchFor(anyone))))
    expect(population.asked()).toHaveLength(1)
  })

  test('serves requests that ask for the same person one after the other', async () => {
    await using population = await startPopulation()
    const first = await population.citizen(matchFor(anyone))
    expect(await population.citizen(matchFor(anyone))).toBe(first)
    expect(population.asked()).toHaveLength(1)
  })

  test('serves spellings of a name that differ in case, diacritics, spaces or composition', async () => {
    await using population = await startPopulation()
    const { citizen } = population.request()
    const { personalId, fullName, birthDate } = anyone
    const spellings = [
      fullName,
      fullName.toLowerCase(),
      fullName.toUpperCase(),
      fullName.normalize('NFC'),
      fullName.normalize('NFD'),
      fullName.normalize('NFD').replace(/\p{M}/gu, '').replace(/Đ/gi, 'd'),
      ` ${fullName.replaceAll(' ', '  ')} `,
    ]
    const citizens = await Promise.all(
      spellings.map((name) => citizen(matchOf(personalId, name, birthDate), caller)),
    )
    expect(citizens.map((found) => found?.personalId)).toEqual(spellings.map(() => personalId))
    expect(population.asked()).toHaveLength(1)
  })

  test('serves a year and a month of that year: both are asked as the year', async () => {
    await using population = await startPopulation()
    await population.citizen(matchFor(anyone, anyone.birthDate.slice(0, 4)))
    await population.citizen(matchFor(anyone, anyone.birthDate.slice(0, 7)))
    expect(population.asked()).toHaveLength(1)
  })

  test('serves those who ask for somebody absent, again and again', async () => {
    await using population = await startPopulation()
    expect(await population.citizen(nobody)).toBeNull()
    expect(await population.citizen(nobody)).toBeNull()
    expect(population.asked()).toHaveLength(1)
  })

  test('serves two dossiers of one procedure', async () => {
    await using population = await startPopulation()
    const { citizen } = population.request()
    await Promise.all([
      citizen(matchFor(anyone), caller),
      citizen(matchFor(anyone), { ...caller, account: 'cb.khac' }),
    ])
    expect(population.asked()).toHaveLength(1)
  })
})

describe('two calls', () => {
  const otherOfficer = must(
    world.officers(caller.organisation).find(({ personalId }) => personalId !== caller.officerId),
  ).personalId

  test.each([
    ['two procedures', callerOf(caller.officerId, alsoLicensed, caller.organisation)],
    ['two officers', callerOf(otherOfficer, caller.procedureCode, caller.organisation)],
    ['two organisations', callerOf(caller.officerId, caller.procedureCode, 'H26.999')],
  ])('are made where the same person is asked for by %s', async (_, other) => {
    await using population = await startPopulation()
    const { citizen } = population.request()
    await Promise.all([citizen(matchFor(anyone), caller), citizen(matchFor(anyone), other)])
    await Promise.all([citizen(matchFor(anyone), caller), citizen(matchFor(anyone), other)])
    expect(population.asked()).toHaveLength(2)
  })

  test('are made where the birth date is known to the day and to the year', async () => {
    await using population = await startPopulation()
    await population.citizen(matchFor(anyone))
    await population.citizen(matchFor(anyone, anyone.birthDate.slice(0, 4)))
    expect(population.asked()).toHaveLength(2)
  })

  test('each have a number of their own', async () => {
    await using population = await startPopulation()
    const { citizen } = population.request()
    const people = Array.from({ length: 30 }, (_, index) => world.person(index))
    const found = await Promise.all(people.map((person) => citizen(matchFor(person), caller)))
    expect(new Set(found.map((one) => one?.sourceRequestId)).size).toBe(30)
  })
})

test('an error is not kept: the next request asks again', async () => {
  await using population = await startPopulation()
  population.faults.set('population', null, { kind: 'status', status: 500, times: 1 })
  expect(await failureOf(population.citizen(matchFor(anyone)))).toMatchObject({
    fault: 'unavailable',
  })
  expect(await population.citizen(matchFor(anyone))).toMatchObject({
    personalId: anyone.personalId,
  })
})

test('one person’s failure leaves the others of the same request alone', async () => {
  await using population = await startPopulation()
  population.faults.set('population', null, { kind: 'wrong-person', times: 1 })
  const { citizen } = population.request()
  const people = Array.from({ length: 10 }, (_, index) => world.person(index))
  const settled = await Promise.allSettled(
    people.map((person) => citizen(matchFor(person), caller)),
  )
  expect(settled.filter(({ status }) => status === 'rejected')).toHaveLength(1)
  expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(9)
})

test('no more questions are under way at once than the source is to bear', async () => {
  let [underWay, most] = [0, 0]
  const server = createServer((request, response) => {
    most = Math.max(most, ++underWay)
    request.resume()
    void wait(10).then(() => {
      underWay--
      response.writeHead(200, { 'content-type': 'text/xml' }).end(collection(''))
    })
  })
  const { url, close } = await listen(server, 0)
  const settings = populationSettings.parse({
    baseUrl: url,
    path: '/x',
    transport: 'x-road',
    credentials: xRoadCredentials,
    maxConcurrent: 4,
  })
  const population = createPopulation(settings, { cache: createCache() })
  const { citizen } = population.loaders(new SourceOutcomes())
  const people = Array.from({ length: 40 }, (_, index) => world.person(index))
  await Promise.all(people.map((person) => citizen(matchFor(person), caller)))
  await population.close()
  await close()
  expect(most).toBe(4)
})
