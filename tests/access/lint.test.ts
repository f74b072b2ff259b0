import { buildSchema } from 'graphql'
import { describe, expect, test } from 'vitest'
import { checkPersonalFields, SchemaAccessError } from '../../src/access/lint.ts'

const withTypes = (types: string) =>
  buildSchema(`
    directive @access(rule: Rule!) on FIELD_DEFINITION
    directive @personal(level: Level!) on FIELD_DEFINITION | OBJECT
    enum Rule { STAFF PERSON WITH_OBJECT IDENTITY FAMILY RELIGION }
    enum Level { BASIC SENSITIVE }
    ${types}
  `)

const door = 'type Query { person: Person @access(rule: PERSON) @personal(level: BASIC) }'
const person = (field: string) =>
  withTypes(`${door} type Person @personal(level: BASIC) { ${field} }`)

describe('a schema in which somebody has decided about every field of a person', () => {
  test('is taken', () =>
    expect(() =>
      checkPersonalFields(
        person(`
          name: String @access(rule: IDENTITY) @personal(level: BASIC)
          father: String @access(rule: FAMILY) @personal(level: SENSITIVE)
          note: [String!]! @access(rule: WITH_OBJECT) @personal(level: BASIC)
        `),
      ),
    ).not.toThrow())
})

describe('a field that has nothing to do with a person', () => {
  test('needs nobody’s decision', () =>
    expect(() =>
      checkPersonalFields(
        withTypes(`
          type Query { public: Place figures: Int! @access(rule: STAFF) }
          type Place { name: String! }
        `),
      ),
    ).not.toThrow())

  test('may be personal where its rule looks at the reader', () =>
    expect(() =>
      checkPersonalFields(
        withTypes('type Query { own: [Int!]! @access(rule: STAFF) @personal(level: BASIC) }'),
      ),
    ).not.toThrow())
})

describe('nothing starts while', () => {
  const faults: readonly (readonly [string, string, string])[] = [
    [
      'a field of a person is not called personal',
      'x: Int @access(rule: IDENTITY)',
      'holds a person and lacks @personal',
    ],
    [
      'a field of a person names no rule',
      'x: Int @personal(level: BASIC)',
      'holds a person and lacks @access',
    ],
    [
      'a field of a person names a rule about the reader alone',
      'x: Int @access(rule: STAFF) @personal(level: BASIC)',
      'needs a rule that looks at the object',
    ],
    [
      'a sensitive class is called basic',
      'x: Int @access(rule: RELIGION) @personal(level: BASIC)',
      'has a class and a level that do not agree',
    ],
    [
      'a basic class is called sensitive',
      'x: Int @access(rule: IDENTITY) @personal(level: SENSITIVE)',
      'has a class and a level that do not agree',
    ],
    [
      'a field that can be refused may not be null',
      'x: Int! @access(rule: IDENTITY) @personal(level: BASIC)',
      'may not be non-null',
    ],
  ]
  test.each(faults)('%s', (_, field, problem) => {
    const check = () => checkPersonalFields(person(field))
    expect(check).toThrow(SchemaAccessError)
    expect(check).toThrow(`Person.x ${problem}`)
  })

  test('a field leads to a person, alone or in a union, and names no rule', () => {
    const schema = withTypes(`
      type Query { one: Person, some: [Result!]! }
      union Result = Person | Absent
      type Absent { why: String }
      type Person @personal(level: BASIC) { name: String @access(rule: IDENTITY) @personal(level: BASIC) }
    `)
    expect(() => checkPersonalFields(schema)).toThrow(
      /Query\.one holds a person and lacks @personal[\s\S]*Query\.one holds a person and lacks @access[\s\S]*Query\.some holds/,
    )
  })

  test('a field elsewhere is called personal and names no rule', () =>
    expect(() =>
      checkPersonalFields(withTypes('type Query { x: Int @personal(level: BASIC) }')),
    ).toThrow('Query.x lacks @access'))

  test('several fields are undecided: each is told in a line of its own', () => {
    const check = () =>
      checkPersonalFields(person('x: Int @personal(level: BASIC) y: Int @access(rule: IDENTITY)'))
    expect(check).toThrow(
      new SchemaAccessError(
        [
          'The schema cannot be used:',
          '  - Person.x holds a person and lacks @access',
          '  - Person.y holds a person and lacks @personal',
        ].join('\n'),
      ),
    )
  })

  test('a field of a class stands on a type that is no person', () =>
    expect(() =>
      checkPersonalFields(
        withTypes('type Query { x: Int @access(rule: IDENTITY) @personal(level: BASIC) }'),
      ),
    ).toThrow('Query.x has a rule for the fields of a person, on a type that is none'))
})
