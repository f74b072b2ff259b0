import { describe, expect, test } from 'vitest'
import type { FaultKind } from '../../mocks/support/faults.ts'
import { alarmsDuring, failureOf, must } from './population-fixture.ts'
import { caller, matchFor, personWho, startPopulation } from './population-simulator.ts'

const anyone = personWho(({ birthPrecision }) => birthPrecision === 'DAY')
const transports = ['x-road', 'lgsp'] as const

describe.each(transports)('over %s', (transport) => {
  test.each<[FaultKind, string, string]>([
    [{ kind: 'down' }, 'unavailable', 'UNAVAILABLE'],
    [{ kind: 'status', status: 500 }, 'unavailable', 'UNAVAILABLE'],
    [{ kind: 'status', status: 503 }, 'unavailable', 'UNAVAILABLE'],
    [{ kind: 'status', status: 429 }, 'unavailable', 'UNAVAILABLE'],
    [{ kind: 'cut' }, 'unavailable', 'UNAVAILABLE'],
    [{ kind: 'slow', ms: 5_000 }, 'timeout', 'TIMEOUT'],
    [{ kind: 'html' }, 'malformed', 'MALFORMED'],
    [{ kind: 'garbage' }, 'malformed', 'MALFORMED'],
    [{ kind: 'oversize' }, 'malformed', 'MALFORMED'],
    [{ kind: 'empty' }, 'malformed', 'MALFORMED'],
    [{ kind: 'missing' }, 'malformed', 'MALFORMED'],
    [{ kind: 'wrong-person' }, 'malformed', 'MALFORMED'],
    [{ kind: 'status', status: 302 }, 'malformed', 'MALFORMED'],
    [{ kind: 'status', status: 403 }, 'rejected', 'REFUSED'],
    [{ kind: 'status', status: 404 }, 'rejected', 'REFUSED'],
  ])('the fault %j is %s, never an absence, and is not kept', async (fault, kind, status) => {
    // Megabytes take their time on a machine that has much else to do.
    const deadlineMs = fault.kind === 'slow' ? 800 : 20_000
    await using population = await startPopulation(transport, { deadlineMs })
    population.faults.set('population', null, fault)
    const { citizen, outcomes } = population.request()
    expect(await failureOf(citizen(matchFor(anyone), caller))).toMatchObject({ fault: kind })
    expect(outcomes.rows()).toEqual([{ name: 'population', instance: null, status }])
    population.faults.clear()
    expect(await population.citizen(matchFor(anyone))).not.toBeNull()
  })

  test('an answer about another person is an error and an alarm', async () => {
    await using population = await startPopulation(transport)
    population.faults.set('population', null, { kind: 'wrong-person' })
    const alarms = await alarmsDuring(async () => {
      const error = await failureOf(population.citizen(matchFor(anyone)))
      expect(error).toMatchObject({ fault: 'malformed', reason: 'WRONG_PERSON' })
    })
    expect(alarms).toEqual(['WRONG_PERSON'])
  })

  test('a row nobody asked for is dropped with an alarm', async () => {
    await using population = await startPopulation(transport)
    population.faults.set('population', null, { kind: 'extra' })
    const alarms = await alarmsDuring(async () => {
      const citizen = await population.citizen(matchFor(anyone))
      expect(citizen?.personalId).toBe(anyone.personalId)
    })
    expect(alarms).toEqual(['UNASKED_ROW'])
  })

  test('unknown codes are unknown, each with an alarm, and the rest of the record stands', async () => {
    await using population = await startPopulation(transport)
    population.faults.set('population', null, { kind: 'unknown-enum' })
    const alarms = await alarmsDuring(async () => {
      expect(await population.citizen(matchFor(anyone))).toMatchObject({
        personalId: anyone.personalId,
        birthDate: anyone.birthDate,
        gender: 'UNKNOWN',
        maritalStatus: 'UNKNOWN',
        bloodGroup: 'UNKNOWN',
        lifeStatus: 'UNKNOWN',
      })
    })
    expect(alarms).toEqual(Array.from({ length: 4 }, () => 'UNKNOWN_ENUM'))
  })

  test('elements in another order are the same record', async () => {
    await using usual = await startPopulation(transport)
    await using reordered = await startPopulation(transport)
    reordered.faults.set('population', null, { kind: 'reordered' })
    const citizen = must(await reordered.citizen(matchFor(anyone)))
    const { sourceRequestId } = citizen
    expect({ ...(await usual.citizen(matchFor(anyone))), sourceRequestId }).toEqual(citizen)
  })

  test('a moment of 503 is asked over again, as the same question', async () => {
    await using population = await startPopulation(transport)
    population.faults.set('population', null, { kind: 'status', status: 503, times: 1 })
    const citizen = await population.citizen(matchFor(anyone))
    expect(citizen?.personalId).toBe(anyone.personalId)
    const numbers = population.asked().map((keys) => keys.at(-1))
    expect(new Set(numbers)).toEqual(new Set([`MaYeuCau=${citizen?.sourceRequestId ?? ''}`]))
  })
})
