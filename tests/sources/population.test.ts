import { describe, expect, test } from 'vitest'
import type { WorldPerson } from '../../mocks/world/types.ts'
import { callerOf, failureOf, matchOf, must } from './population-fixture.ts'
import {
  alsoLicensed,
  caller,
  matchFor,
  personWho,
  startPopulation,
  unlicensed,
  world,
} from './population-simulator.ts'

const anyone = personWho((person) => person.birthPrecision === 'DAY')
const nobody = matchOf('096320999999', 'Không Có Ai', '2020')

const birthIn = ({ birthDate, birthPrecision }: WorldPerson): string =>
  birthPrecision === 'DAY' ? birthDate : birthDate.slice(0, 4)

/** What the gateway must say of a person, whichever way the source wrote it. */
const expected = (person: WorldPerson) => ({
  __typename: 'Citizen',
  personalId: person.personalId,
  oldCardNumber: person.oldCard,
  fullName: person.fullName.normalize('NFC'),
  birthDate: birthIn(person),
  gender: person.sex,
  lifeStatus: person.lifeStatus,
  nationality: 'VN',
  ethnicity: person.ethnicity,
  religion: person.religion,
})

const relativeIn = (person: WorldPerson['father']) =>
  person && { fullName: person.fullName.normalize('NFC'), personalId: person.personalId }

describe('a person who matches', () => {
  test.each(['x-road', 'lgsp'] as const)(
    'is read alike in every form the source writes, over %s',
    async (transport) => {
      await using population = await startPopulation(transport)
      const { citizen } = population.request()
      const people = Array.from({ length: 60 }, (_, index) => world.person(index * 1_000_003))
      const citizens = await Promise.all(people.map((person) => citizen(matchFor(person), caller)))
      for (const [index, person] of people.entries()) {
        expect(citizens[index]).toMatchObject(expected(person))
        expect(citizens[index]?.permanentAddress).toMatchObject({
          communeCode: person.permanent.communeCode,
          detail: person.permanent.detail.normalize('NFC'),
        })
        const { father, mother, spouse, householdHead } = must(citizens[index])
        for (const [found, relative] of [
          [father, person.father],
          [mother, person.mother],
          [spouse, person.spouse],
          [householdHead, person.head],
        ] as const)
          if (relative === null) expect(found).toBeNull()
          else expect(found).toMatchObject({ ...relativeIn(relative), oldCardNumber: null })
      }
      expect(population.asked()).toHaveLength(60)
    },
  )

  test('is found by the old card number', async () => {
    const person = personWho(({ oldCard }) => oldCard !== null)
    await using population = await startPopulation()
    const match = matchOf(must(person.oldCard), person.fullName, person.birthDate)
    expect(await population.citizen(match)).toMatchObject(expected(person))
    expect(population.asked()[0]?.[0]).toBe(person.oldCard)
  })

  test.each([4, 7])('is found by the first %i characters of the birth date', async (length) => {
    await using population = await startPopulation()
    const match = matchFor(anyone, anyone.birthDate.slice(0, length))
    expect(await population.citizen(match)).toMatchObject(expected(anyone))
  })

  test('is found by a whole birth date although the register knows only the year', async () => {
    const person = personWho(({ birthPrecision }) => birthPrecision === 'YEAR')
    await using population = await startPopulation()
    const citizen = await population.citizen(matchFor(person))
    expect(citizen?.birthDate).toBe(person.birthDate.slice(0, 4))
  })

  test('whose name the register holds in NFD is named in NFC', async () => {
    const person = personWho(({ fullName }) => fullName !== fullName.normalize('NFC'))
    await using population = await startPopulation()
    const citizen = await population.citizen(matchFor(person))
    expect(citizen?.fullName).toBe(person.fullName.normalize('NFC'))
  })

  test('who is dead is so', async () => {
    const person = personWho(({ lifeStatus }) => lifeStatus === 'DEAD')
    await using population = await startPopulation()
    expect((await population.citizen(matchFor(person)))?.lifeStatus).toBe('DEAD')
  })
})

