import {
  buildSchema,
  execute,
  type ExecutionResult,
  getOperationAST,
  getVariableValues,
  parse,
} from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createExecutor } from '../../src/executor/index.ts'
import { type Gateway, startGateway } from '../support/gateway.ts'

const schema = buildSchema(`
  input Either @oneOf { id: ID, name: String, inner: Inner }
  input Inner @oneOf { number: Int, flag: Boolean }
  type Query { find(by: Either!): String, maybe(by: Either): String, list(by: [Either!]!): String }
`)
const executor = createExecutor(schema)

const echo = (args: unknown): string => JSON.stringify(args)
const rootValue = { find: echo, maybe: echo, list: echo }

describe('an input of which exactly one field is given', () => {
  const byVariable = 'query ($by: Either!) { find(by: $by) }'
  const inside = 'query ($id: ID, $name: String) { find(by: { id: $id, name: $name }) }'
  const one = 'query ($id: ID!) { find(by: { id: $id }) }'

  test.each([
    [byVariable, { by: { id: '1' } }],
    [byVariable, { by: { name: 'n' } }],
    [byVariable, { by: { inner: { number: 3 } } }],
    [byVariable, { by: { inner: { number: 3, flag: true } } }],
    [byVariable, { by: { id: '1', name: 'n' } }],
    [byVariable, { by: { id: null } }],
    [byVariable, { by: { id: '1', name: null } }],
    [byVariable, { by: {} }],
    [byVariable, { by: { other: 1 } }],
    [byVariable, {}],
    [one, { id: '1' }],
    [one, {}],
    [inside, { id: '1' }],
    [inside, { id: '1', name: 'n' }],
    [inside, {}],
    ['query ($by: [Either!]!) { list(by: $by) }', { by: [{ id: '1' }, { name: 'n' }] }],
    ['query ($by: [Either!]!) { list(by: $by) }', { by: [{ id: '1' }, { id: '1', name: 'n' }] }],
    ['query ($by: Either) { maybe(by: $by) }', {}],
    ['query ($by: Either) { maybe(by: $by) }', { by: null }],
    ['{ find(by: { id: "1" }) }', {}],
    ['{ find(by: { id: "1", name: "n" }) }', {}],
  ])('%s with %j is answered or refused as graphql-js does', (text, given) => {
    const document = parse(text)
    const expected = execute({
      schema,
      document,
      rootValue,
      variableValues: given,
    }) as ExecutionResult
    const compiled = executor.compile(document)
    const operation = getOperationAST(document)
    if (compiled === null || !operation) throw new Error('No query')
    const { coerced, errors } = getVariableValues(
      schema,
      operation.variableDefinitions ?? [],
      given,
    )
    const actual = coerced
      ? executor.run(compiled, { rootValue, variableValues: coerced })
      : { errors }
    expect(JSON.parse(JSON.stringify(actual))).toEqual(JSON.parse(JSON.stringify(expected)))
  })
})

describe('a gateway of either executor', () => {
  const gateways: Gateway[] = []
  beforeAll(async () => {
    for (const executorName of ['compiled', 'graphql-js'])
      gateways.push(await startGateway({ config: { executor: executorName } }))
  })
  afterAll(async () => {
    for (const gateway of gateways) await gateway.stop()
  })

  const communes =
    'query ($first: Int, $province: UnitCode) { communes(first: $first, province: $province) { totalCount } }'

  test.each<[string, string, Record<string, unknown>, number]>([
    ['a good variable', communes, { first: 2, province: '01' }, 200],
    ['none where none is needed', communes, {}, 200],
    ['text for a number', communes, { first: 'two' }, 400],
    ['a code that is none', communes, { province: 'nowhere' }, 400],
    ['an object for a code', communes, { province: { code: '01' } }, 400],
    [
      'nothing where something must be',
      'query ($code: UnitCode!) { commune(code: $code) { name } }',
      {},
      400,
    ],
    [
      'null where something must be',
      'query ($code: UnitCode!) { commune(code: $code) { name } }',
      { code: null },
      400,
    ],
    [
      'an argument that turns out null',
      'query ($first: Int = 2) { communes(first: $first) { totalCount } }',
      { first: null },
      200,
    ],
    [
      'a condition that turns out null',
      'query ($if: Boolean = true) { communes { totalCount @include(if: $if) } }',
      { if: null },
      200,
    ],
    ['an operation that is not compiled', '{ __typename __type(name: "Query") { name } }', {}, 200],
  ])('answers %s alike', async (_, query, variables, status) => {
    const answers = await Promise.all(
      gateways.map((gateway) => gateway.query(query, { variables })),
    )
    const [ours, theirs] = answers.map(({ status: given, text }) => ({
      status: given,
      text: text.replaceAll(/"requestId":"[^"]*"/g, ''),
    }))
    expect(ours).toEqual(theirs)
    expect(ours?.status).toBe(status)
  })
})
