import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Asking, type Gateway, startGateway } from '../support/gateway.ts'

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway()
  return () => gateway.stop()
})
beforeEach(() => gateway.forget())

const officer: Asking = { as: 'officer', procedure: '1.001193' }
const reporting = { headers: { 'lien-thong-cost': 'report' } }

const costOf = async (query: string, asking: Asking = {}) =>
  (await gateway.query(query, { ...reporting, ...asking })).body.extensions?.cost

const refusal = async (query: string, asking: Asking = officer) => {
  const { status, body } = await gateway.query(query, asking)
  const { code, limit, most } = body.errors?.[0]?.extensions ?? {}
  return { status, code, limit, most }
}
const tooManyPersons = { status: 400, code: 'QUERY_TOO_COMPLEX', limit: 'persons', most: 100 }

const page = (first: number, fields: string, filter = '{ commune: "00070" }') =>
  `dossiers(filter: ${filter}, first: ${first}) { nodes { ${fields} } }`
const person = 'citizen { __typename }'
const nobody = '{ personalId: "001192000111", fullName: "A", birthDate: "1992" }'

describe('an operation may lead to 100 persons', () => {
  test.each([
    ['one page of them', `{ ${page(100, person)} }`],
    [
      'all that is known of each, from the dossier and from the population database',
      `{ ${page(100, `applicant { fullName } applicantDiffers a: ${person} ...F`)} } fragment F on Dossier { ${person} }`,
    ],
    [
      'the same page spread over fragments',
      `{ dossiers(filter: {}, first: 100) { ...A ...B } }
       fragment A on DossierConnection { nodes { applicant { fullName } } }
       fragment B on DossierConnection { nodes { ${person} } }`,
    ],
    ['two pages of half the length', `{ a: ${page(50, person)} b: ${page(50, person)} }`],
  ])('%s', async (_, query) => {
    expect(await costOf(query, { as: 'dashboard' })).toMatchObject({ persons: 100 })
  })

  test.each([
    ['two pages by alias', `{ a: ${page(100, person)} b: ${page(1, person)} }`],
    [
      'two pages in fragments',
      `{ ...A ...B } fragment A on Query { a: ${page(60, person)} } fragment B on Query { b: ${page(60, 'applicant { fullName }')} }`,
    ],
    ['a page and a person', `{ ${page(100, person)} citizen(match: ${nobody}) { __typename } }`],
    [
      'a page as long as a variable says, and one more',
      `query ($n: Int) { dossiers(filter: {}, first: $n) { nodes { ${person} } } b: ${page(1, person)} }`,
    ],
    [
      'the edges and the nodes of one page',
      `{ dossiers(filter: {}, first: 60) { nodes { ${person} } edges { node { ${person} } } } }`,
    ],
    [
      'what differs, without a look at the person',
      `{ ${'abc'
        .split('')
        .map((name) => `${name}: ${page(40, 'applicantDiffers')}`)
        .join(' ')} }`,
    ],
    [
      'the applicants of a person’s dossiers, for each of several persons',
      `query ($m: [CitizenMatch!]!) { citizens(matches: $m) { ... on Citizen { dossiers(first: 5) { nodes { ${person} } } } } }`,
    ],
    [
      'six lists of 20',
      `query ($m: [CitizenMatch!]!) { ${'abcdef'
        .split('')
        .map((name) => `${name}: citizens(matches: $m) { __typename }`)
        .join(' ')} }`,
    ],
    ['a list that is written out', `{ citizens(matches: [${nobody.repeat(101)}]) { __typename } }`],
  ])('and not to more, before anybody is asked: %s', async (_, query) => {
    expect(await refusal(query)).toEqual(tooManyPersons)
    expect([...gateway.asked('dossiers'), ...gateway.asked('population')]).toEqual([])
  })
})