describe('what the source is told', () => {
  test('is the procedure, the officer and the organisation of the caller, with a new number each time', async () => {
    await using population = await startPopulation()
    const citizen = await population.citizen(matchFor(anyone))
    expect(population.asked()).toEqual([
      [
        anyone.personalId,
        `MaDVC=${caller.procedureCode}`,
        `MaCanBo=${caller.officerId}`,
        `MaDonVi=${caller.organisation}`,
        `MaYeuCau=${must(citizen).sourceRequestId}`,
      ],
    ])
  })

  test('is signed in seconds where the bus counts in seconds', async () => {
    const { xRoadCredentials } = await import('../../mocks/population/index.ts')
    await using population = await startPopulation('x-road', {
      credentials: { ...xRoadCredentials, timestampUnit: 'seconds' },
    })
    expect(await population.citizen(matchFor(anyone))).toMatchObject(expected(anyone))
  })
})

describe('a person who does not match', () => {
  const otherDay = anyone.birthDate.endsWith('-01') ? '-02' : '-01'

  test.each([
    ['a number nobody has', nobody],
    ['another name', matchOf(anyone.personalId, 'Không Phải Tên Tôi', anyone.birthDate)],
    ['another birth date', matchFor(anyone, anyone.birthDate.slice(0, 7) + otherDay)],
    ['another year of birth', matchFor(anyone, '1801')],
  ])('because of %s is absent, not an error', async (_, match) => {
    await using population = await startPopulation()
    const { citizen, outcomes } = population.request()
    expect(await citizen(match, caller)).toBeNull()
    expect(outcomes.rows()).toEqual([{ name: 'population', instance: null, status: 'OK' }])
  })

  test.each(['x-road', 'lgsp'] as const)(
    'is absent in both forms of the answer, over %s',
    async (transport) => {
      await using population = await startPopulation(transport)
      const { citizen } = population.request()
      const absent = Array.from({ length: 20 }, (_, index) =>
        matchOf(`0963209999${index + 10}`, 'Ai', '2020'),
      )
      expect(await Promise.all(absent.map((match) => citizen(match, caller)))).toEqual(
        absent.map(() => null),
      )
      expect(population.asked()).toHaveLength(20)
    },
  )
})

describe('a refusal', () => {
  test.each(['x-road', 'lgsp'] as const)(
    'by procedure names its reason, over %s',
    async (transport) => {
      await using population = await startPopulation(transport)
      const { citizen, outcomes } = population.request()
      const error = await failureOf(
        citizen(matchFor(anyone), callerOf(caller.officerId, unlicensed)),
      )
      expect(error).toMatchObject({ fault: 'rejected', reason: 'PROCEDURE_NOT_LICENSED' })
      expect(outcomes.rows()[0]?.status).toBe('REFUSED')
    },
  )

  test('by officer names its reason', async () => {
    await using population = await startPopulation()
    const stranger = callerOf(
      personWho(({ personalId }) => !world.isKnownOfficer(personalId)).personalId,
      alsoLicensed,
    )
    const error = await failureOf(population.citizen(matchFor(anyone), stranger))
    expect(error).toMatchObject({ fault: 'rejected', reason: 'OFFICER_NOT_ALLOWED' })
  })

  test('of one officer is not kept for another', async () => {
    await using population = await startPopulation()
    const stranger = callerOf(
      personWho(({ personalId }) => !world.isKnownOfficer(personalId)).personalId,
      alsoLicensed,
    )
    await failureOf(population.citizen(matchFor(anyone), stranger))
    expect(await population.citizen(matchFor(anyone))).toMatchObject(expected(anyone))
  })

  test('because of a wrong signature is a refusal of ourselves, without a reason', async () => {
    const { xRoadCredentials } = await import('../../mocks/population/index.ts')
    await using population = await startPopulation('x-road', {
      credentials: { ...xRoadCredentials, secret: 'sai' },
    })
    const error = await failureOf(population.citizen(matchFor(anyone)))
    expect(error).toMatchObject({ fault: 'rejected', reason: undefined })
  })
})
