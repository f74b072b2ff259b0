import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Asking, type Gateway, startGateway } from '../support/gateway.ts'
import {
  certifications,
  createClock,
  lookAt,
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
beforeEach(() => clock.passMinutes(1))

const log = `query ($from: Date, $to: Date, $first: Int, $after: String) {
  myAccessLog(from: $from, to: $to, first: $first, after: $after) {
    totalCount
    pageInfo { hasNextPage endCursor }
    edges { cursor }
    nodes { at purpose procedureCode }
  }
}`

const ask = (person: Person, variables: Asking['variables'] = {}, asking: Asking = {}) =>
  gateway.query(log, { as: 'citizen', on: { person: person.personalId }, variables, ...asking })

const entriesOf = async (...args: Parameters<typeof ask>) =>
  (await ask(...args)).body.data.myAccessLog

describe('a page', () => {
  const walk = async (person: Person, first: number, period: Asking['variables'] = {}) => {
    const times: string[] = []
    let after: string | null = null
    do {
      // Each page is read later, and its reading is a new entry at the top.
      clock.passMinutes(1)
      const page: {
        nodes: { at: string }[]
        pageInfo: { hasNextPage: boolean; endCursor: string }
      } = await entriesOf(person, { ...period, first, after })
      times.push(...page.nodes.map(({ at }) => at))
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null
    } while (after !== null)
    return times
  }

  test('goes on where the last one ended, although reading adds to the log', async () => {
    const person = sandboxPerson(gateway, 5)
    for (let look = 0; look < 5; look += 1) {
      clock.passMinutes(1)
      await lookAt(gateway, person)
    }
    clock.passMinutes(1)
    const whole = (await entriesOf(person, { first: 100 })).nodes.map(
      ({ at }: { at: string }) => at,
    )
    expect(whole).toHaveLength(5)
    // The reading above and the first page's own are not in it: the walk begins below them.
    expect((await walk(person, 2)).slice(1)).toEqual(whole)
    expect(await walk(person, 1)).toHaveLength(1 + 3 + 5)
  })

  test('tells looks of one moment apart', async () => {
    const person = sandboxPerson(gateway, 6)
    for (const officer of [0, 1, 2]) {
      const unit = gateway.world.demoOfficer.organisation.code
      await lookAt(gateway, person, { on: { unit, officer } })
      await lookAt(gateway, person, { on: { unit, officer }, procedure: '1.000894' })
    }
    clock.passMinutes(1)
    const { nodes, edges } = await entriesOf(person, { first: 10 })
    expect(nodes).toHaveLength(6)
    expect(new Set(nodes.map(({ at }: { at: string }) => at)).size).toBe(1)
    const seen: number[] = []
    for (const { cursor } of edges.slice(0, 5)) {
      clock.passMinutes(1)
      seen.push((await entriesOf(person, { first: 10, after: cursor })).nodes.length)
    }
    expect(seen).toEqual([5, 4, 3, 2, 1])
  })

  test.each([
    ['more than a page holds', { first: 101 }, 'first'],
    ['a cursor of another list', { after: 'MTIzNDU' }, 'after'],
    ['days the wrong way round', { from: '2026-11-19', to: '2026-11-18' }, 'to'],
  ])('is refused where it is asked for by %s', async (_, variables, argument) => {
    const { body } = await ask(sandboxPerson(gateway), variables)
    expect(body.data.myAccessLog).toBeNull()
    expect(body.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument } }])
  })
})

describe('a period', () => {
  test('is of whole days in Viet Nam', async () => {
    const person = sandboxPerson(gateway, 7)
    for (const moment of [
      '2026-11-18T23:59:59+07:00',
      '2026-11-19T00:00:00+07:00',
      '2026-11-19T23:59:59+07:00',
      '2026-11-20T00:00:00+07:00',
    ]) {
      clock.set(moment)
      await lookAt(gateway, person)
    }
    clock.set('2026-11-20T12:00:00+07:00')
    const { totalCount, nodes } = await entriesOf(person, { from: '2026-11-19', to: '2026-11-19' })
    expect(totalCount).toBe(2)
    expect(nodes.map(({ at }: { at: string }) => at)).toEqual([
      '2026-11-19T23:59:59+07:00',
      '2026-11-19T00:00:00+07:00',
    ])
  })
})

describe('a look that is hidden for an investigation', () => {
  test('does not exist until its day, neither in the list nor in the total', async () => {
    const person = sandboxPerson(gateway, 8)
    const day = { from: '2026-11-20', to: '2026-11-20' }
    await lookAt(gateway, person, { procedure: certifications })
    const releasedAt = clock.now().getTime() + 2 * 86_400_000
    clock.passMinutes(1)
    await lookAt(gateway, person)
    clock.set(new Date(releasedAt - 1))
    const before = await entriesOf(person, { ...day, first: 1 })
    expect(before).toMatchObject({ totalCount: 1, pageInfo: { hasNextPage: false } })
    clock.set(new Date(releasedAt))
    const after = await entriesOf(person, { ...day, first: 1 })
    expect(after).toMatchObject({ totalCount: 2, pageInfo: { hasNextPage: true } })
    const next = await entriesOf(person, { ...day, after: after.pageInfo.endCursor })
    expect(next.nodes).toMatchObject([{ procedureCode: certifications, purpose: 'INTAKE' }])
  })
})
