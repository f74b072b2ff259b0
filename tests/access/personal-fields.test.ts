import { isObjectType } from 'graphql'
import { describe, expect, test } from 'vitest'
import { createSchema } from '../../src/server/schema.ts'
import { doors, rows, withObject } from './matrix-expectations.ts'

describe('the schema', () => {
  const schema = createSchema()
  const personal = (typeName: string): string[] => {
    const type = schema.getType(typeName)
    return isObjectType(type)
      ? Object.values(type.getFields())
          .filter(({ astNode }) =>
            astNode?.directives?.some(({ name }) => name.value === 'personal'),
          )
          .map(({ name }) => name)
      : []
  }

  test('has no field of a person that this matrix has no row for', () => {
    const { Citizen: own = [], ...others } = withObject
    expect(personal('Citizen').sort()).toEqual([...Object.keys(rows), ...own].sort())
    for (const [type, fields] of Object.entries(others))
      expect(personal(type).sort()).toEqual([...fields].sort())
  })

  test('has no other field that leads to a person than those asked for here', () => {
    const known = new Set([...Object.keys(withObject), 'Citizen'])
    const others = Object.keys(schema.getTypeMap())
      .filter((name) => !known.has(name) && !name.startsWith('__'))
      .flatMap((type) => personal(type).map((field) => `${type}.${field}`))
    expect(
      others
        .filter((field) => !/^(AccessLog|Query\.myAccessLog|Intake|Query\.intakes)/.test(field))
        .sort(),
    ).toEqual([...doors].sort())
  })
})
