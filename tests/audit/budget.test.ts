import { expect, test } from 'vitest'
import { until } from '../support/redis.ts'
import { charge, intent, newId, openAt } from './fixture.ts'
import { onBothDatabases } from './places.ts'
import { rawQuery } from './raw.ts'

const person = (number: number): string => String(100_000_000_000 + number)
const look = (number: number, ...charges: ReturnType<typeof charge>[]) =>
  intent({ subject: person(number), charges })

onBothDatabases((newPlace) => {
  test('a budget takes so many distinct persons, and each of them again for nothing', async () => {
    const audit = await openAt(await newPlace())
    for (const number of [1, 2, 2, 3, 1])
      expect(await audit.record([look(number, charge())])).toEqual(['RECORDED'])
    expect(await audit.record([look(4, charge())])).toEqual(['OVER_BUDGET'])
    expect(await audit.record([look(3, charge())])).toEqual(['RECORDED'])
  })

  test('persons of one question are counted one by one', async () => {
    const audit = await openAt(await newPlace())
    const looks = [1, 1, 2, 3, 4, 2, 5].map((number) => look(number, charge()))
    expect(await audit.record(looks)).toEqual([
      'RECORDED',
      'RECORDED',
      'RECORDED',
      'RECORDED',
      'OVER_BUDGET',
      'RECORDED',
      'OVER_BUDGET',
    ])
  })

  test('replicas that name the same budgets in another order never wait for each other in a circle', async () => {
    const place = await newPlace()
    const replicas = [await openAt(place), await openAt(place)]
    const owners = ['officer:1', 'agency:1'].map((owner) => charge({ owner, limit: 1_000 }))
    const orders = [owners, owners.toReversed()]
    const verdicts = await Promise.all(
      replicas.map(async (audit, replica) => {
        const own = []
        for (let number = 0; number < 60; number += 1)
          own.push(await audit.record([look(100 * replica + number, ...(orders[replica] ?? []))]))
        return own.flat()
      }),
    )
    expect(new Set(verdicts.flat())).toEqual(new Set(['RECORDED']))
  })

  test('a look that does not fit is recorded as a refusal', async () => {
    const place = await newPlace()
    const audit = await openAt(place)
    await audit.record([look(1, charge({ limit: 0 }))])
    expect(await rawQuery(place, 'select kind from audit_record')).toMatchObject([
      { kind: 'REFUSAL' },
    ])
  })

  test('a look must fit into each of its budgets, and charges none of them otherwise', async () => {
    const audit = await openAt(await newPlace())
    const agency = charge({ owner: 'organisation:H26', limit: 1 })
    expect(await audit.record([look(1, charge(), agency)])).toEqual(['RECORDED'])
    for (const number of [2, 3, 4])
      expect(await audit.record([look(number, charge(), agency)])).toEqual(['OVER_BUDGET'])
    expect(await audit.record([look(2, charge()), look(3, charge())])).toEqual([
      'RECORDED',
      'RECORDED',
    ])
  })

  test('owners, kinds and windows are counted apart', async () => {
    const audit = await openAt(await newPlace())
    const others = [
      charge({ limit: 1 }),
      charge({ limit: 1, owner: 'officer:2' }),
      charge({ limit: 1, kind: 'INTAKE' }),
      charge({ limit: 1, windowStart: Date.UTC(2026, 10, 21) }),
    ]
    for (const [index, other] of others.entries()) {
      expect(await audit.record([look(index, other)])).toEqual(['RECORDED'])
      expect(await audit.record([look(index + 10, other)])).toEqual(['OVER_BUDGET'])
    }
  })

  test('windows that were long ago are forgotten, and what is recorded is not', async () => {
    const place = await newPlace()
    const audit = await openAt(place, { checkpointMs: 100 })
    const old = charge({ windowStart: Date.UTC(2020, 0) })
    await audit.record([look(1, old), look(2, charge({ windowStart: Date.now() }))])
    await until(async () => (await rawQuery(place, 'select 1 from audit_budget')).length === 1)
    expect(await rawQuery(place, 'select 1 from audit_record')).toHaveLength(2)
  })

  test('replicas that charge one budget at the same time never exceed it together', async () => {
    const place = await newPlace()
    const [one, other] = await Promise.all([openAt(place), openAt(place)])
    const limit = 40
    const ask = async (number: number) => {
      const audit = number % 2 === 0 ? one : other
      const agency = charge({ owner: 'organisation:H26', limit: 1_000 })
      // What two replicas do at once may fail, but never count for less.
      return audit.record([look(number % 70, charge({ limit }), agency)]).catch(() => [] as const)
    }
    const verdicts = (
      await Promise.all(Array.from({ length: 140 }, (_, number) => ask(number)))
    ).flat()
    expect(verdicts.length).toBeGreaterThan(100)
    const recorded = await rawQuery(place, 'select distinct subject from audit_subject')
    expect(recorded).toHaveLength(limit)
    expect(await one.record([look(newId().length + 500, charge({ limit }))])).toEqual([
      'OVER_BUDGET',
    ])
  })
})
