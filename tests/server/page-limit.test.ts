import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Gateway, startGateway } from '../support/gateway.ts'

let gateway: Gateway

beforeAll(async () => {
  gateway = await startGateway({ config: { limits: { page: 10, objects: 200 } } })
})
afterAll(() => gateway.stop())

const communes = (first: number) => `{ communes(first: ${first}) { nodes { code } } }`

test('a page as long as the configuration allows is answered', async () => {
  const { body } = await gateway.query(communes(10))
  expect(body.errors).toBeUndefined()
  expect(body.data.communes.nodes).toHaveLength(10)
})

test('a longer one is refused, and the answer says how long a page may be', async () => {
  const { body } = await gateway.query(communes(11))
  expect(body.errors?.[0]?.message).toContain('a number from 1 to 10 is needed')
})

test('the size of an operation counts a list given by a variable as the longest page', async () => {
  const inner = 'communes(first: $first) { nodes { code province { code } } }'
  const query = `query ($first: Int) { a: ${inner} b: ${inner} c: ${inner} }`
  const { body } = await gateway.query(query, { variables: { first: 10 } })
  expect(body.errors).toBeUndefined()
})