describe('the cost of an operation', () => {
  test('counts a person as 100, a question as 10 and an object as 1', async () => {
    expect(await costOf('{ province(code: "01") { name } }')).toEqual({
      objects: 1,
      persons: 0,
      cost: 11,
      limit: 25_000,
    })
    const dossier = `{ ${page(1, `procedure { name } dueAt overdue steps { content } ${person}`)} }`
    // The connection, the dossier, its procedure, three steps and a person; the page, the catalogue and the steps asked.
    expect(await costOf(dossier, { as: 'dashboard' })).toMatchObject({
      objects: 7,
      persons: 1,
      cost: 7 + 3 * 10 + 100,
    })
  })

  test('counts a person by whom dossiers are filtered, and not towards the 100', async () => {
    const dossiers = (applicant: string) => `{ ${page(1, 'code', `{ applicant: ${applicant} }`)} }`
    const unfiltered = await costOf(`{ ${page(1, 'code', '{}')} }`, { as: 'dashboard' })
    const filtered = await costOf(dossiers(nobody), { as: 'dashboard' })
    expect(filtered).toEqual({ ...unfiltered, cost: (unfiltered?.cost ?? NaN) + 100 })
    const byVariable = `query ($f: DossierFilter!) { ${page(1, 'code', '$f')} }`
    expect(await costOf(byVariable, { as: 'dashboard', variables: { f: {} } })).toEqual(filtered)
  })

  test('over its limit is refused, as limits of its parts are', async () => {
    const small = await startGateway({ config: { limits: { cost: 500 } } })
    try {
      const { status, body } = await small.query(
        '{ communes(first: 100) { nodes { province { code } communes: code } } a: communes(first: 100) { nodes { province { code } } } b: communes(first: 100) { nodes { province { code } } } }',
      )
      expect(status).toBe(400)
      expect(body.errors?.[0]?.extensions).toMatchObject({
        code: 'QUERY_TOO_COMPLEX',
        limit: 'cost',
        most: 500,
      })
    } finally {
      await small.stop()
    }
  })

  test('is what the documentation shows for a page of procedures and persons', async () => {
    const query = `{ ${page(100, `procedure { name } ${person}`)} }`
    expect(await costOf(query, { as: 'dashboard' })).toEqual({
      objects: 301,
      persons: 100,
      cost: 11_311,
      limit: 25_000,
    })
  })

  test('allows the longest page with everything a board shows', async () => {
    const board = `code status procedure { name } receivedBy { name commune { name } } dueAt overdue workingDaysLeft applicant { fullName } applicantDiffers citizen { ... on Citizen { fullName permanentAddress { commune { name province { name } } } } }`
    const { body } = await gateway.query(`{ ${page(100, board)} }`, {
      as: 'dashboard',
      ...reporting,
    })
    expect(body.data.dossiers.nodes.length).toBeGreaterThan(0)
    expect(body.extensions?.cost?.cost).toBeLessThan(25_000 / 2)
  })
})

describe('what the cost tells', () => {
  test('is told on request only', async () => {
    const query = '{ province(code: "01") { name } }'
    expect((await gateway.query(query)).body.extensions?.cost).toBeUndefined()
    const other = await gateway.query(query, { headers: { 'lien-thong-cost': 'yes' } })
    expect(other.body.extensions?.cost).toBeUndefined()
  })

  test('is told though an answer to the same question is kept', async () => {
    const query = '{ province(code: "79") { name } }'
    await gateway.query(query)
    expect(await costOf(query)).toMatchObject({ cost: 11 })
    expect((await gateway.query(query)).body.extensions?.cost).toBeUndefined()
  })

  test('is the same whoever is found, and whether or not anybody is', async () => {
    const query =
      'query ($m: CitizenMatch!) { citizen(match: $m) { ... on Citizen { fullName dossiers { totalCount } } } }'
    const [someone] = gateway.world.sandbox.people
    const found = {
      personalId: someone?.personalId,
      fullName: someone?.fullName,
      birthDate: someone?.birthDate,
    }
    const costs = await Promise.all(
      [found, { ...found, fullName: 'Không Có Ai' }].map((m) =>
        costOf(query, { ...officer, ...reporting, variables: { m } }),
      ),
    )
    expect(costs[0]).toEqual(costs[1])
    expect(await costOf(query, { ...reporting, variables: { m: found } })).toEqual(costs[0])
  })
})
