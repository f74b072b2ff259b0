import { request } from 'undici'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Gateway, startGateway } from '../support/gateway.ts'

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway()
  return () => gateway.stop()
})

describe('units need no token', () => {
  test('the 34 provinces, and a walk over all 3,321 communes page by page', async () => {
    const { body } = await gateway.query(
      '{ provinces { code name kind } communes(first: 100) { totalCount pageInfo { hasNextPage endCursor } nodes { code } } }',
    )
    expect(body.data.provinces).toHaveLength(34)
    expect(body.data.communes.totalCount).toBe(3_321)
    const seen = new Set<string>()
    let after: string | null = null
    do {
      const page = await gateway.query(
        'query ($after: String) { communes(first: 100, after: $after) { pageInfo { hasNextPage endCursor } edges { cursor node { code } } } }',
        { variables: { after } },
      )
      const { edges, pageInfo } = page.body.data.communes
      for (const { node } of edges) seen.add(node.code)
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null
    } while (after !== null)
    expect(seen.size).toBe(3_321)
  })

  test('a commune knows its province and what it was formed from', async () => {
    const { body } = await gateway.query(
      '{ commune(code: "00070") { name kind province { code name } formerUnits { code name districtName provinceName } } }',
    )
    expect(body.data.commune).toMatchObject({ kind: 'WARD', province: { code: '01' } })
    expect(body.data.commune.formerUnits.length).toBeGreaterThan(1)
  })

  test('names are found without their diacritics', async () => {
    const { body } = await gateway.query(
      '{ communes(province: "01", search: "HOAN kiem") { nodes { code } } }',
    )
    expect(body.data.communes.nodes).toEqual([{ code: '00070' }])
  })

  test('a code that nobody has is null, not an error', async () => {
    const { body } = await gateway.query(
      '{ province(code: "99") { code } commune(code: "99999") { code } resolveUnit(code: "99999") { candidates { unit { code } } } }',
    )
    expect(body).toEqual({
      data: { province: null, commune: null, resolveUnit: { candidates: [] } },
    })
  })
})

describe('a conversion of a former unit', () => {
  test('by the wrong code of the public table: Ia Mơ is 23938, and 23737 is no commune of today', async () => {
    const { body } = await gateway.query(
      '{ right: commune(code: "23938") { name } wrong: commune(code: "23737") { name } }',
    )
    expect(body.data).toEqual({ right: { name: 'Xã Ia Mơ' }, wrong: null })
  })

  test('of a divided ward gives every successor, never one guess', async () => {
    const { body } = await gateway.query(
      '{ resolveUnit(name: "Phường Dịch Vọng", province: "Thành phố Hà Nội") { candidates { confidence unit { name } } } }',
    )
    const { candidates } = body.data.resolveUnit
    expect(candidates.map(({ unit }: { unit: { name: string } }) => unit.name).sort()).toEqual([
      'Phường Cầu Giấy',
      'Phường Nghĩa Đô',
    ])
    expect(
      candidates.every(({ confidence }: { confidence: string }) => confidence === 'SPLIT'),
    ).toBe(true)
  })

  test('can be downloaded whole as a table that spreadsheets open', async () => {
    const { statusCode, headers, body } = await request(`${gateway.url}/units/former.csv`)
    const text = Buffer.from(await body.arrayBuffer()).toString()
    expect(statusCode).toBe(200)
    expect(headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(text.startsWith('\uFEFF')).toBe(true)
    expect(text.split('\n').length).toBeGreaterThan(10_000)
  })
})

test.each([
  ['communes', 'communes(search: $s)'],
  ['communes of a province', 'province(code: "01") { communes(search: $s) { totalCount } }'],
  ['procedures', 'procedures(filter: { search: $s })'],
])('a text that nobody would search by is refused: %s', async (_, field) => {
  const query = `query ($s: String) { ${field.endsWith('}') ? field : `${field} { totalCount }`} }`
  const { body } = await gateway.query(query, { variables: { s: 'a b '.repeat(10_000) } })
  expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'search' })
})

describe('bad paging', () => {
  test.each([
    'first: 0',
    'first: 101',
    'first: -1',
    'first: 2147483647',
    'after: "x"',
    'after: "0010"',
  ])('%s is named', async (args) => {
    const { body } = await gateway.query(`{ communes(${args}) { totalCount } }`)
    expect(body.errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: args.split(':')[0],
    })
  })
})
