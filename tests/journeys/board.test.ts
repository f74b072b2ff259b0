import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Gateway, startGateway } from '../support/gateway.ts'

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway()
  return () => gateway.stop()
})
beforeEach(() => gateway.forget())

const boardOf = (where: string) => `query ($first: Int, $after: String) {
  dossiers(filter: { ${where} }, first: $first, after: $after) {
    nodes {
      code receivedAt status dueAt dueAtBasis workingDaysLeft overdue
      procedure { code name }
      citizen { __typename ... on Citizen { fullName birthDate } ... on NotMatchable { missing } }
      receivedBy { name commune { code name } }
    }
    pageInfo { hasNextPage endCursor }
    coverage { asked answered missing { instance reason } }
  }
}`

/** The agency that receives a commune's dossiers. */
const unitOf = (commune: string): string => {
  const agencies = gateway.world
    .agencies('ha-noi')
    .filter(({ communeCode }) => communeCode === commune)
  const [agency] = agencies.filter(({ code }) => gateway.world.officers(code).length > 0)
  if (!agency) throw new Error('the commune has no desk')
  return agency.code
}

const counts = (keys: readonly string[]) => [...new Set(keys)].length

describe('a page of 50 dossiers of one commune', () => {
  test('is answered in one query, with procedure, due time, applicant and commune', async () => {
    const { body } = await gateway.query(boardOf('commune: "00070", receivedWithinDays: 7'), {
      as: 'officer',
      variables: { first: 50 },
    })
    expect(body.errors).toBeUndefined()
    const { nodes, coverage } = body.data.dossiers
    expect(nodes.length).toBeGreaterThan(20)
    expect(coverage).toEqual({ asked: 1, answered: 1, missing: [] })
    for (const node of nodes) {
      expect(node.receivedBy.commune).toEqual({
        code: '00070',
        name: gateway.world.communes.find(({ code }) => code === '00070')?.name,
      })
      expect(node.procedure.code).toMatch(/^\d\.\d{6}/)
      expect(node.dueAt).toMatch(/\+07:00$/)
    }
    expect(
      nodes.filter(
        ({ citizen }: { citizen: { __typename: string } }) => citizen.__typename === 'Citizen',
      ).length,
    ).toBeGreaterThan(nodes.length / 2)
  })

  test('asks each system once per distinct key, never twice', async () => {
    const fresh = await startGateway()
    const { body } = await fresh.query(boardOf('commune: "00070"'), {
      as: 'officer',
      variables: { first: 50 },
    })
    expect(body.data.dossiers.nodes).toHaveLength(50)

    const people = fresh
      .asked('population')
      .map(({ keys }) => [keys[0], keys.find((key) => key.startsWith('MaDVC='))].join())
    expect(people.length).toBe(counts(people))
    expect(people.length).toBeGreaterThan(30)

    const details = fresh
      .asked('procedures')
      .filter(({ operation }) => operation === 'LayThuTuc')
      .map(({ keys }) => keys[0] ?? '')
    expect(details.length).toBe(counts(details))
    const lists = fresh
      .asked('procedures')
      .filter(({ operation }) => operation === 'LayDanhSachTTHC')
    expect(lists).toHaveLength(1)

    const searches = fresh
      .asked('dossiers', 'ha-noi')
      .filter(({ operation }) => operation === 'search')
    expect(searches.length).toBe(counts(searches.map(({ keys }) => keys.join())))
    expect(fresh.asked('dossiers').every(({ instance }) => instance === 'ha-noi')).toBe(true)
    await fresh.stop()
  })
})

