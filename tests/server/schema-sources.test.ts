import { getDirectiveValues, isNonNullType, isObjectType } from 'graphql'
import { describe, expect, test } from 'vitest'
import { withoutGuards } from '../../src/lib/guard.ts'
import { referenceOf } from '../../src/lib/reference.ts'
import { createSchema } from '../../src/server/schema.ts'

const schema = createSchema()
const directive = schema.getDirective('source')

/** Every field of the schema that belongs to an object, with the system that it says it asks. */
const fields = Object.values(schema.getTypeMap()).flatMap((type) =>
  isObjectType(type) && !type.name.startsWith('__') && type !== schema.getQueryType()
    ? Object.values(type.getFields()).map((field) => ({
        name: `${type.name}.${field.name}`,
        field,
        source:
          directive && field.astNode && getDirectiveValues(directive, field.astNode)?.['name'],
      }))
    : [],
)

/** The names that a loader is reached by, such as `sources procedures summaries`. */
const wayTo = (load: (context: unknown) => unknown): readonly string[] => {
  const way: string[] = []
  const follow: object = new Proxy(
    {},
    {
      get: (_, name) => {
        way.push(String(name))
        return follow
      },
    },
  )
  load(follow)
  return way
}

describe('a field that asks another system than the one that gave its object', () => {
  test('may be null, so that an outage there takes nothing else with it', () => {
    const asking = fields.filter(({ source }) => source !== undefined)
    expect(asking.length).toBeGreaterThan(5)
    expect(asking.filter(({ field }) => isNonNullType(field.type)).map(({ name }) => name)).toEqual(
      [],
    )
  })

  test('names the system, by which its cost is counted', () => {
    const references = fields.flatMap(({ name, field, source }) => {
      const reference = field.resolve && referenceOf(withoutGuards(field.resolve).resolve)
      const [part, system] = reference ? wayTo(reference.load) : []
      return part === 'sources' ? [{ name, system, source }] : []
    })
    expect(references.length).toBeGreaterThan(2)
    for (const { name, system, source } of references)
      expect({ name, source }).toEqual({ name, source: system })
  })
})
