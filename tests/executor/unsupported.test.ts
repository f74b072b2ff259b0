import { buildSchema, parse } from 'graphql'
import { describe, expect, test } from 'vitest'
import { createExecutor } from '../../src/executor/index.ts'
import { createPlanCache } from '../../src/executor/plan-cache.ts'

const schema = buildSchema(`
  directive @defer(if: Boolean) on FRAGMENT_SPREAD | INLINE_FRAGMENT
  directive @stream(initialCount: Int) on FIELD
  type Query { a: Int list: [Int] }
  type Mutation { a: Int }
  type Subscription { a: Int }
`)
const executor = createExecutor(schema)

describe('what is left to graphql-js is known before anything runs', () => {
  test.each([
    ['a mutation', 'mutation { a }', null],
    ['a subscription', 'subscription { a }', null],
    ['introspection of the schema', '{ __schema { description } }', null],
    [
      'introspection in a fragment',
      '{ ...F } fragment F on Query { __type(name: "A") { name } }',
      null,
    ],
    ['@defer', '{ a ... @defer { list } }', null],
    ['@stream', '{ list @stream(initialCount: 1) }', null],
    ['a response key that names a prototype', '{ __proto__: a }', null],
    ['an operation that is not there', 'query A { a }', 'B'],
    ['many operations and no name', 'query A { a } query B { a }', null],
    ['a document without operations', 'fragment F on Query { a }', null],
  ])('%s', (_, text, name) => expect(executor.compile(parse(text), name)).toBeNull())

  test.each([
    ['a query', '{ a }', null],
    ['one of many', 'query A { a } query B { a }', 'B'],
    ['the type’s name', '{ __typename }', null],
  ])('but not %s', (_, text, name) => expect(executor.compile(parse(text), name)).not.toBeNull())
})

describe('plans are kept', () => {
  const known = (text: string) => ({ hash: `hash of ${text}`, text, document: parse(text) })

  const counted = () => {
    let compiled = 0
    const plans = createPlanCache(
      {
        ...executor,
        compile: (...given) => {
          compiled += 1
          return executor.compile(...given)
        },
      },
      2_000,
    )
    return { plans, count: () => compiled }
  }

  test('for the same text and operation', () => {
    const { plans, count } = counted()
    expect(plans.get(known('{ a }'), null)).toBe(plans.get(known('{ a }'), null))
    expect(count()).toBe(1)
  })

  test('apart for each operation of a document', () => {
    const { plans } = counted()
    const both = known('query A { a } query B { list }')
    expect(plans.get(both, 'A')?.operation.name?.value).toBe('A')
    expect(plans.get(both, 'B')?.operation.name?.value).toBe('B')
  })

  test('also where there is none to keep', () => {
    const { plans, count } = counted()
    expect(plans.get(known('mutation { a }'), null)).toBeNull()
    expect(plans.get(known('mutation { a }'), null)).toBeNull()
    expect(count()).toBe(1)
  })

  test('within bounds, the latest of them', () => {
    const { plans, count } = counted()
    for (let place = 0; place < 1_000; place += 1) plans.get(known(`{ a${place}: a }`), null)
    expect(plans.figures().characters).toBeLessThanOrEqual(2_000)
    expect(plans.figures().plans).toBeGreaterThan(10)
    plans.get(known('{ a999: a }'), null)
    expect(count()).toBe(1_000)
    plans.get(known('{ a0: a }'), null)
    expect(count()).toBe(1_001)
  })

  test.each([
    ['as they stand', '{ a b: a }', 2],
    [
      'of what is spread, at every place',
      '{ ...F ... { ...F } } fragment F on Query { a b: a }',
      4,
    ],
    [
      'of fragments in fragments',
      '{ ...F } fragment F on Query { a ...G ...G } fragment G on Query { b: a }',
      3,
    ],
    ['once for each case of a condition', 'query ($v: Boolean!) { a b: a @include(if: $v) }', 4],
  ])('by the fields they may come to hold: %s', (_, text, fields) => {
    expect(executor.compile(parse(text))?.mostFields).toBe(fields)
    const { plans } = counted()
    plans.get(known(text), null)
    expect(plans.figures().characters).toBeGreaterThan(text.length + 17 * fields)
  })

  test('but not one that is larger than all the room there is', () => {
    const { plans, count } = counted()
    const fields = Array.from({ length: 100 }, (_, place) => `...A x${place}: a`).join(' ')
    const text = `{ ${fields} } fragment A on Query { a }`
    expect(plans.get(known(text), null)).not.toBeNull()
    plans.get(known(text), null)
    expect([count(), plans.figures().plans]).toEqual([2, 0])
  })
})

test('a document with many conditions is answered in all of their combinations', () => {
  const names = Array.from({ length: 7 }, (_, place) => `v${place}`)
  const text = `query (${names.map((name) => `$${name}: Boolean!`).join(', ')}) {
    ${names.map((name) => `${name}: a @include(if: $${name})`).join(' ')}
  }`
  const compiled = executor.compile(parse(text))
  if (compiled === null) throw new Error('Not compiled')
  for (let round = 0; round < 2; round += 1)
    for (let bits = 0; bits < 2 ** names.length; bits += 1) {
      const variableValues = Object.fromEntries(
        names.map((name, place) => [name, (bits & (1 << place)) !== 0]),
      )
      const wanted = names.filter((name) => variableValues[name])
      expect(executor.run(compiled, { rootValue: { a: 1 }, variableValues })).toEqual({
        data: Object.fromEntries(wanted.map((name) => [name, 1])),
      })
    }
})
