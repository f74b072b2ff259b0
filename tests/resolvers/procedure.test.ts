import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Gateway, startGateway } from '../support/gateway.ts'

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway()
  return () => gateway.stop()
})
beforeEach(() => gateway.forget())

const tree = `query ($code: ProcedureCode!) { procedure(code: $code) {
  code name onlineLevel publishedBy isPublic fields { code name } agencies { name } audiences
  steps { name steps } channels { channel timeOptions { amount unit rawUnit fees { amount description } } }
  papers { name papers { code name formName } } results { code name } legalBases { code name }
} }`

describe('a procedure needs no token', () => {
  test('and comes with its whole tree in one detail call', async () => {
    const fresh = await startGateway()
    const { body } = await fresh.query(tree, { variables: { code: '1.001193' } })
    const detailCalls = fresh
      .asked('procedures')
      .filter(({ operation, keys }) => operation === 'LayThuTuc' && keys.includes('1.001193'))
    await fresh.stop()
    expect(body.errors).toBeUndefined()
    const { procedure } = body.data
    expect(procedure.name).toMatch(/khai sinh/i)
    expect(procedure.channels.length).toBeGreaterThan(0)
    expect(procedure.channels[0].timeOptions[0].fees).toBeInstanceOf(Array)
    expect(procedure.papers[0].papers.length).toBeGreaterThan(0)
    expect(detailCalls).toHaveLength(1)
  })

  test('an unknown code is null', async () => {
    const { body } = await gateway.query('{ procedure(code: "7.777777") { name } }')
    expect(body.data.procedure).toBeNull()
    expect(body.errors).toBeUndefined()
  })

  test('a code of no procedure at all is named, not repeated', async () => {
    const { status, text, body } = await gateway.query(
      `{ procedure(code: "${'z'.repeat(51)}") { name } }`,
    )
    expect(status).toBe(400)
    expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'code' })
    expect(text).not.toContain('zzz')
  })
})

describe('the catalogue', () => {
  test('is walked page by page without repeating or losing one', async () => {
    const codes: string[] = []
    let after: string | null = null
    let total: number
    do {
      const { body } = await gateway.query(
        'query ($after: String) { procedures(first: 100, after: $after) { totalCount detailsTotal pageInfo { hasNextPage endCursor } nodes { code } } }',
        { variables: { after } },
      )
      const page = body.data.procedures
      codes.push(...page.nodes.map(({ code }: { code: string }) => code))
      total = page.totalCount
      expect(page.detailsTotal).toBe(total)
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null
    } while (after !== null)
    expect(total).toBe(gateway.world.procedures.length)
    expect(new Set(codes).size).toBe(total)
    expect(codes.length).toBe(total)
    expect(
      gateway.asked('procedures').filter(({ operation }) => operation === 'LayDanhSachTTHC').length,
    ).toBeLessThanOrEqual(1)
  })

  test('is searched by words without diacritics and by online level', async () => {
    const { body } = await gateway.query(
      '{ procedures(filter: { search: "dang ky khai sinh", onlineLevel: FULL }) { nodes { name onlineLevel } } }',
    )
    const { nodes } = body.data.procedures
    expect(nodes.length).toBeGreaterThan(0)
    for (const node of nodes)
      expect(node).toMatchObject({
        onlineLevel: 'FULL',
        name: expect.stringMatching(/đăng ký.*khai sinh/iu),
      })
  })

  test('has catalogues of fields and agencies', async () => {
    const { body } = await gateway.query('{ procedureFields { code name } agencies { code name } }')
    expect(body.data.procedureFields.length).toBeGreaterThan(3)
    expect(body.data.agencies.length).toBeGreaterThan(3)
  })
})

describe('while the catalogue is out of order', () => {
  test.each([
    ['down', { kind: 'down' }, 'UPSTREAM_UNAVAILABLE', 'UNAVAILABLE'],
    ['HTML instead of JSON', { kind: 'html' }, 'UPSTREAM_INVALID_RESPONSE', 'MALFORMED'],
    ['broken JSON', { kind: 'garbage' }, 'UPSTREAM_INVALID_RESPONSE', 'MALFORMED'],
  ] as const)(
    'its fields are null with an error and the other fields stand: %s',
    async (_, fault, code, status) => {
      const fresh = await startGateway()
      fresh.fault('procedures', null, fault)
      const { status: http, body } = await fresh.query(
        '{ procedure(code: "1.001193") { name } province(code: "01") { code } }',
      )
      fresh.fault('procedures', null, null)
      expect(http).toBe(200)
      expect(body.data).toEqual({ procedure: null, province: { code: '01' } })
      expect(body.errors?.[0]).toMatchObject({
        path: ['procedure'],
        extensions: { code, source: 'procedures', requestId: expect.any(String) },
      })
      expect(body.extensions?.sources).toContainEqual({
        name: 'procedures',
        instance: null,
        status,
      })
      const after = await fresh.query('{ procedure(code: "1.001193") { name } }')
      expect(after.body.data.procedure.name).toMatch(/khai sinh/i)
      await fresh.stop()
    },
  )

  test('the message comes from a fixed table, in the reader’s language', async () => {
    const fresh = await startGateway()
    fresh.fault('procedures', null, { kind: 'status', status: 500 })
    const ask = async (language: string) =>
      (
        await fresh.query('{ procedure(code: "1.001193") { name } }', {
          headers: { 'accept-language': language },
        })
      ).body.errors?.[0]?.message
    expect(await ask('vi')).toBe('Không kết nối được hệ thống nguồn.')
    expect(await ask('en')).toBe('The source cannot be reached.')
    await fresh.stop()
  })
})
