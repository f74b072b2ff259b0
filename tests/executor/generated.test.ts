import { parse, validate } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { behave } from './support/behaviour.ts'
import { createBoth } from './support/both.ts'
import { generateQuery } from './support/generate-query.ts'
import { fraction } from './support/random.ts'
import { buildRichSchema } from './support/rich-schema.ts'
import { loosely } from './support/loosely.ts'

const count = Number(process.env['GENERATED_QUERIES'] ?? 10_000)
const firstSeed = Number(process.env['GENERATED_FROM'] ?? 1)
const parts = 20

/** graphql-js leaves some rejections of a list that failed already to nobody; Node would end the process. */
const listeners = process.listeners('unhandledRejection')
beforeAll(() => {
  process.removeAllListeners('unhandledRejection')
  process.on('unhandledRejection', () => undefined)
})
afterAll(() => {
  process.removeAllListeners('unhandledRejection')
  for (const listener of listeners) process.on('unhandledRejection', listener)
})

const moods = [
  { failing: 0.000_001, waiting: 0 },
  { failing: 0.1, waiting: 0 },
  { failing: 0.04, waiting: 0 },
  { failing: 0.000_001, waiting: 0.4 },
  { failing: 0.04, waiting: 0.2 },
  { failing: 0.1, waiting: 0.6 },
]

const seedsOf = (part: number, of: number): readonly number[] =>
  Array.from({ length: of / parts }, (_, place) => firstSeed + part * (of / parts) + place)

const everyPart = Array.from({ length: parts }, (_, part) => part)

describe.each([
  { kind: 'resolvers', withReferences: false, share: 1 },
  { kind: 'references', withReferences: true, share: 0.3 },
])('a generated query over $kind', ({ withReferences, share }) => {
  const schema = behave(buildRichSchema(), withReferences)
  const both = createBoth(schema)
  const seen = { failed: 0, waited: 0, nulled: 0, refused: 0 }

  const check = async (seed: number): Promise<void> => {
    const { query, variables } = generateQuery(schema, seed)
    const document = parse(query)
    if (seed % 20 === 0) expect(validate(schema, document), query).toEqual([])
    const mood = moods[
      Math.floor(fraction(`mood ${seed}`) * moods.length)
    ] as (typeof moods)[number]
    const { expected, actual, refused } = await both(document, variables, { seed, ...mood })
    const label = `seed ${seed}: ${query} ${JSON.stringify(variables)}`
    if (actual === null) {
      seen.refused += 1
      expect(expected.result.errors, label).toEqual(refused)
      return
    }
    if (expected.errors.length > 0) seen.failed += 1
    if (expected.data === 'null') seen.nulled += 1
    if (!expected.isSync) seen.waited += 1
    expect(actual.data, label).toBe(expected.data)
    if (withReferences) expect(loosely(actual), label).toEqual(loosely(expected))
    else {
      expect(actual.errors, label).toEqual(expected.errors)
      expect(actual.isSync, label).toBe(expected.isSync)
    }
  }

  test.each(everyPart)('is answered as graphql-js does (part %i)', async (part) => {
    for (const seed of seedsOf(part, count * share)) await check(seed)
  })

  test('meets everything it should', () => {
    expect(seen.failed).toBeGreaterThan(count * share * 0.2)
    expect(seen.waited).toBeGreaterThan(count * share * 0.1)
    expect(seen.nulled).toBeGreaterThan(count * share * 0.01)
  })
})
