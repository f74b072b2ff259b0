import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Gateway, startGateway } from '../support/gateway.ts'
import {
  births,
  callUsage,
  certifications,
  createClock,
  lookAt,
  openDossier,
  type Person,
  sandboxPerson,
} from '../support/looks.ts'
import { changedPolicy } from '../support/policy.ts'

const clock = createClock()
let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway({
    now: clock.now,
    config: {
      access: {
        policy: changedPolicy(() => ({
          hiding: [
            {
              client: 'officer',
              procedure: certifications,
              days: 2,
              basis: 'an invented investigation',
            },
          ],
        })),
      },
    },
  })
  return () => gateway.stop()
})
// A minute apart, so that the looks of one test are not those of another.
beforeEach(() => clock.passMinutes(1))

const tokenOf = (person: Person) => gateway.token('citizen', { person: person.personalId })

const findUsage = async (
  person: Person,
  body: Readonly<Record<string, unknown>> = {},
  headers: Readonly<Record<string, string>> = {},
) => callUsage(gateway, 'findUsage', { token: await tokenOf(person), body, headers })

describe('citizens', () => {
  test('see when, for what and by which agency they were looked at, newest first', async () => {
    const { dossier, person } = openDossier(gateway)
    await lookAt(gateway, person)
    clock.passMinutes(5)
    await lookAt(gateway, person, { dossier: dossier.code })
    const { organisation, personalId: officer } = gateway.world.demoOfficer
    const name = gateway.world.procedures.find(({ code }) => code === births)?.name
    const { status, body, text } = await findUsage(person, { limit: 2 })
    expect(status).toBe(200)
    const receiver = {
      receiverCode: organisation.code,
      receiverName: organisation.name,
      receiverSystem: 'officer',
    }
    expect(body).toEqual({
      totalUsages: 2,
      usages: [
        {
          logtime: '2026-11-18T09:06:00+07:00',
          action: `Looked up to settle a dossier: ${name} (${births})`,
          ...receiver,
        },
        {
          logtime: '2026-11-18T09:01:00+07:00',
          action: `Looked up at the counter before a dossier was filed: ${name} (${births})`,
          ...receiver,
        },
      ],
    })
    expect(text).not.toContain(officer)
    expect(text).not.toContain(dossier.code)
    expect(text).not.toContain(person.personalId)
  })

  test('read it in Vietnamese unless they prefer English', async () => {
    const person = sandboxPerson(gateway)
    await lookAt(gateway, person)
    const { body } = await findUsage(person, {}, { 'accept-language': 'vi-VN,vi;q=0.9,en;q=0.5' })
    expect(body.usages[0].action).toMatch(/^Tra cứu tại quầy trước khi nộp hồ sơ: /)
  })

  test('see that their log was read, except in the answer to that very reading', async () => {
    const person = sandboxPerson(gateway, 1)
    expect((await findUsage(person)).body).toEqual({ totalUsages: 0, usages: [] })
    clock.passMinutes(1)
    const { body } = await findUsage(person)
    expect(body).toEqual({
      totalUsages: 1,
      usages: [
        {
          logtime: expect.stringMatching(/^2026-11-18T09:\d\d:00\+07:00$/),
          action: 'This access log was read',
          receiverCode: 'citizen',
          receiverSystem: 'citizen',
        },
      ],
    })
  })

  test('may ask by GET as well, and may name themselves in the header', async () => {
    const person = sandboxPerson(gateway)
    const token = await tokenOf(person)
    const headers = { 'x-road-userid': `VN${person.personalId}` }
    const { status, body } = await callUsage(gateway, 'findUsage?limit=1&offset=0', {
      token,
      headers,
    })
    expect(status).toBe(200)
    expect(body.usages).toHaveLength(1)
  })
})

