import { request } from 'undici'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createTestClock } from '../cache/fixture.ts'
import { type Answer, type Asking, type Gateway, startGateway } from '../support/gateway.ts'

const board = `{
  dossiers(filter: { commune: "00166" }, first: 20) {
    nodes {
      code status
      applicant { fullName personalId }
      citizen { __typename ... on Citizen { fullName birthDate personalIdMasked } ... on AccessDenied { reason } }
      procedure { name }
    }
    coverage { asked answered missing { instance reason } }
    totalCount
  }
}`

let gateway: Gateway
const clock = createTestClock()
beforeAll(async () => {
  gateway = await startGateway({ clock })
  return () => gateway.stop()
})
beforeEach(() => gateway.forget())

const unitOf = (commune: string): string => {
  const [agency] = gateway.world
    .agencies('ha-noi')
    .filter(({ communeCode: own, code }) => own === commune && gateway.world.officers(code).length)
  if (!agency) throw new Error('the commune has no desk')
  return agency.code
}

const readers = (): readonly (readonly [string, Asking])[] => [
  ['own', { as: 'officer', on: { unit: unitOf('00166') } }],
  ['other', { as: 'officer', on: { unit: unitOf('00175') } }],
  ['dashboard', { as: 'dashboard' }],
  ['stranger', {}],
]

/** Far beyond the life of any person's record or list. */
const forgetRecords = () => clock.pass(120_000)
const searches = () =>
  gateway.asked('dossiers').filter(({ operation }) => operation === 'search').length
const kinds = ({ body }: Answer): ReadonlySet<string> =>
  new Set(
    body.data.dossiers.nodes.map(
      ({ citizen }: { citizen: { __typename: string } | null }) => citizen?.__typename,
    ),
  )

const told = ({ body }: Answer): unknown => [
  body.data,
  body.errors?.map(({ message, path }) => [message, path]),
]

describe('readers with different rights who ask for one list within seconds', () => {
  test('ask its system once and each get what they would get alone, whoever comes first', async () => {
    const alone = new Map<string, unknown>()
    for (const [name, asking] of readers()) {
      forgetRecords()
      alone.set(name, told(await gateway.query(board, asking)))
    }
    expect(new Set([...alone.values()].map((one) => JSON.stringify(one))).size).toBe(alone.size)
    for (const order of [readers(), readers().toReversed()]) {
      forgetRecords()
      gateway.forget()
      for (const [name, asking] of order)
        expect(told(await gateway.query(board, asking))).toEqual(alone.get(name))
      expect(searches()).toBe(1)
    }
  })

  test('see the people of their own dossiers, and of others’ that they may not', async () => {
    const [own, other] = readers()
    const mine = await gateway.query(board, own?.[1])
    const theirs = await gateway.query(board, other?.[1])
    expect(kinds(mine)).toContain('Citizen')
    expect([...kinds(theirs)]).toEqual(['AccessDenied'])
    expect(theirs.body.extensions?.sources).toContainEqual({
      name: 'dossiers',
      instance: 'ha-noi',
      status: 'OK',
    })
  })
})

test('the figures tell of lists as of every kind that is kept', async () => {
  await gateway.query(board, { as: 'dashboard' })
  await gateway.query(board, { as: 'dashboard' })
  const text = await (await request(`${gateway.adminUrl}/metrics`)).body.text()
  expect(text).toMatch(
    /lien_thong_cache_reads_total\{space="dossier-lists",tier="memory",outcome="hit"\} [1-9]/,
  )
  expect(text).toMatch(/lien_thong_cache_memory_bytes\{space="dossier-lists"\} [1-9]/)
})