describe('a board over both dialects', () => {
  const nation = boardOf('receivedWithinDays: 1')

  test('with one instance down still answers, and names the one that is missing', async () => {
    gateway.fault('dossiers', 'ha-noi', { kind: 'down' })
    const { status, body } = await gateway.query(nation, {
      as: 'officer',
      variables: { first: 100 },
    })
    gateway.fault('dossiers', 'ha-noi', null)
    expect(status).toBe(200)
    expect(body.data.dossiers.nodes).toHaveLength(100)
    expect(body.data.dossiers.coverage).toEqual({
      asked: 34,
      answered: 33,
      missing: [{ instance: 'ha-noi', reason: 'UNAVAILABLE' }],
    })
    expect(body.extensions?.sources).toContainEqual({
      name: 'dossiers',
      instance: 'ha-noi',
      status: 'UNAVAILABLE',
    })
    const dialects = new Set(
      body.extensions?.sources?.flatMap(({ instance, status: row }) =>
        row === 'OK'
          ? (gateway.world.provinces.find((province) => province.instance === instance)?.dialect ??
            [])
          : [],
      ),
    )
    expect(dialects).toEqual(new Set(['igate', 'packet']))
  })

  test('is in one order: newest first, then by code', async () => {
    const { body } = await gateway.query(nation, { as: 'officer', variables: { first: 100 } })
    const nodes: { receivedAt: string; code: string }[] = body.data.dossiers.nodes
    const sorted = [...nodes].sort((a, b) =>
      a.receivedAt === b.receivedAt
        ? a.code < b.code
          ? -1
          : 1
        : a.receivedAt < b.receivedAt
          ? 1
          : -1,
    )
    expect(nodes.map(({ code }) => code)).toEqual(sorted.map(({ code }) => code))
  })

  test('with every instance down is an error, never an empty list', async () => {
    for (const { instance } of gateway.world.provinces)
      gateway.fault('dossiers', instance, { kind: 'down' })
    const { body } = await gateway.query(nation, { as: 'officer' })
    for (const { instance } of gateway.world.provinces) gateway.fault('dossiers', instance, null)
    expect(body.data.dossiers).toBeNull()
    expect(body.errors?.[0]?.extensions).toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      source: 'dossiers',
      retryable: true,
    })
  })
})

test('50 dossiers that arrive between two pages: no row twice, none lost', async () => {
  const fresh = await startGateway()
  const agency = fresh.world.agencies('ha-noi').find(({ communeCode }) => communeCode === '00070')
  const page = async (after: string | null) =>
    (
      await fresh.query(boardOf('commune: "00070", receivedWithinDays: 5'), {
        as: 'dashboard',
        variables: { first: 30, after },
      })
    ).body.data.dossiers
  const before = fresh.world.dossiers({
    instance: 'ha-noi',
    organisation: agency?.code ?? '',
    offset: 0,
    limit: 500,
    from: new Date('2026-11-14T00:00:00+07:00'),
  })
  const seen: string[] = []
  let { nodes, pageInfo } = await page(null)
  seen.push(...nodes.map(({ code }: { code: string }) => code))
  fresh.world.receive('ha-noi', agency?.code ?? '', 50)
  while (pageInfo.hasNextPage) {
    ;({ nodes, pageInfo } = await page(pageInfo.endCursor))
    seen.push(...nodes.map(({ code }: { code: string }) => code))
  }
  await fresh.stop()
  expect(counts(seen)).toBe(seen.length)
  expect(seen).toEqual(expect.arrayContaining(before.items.map(({ code }) => code)))
})

test('while the population database is down, the dossier opens and says that the person is not known', async () => {
  gateway.fault('population', null, { kind: 'down' })
  const { body } = await gateway.query(boardOf('commune: "00166"'), {
    as: 'officer',
    on: { unit: unitOf('00166') },
    variables: { first: 10 },
  })
  gateway.fault('population', null, null)
  expect(body.errors).toBeUndefined()
  const members = body.data.dossiers.nodes.map(
    ({ citizen }: { citizen: { __typename: string } }) => citizen.__typename,
  )
  expect(members).toContain('SourceUnavailable')
  expect(members).not.toContain('NotFound')
  expect(body.extensions?.sources).toContainEqual({
    name: 'population',
    instance: null,
    status: 'UNAVAILABLE',
  })
})

test('while the population database is down, in what an applicant differs is an error, not an absence', async () => {
  gateway.fault('population', null, { kind: 'down' })
  const { body } = await gateway.query(
    '{ dossiers(filter: { commune: "00175" }, first: 3) { nodes { code applicantDiffers } } }',
    { as: 'officer', on: { unit: unitOf('00175') } },
  )
  gateway.fault('population', null, null)
  expect(body.data.dossiers.nodes).toHaveLength(3)
  expect(body.errors?.map(({ extensions }) => extensions['code'])).toContain('UPSTREAM_UNAVAILABLE')
  expect(body.errors?.[0]?.path?.at(-1)).toBe('applicantDiffers')
})