describe('a period', () => {
  let person: Person
  beforeAll(async () => {
    person = sandboxPerson(gateway, 2)
    for (const moment of [
      '2026-11-19T00:00:00+07:00',
      '2026-11-19T12:00:00+07:00',
      '2026-11-19T23:59:59+07:00',
    ]) {
      clock.set(moment)
      await lookAt(gateway, person)
    }
    clock.set('2026-11-20T08:00:00+07:00')
  })
  const timesIn = async (period: Readonly<Record<string, string>>) => {
    const { body } = await findUsage(person, { ...period, limit: 3 })
    return body.usages.map(({ logtime }: { logtime: string }) => logtime.slice(11, 19))
  }

  test.each([
    [
      'with the zone of Viet Nam',
      { periodStart: '2026-11-19T00:00:00+07:00', periodEnd: '2026-11-19T12:00:00+07:00' },
    ],
    ['in UTC', { periodStart: '2026-11-18T17:00:00Z', periodEnd: '2026-11-19T05:00:00Z' }],
    [
      'without a zone, which is Viet Nam’s time',
      { periodStart: '2026-11-19T00:00:00', periodEnd: '2026-11-19T12:00:00' },
    ],
    [
      'in the zone of a country that moves its clocks',
      { periodStart: '2026-11-18T19:00:00+02:00', periodEnd: '2026-11-19T07:00:00+02:00' },
    ],
  ])('%s includes both of its ends', async (_, period) => {
    expect(await timesIn(period)).toEqual(['12:00:00', '00:00:00'])
  })

  test('that ends a second before a look does not hold it', async () => {
    expect(
      await timesIn({
        periodStart: '2026-11-19T00:00:01+07:00',
        periodEnd: '2026-11-19T23:59:58+07:00',
      }),
    ).toEqual(['12:00:00'])
  })

  test('in a URL may be written with a plus that nobody escaped', async () => {
    const query =
      'findUsage?periodStart=2026-11-19T00:00:00+07:00&periodEnd=2026-11-19T12:00:00+07:00'
    const { body } = await callUsage(gateway, query, { token: await tokenOf(person) })
    expect(body.totalUsages).toBe(2)
  })
})

describe('pages', () => {
  test('of a period that has an end neither repeat nor lose a look, although reading adds to the log', async () => {
    const person = sandboxPerson(gateway, 3)
    for (let look = 0; look < 5; look += 1) {
      clock.passMinutes(1)
      await lookAt(gateway, person)
    }
    const periodEnd = clock.now().toISOString()
    clock.passMinutes(1)
    const whole = (await findUsage(person, { periodEnd })).body
    const pages = []
    for (const offset of [0, 2, 4, 6]) {
      clock.passMinutes(1)
      pages.push((await findUsage(person, { periodEnd, offset, limit: 2 })).body)
    }
    expect(whole.totalUsages).toBe(5)
    expect(pages.map(({ totalUsages }) => totalUsages)).toEqual([5, 5, 5, 5])
    expect(pages.flatMap(({ usages }) => usages)).toEqual(whole.usages)
  })
})

describe('a look that is hidden for an investigation', () => {
  test('does not exist until its day, neither in the list nor in the total', async () => {
    const person = sandboxPerson(gateway, 6)
    await lookAt(gateway, person, { procedure: certifications })
    const hiddenAt = clock.now()
    clock.passMinutes(1)
    await lookAt(gateway, person)
    const period = { periodEnd: clock.now().toISOString() }
    clock.passMinutes(1)
    const before = (await findUsage(person, period)).body
    expect(before.totalUsages).toBe(1)
    expect(before.usages).toHaveLength(1)
    expect((await findUsage(person, { ...period, offset: 1 })).body).toEqual({
      totalUsages: 1,
      usages: [],
    })
    const releasedAt = hiddenAt.getTime() + 2 * 86_400_000
    clock.set(new Date(releasedAt - 1))
    expect((await findUsage(person, period)).body).toEqual(before)
    clock.set(new Date(releasedAt))
    const after = (await findUsage(person, period)).body
    expect(after.totalUsages).toBe(2)
    expect(after.usages[0]).toEqual(before.usages[0])
    expect(after.usages[1].action).toContain(certifications)
  })
})

describe('usagePeriod', () => {
  test('tells the day since when anything is recorded, to anybody', async () => {
    for (const body of [undefined, {}])
      expect(await callUsage(gateway, 'usagePeriod', { body })).toMatchObject({
        status: 200,
        body: { periodStart: '2026-11-18T00:00:00+07:00' },
      })
  })
})
