import { describe, expect, test } from 'vitest'
import { lgspCredentials, officerKey } from '../../mocks/population/index.ts'
import { callerOf, failureOf } from './population-fixture.ts'
import { caller, matchFor, personWho, startPopulation, world } from './population-simulator.ts'

const anyone = personWho(({ birthPrecision }) => birthPrecision === 'DAY')
const people = Array.from({ length: 20 }, (_, index) => world.person(index))

describe('the token', () => {
  test('is fetched once for many who wait', async () => {
    await using population = await startPopulation('lgsp')
    await Promise.all(people.map((person) => population.citizen(matchFor(person))))
    expect(population.logins()).toBe(1)
    expect(population.asked()).toHaveLength(20)
  })

  test('is renewed once when it has ended, and every question is answered', async () => {
    await using population = await startPopulation('lgsp')
    await population.citizen(matchFor(anyone))
    population.faults.set('population', null, { kind: 'expired-session', times: 1 })
    const citizens = await Promise.all(people.map((person) => population.citizen(matchFor(person))))
    expect(citizens.every((citizen) => citizen !== null)).toBe(true)
    expect(population.logins()).toBe(2)
  })

  test('that is refused when new is not renewed for ever', async () => {
    await using population = await startPopulation('lgsp')
    population.faults.set('population', null, { kind: 'expired-session' })
    expect(await failureOf(population.citizen(matchFor(anyone)))).toMatchObject({
      fault: 'rejected',
    })
    expect(population.logins()).toBe(2)
  })

  test('is refused to a partner the platform does not know', async () => {
    await using population = await startPopulation('lgsp', {
      credentials: {
        ...lgspCredentials,
        secretKey: 'sai',
        officers: { [caller.officerId]: officerKey(caller.officerId) },
      },
    })
    expect(await failureOf(population.citizen(matchFor(anyone)))).toMatchObject({
      fault: 'rejected',
      reason: undefined,
    })
  })
})

describe('the officer’s own key', () => {
  test('is needed: an officer without one is refused and nothing is asked', async () => {
    await using population = await startPopulation('lgsp')
    const other = callerOf('001085000777', caller.procedureCode)
    expect(await failureOf(population.citizen(matchFor(anyone), other))).toMatchObject({
      fault: 'rejected',
      reason: 'OFFICER_NOT_ALLOWED',
    })
    expect(population.asked()).toHaveLength(0)
  })

  test('of somebody else is refused by the platform', async () => {
    const officers = { [caller.officerId]: officerKey('001085000777') }
    await using population = await startPopulation('lgsp', {
      credentials: { ...lgspCredentials, officers },
    })
    expect(await failureOf(population.citizen(matchFor(anyone)))).toMatchObject({
      fault: 'rejected',
      reason: 'OFFICER_NOT_ALLOWED',
    })
    expect(population.asked()).toHaveLength(1)
  })
})

test('the façade is told the procedure and the officer; it has no field for the organisation', async () => {
  await using population = await startPopulation('lgsp')
  const citizen = await population.citizen(matchFor(anyone))
  expect(population.asked()).toEqual([
    [
      anyone.personalId,
      `MaDVC=${caller.procedureCode}`,
      `MaCanBo=${caller.officerId}`,
      `MaYeuCau=${citizen?.sourceRequestId ?? ''}`,
    ],
  ])
})
