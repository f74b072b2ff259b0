import { buildSchema, execute, type GraphQLSchema, isObjectType, parse } from 'graphql'
import { describe, expect, test } from 'vitest'
import type { Purpose } from '../../src/access/actor.ts'
import { enforceAccess, type PurposeOf } from '../../src/access/enforce.ts'
import { SchemaAccessError } from '../../src/access/lint.ts'
import { maxPersons, type Reader } from '../../src/access/rules.ts'
import { citizen, grant, officer, other, procedureCode } from './policy-fixture.ts'

const text = `
  directive @access(rule: Rule!) on FIELD_DEFINITION | INPUT_FIELD_DEFINITION
  directive @personal(level: Level!) on FIELD_DEFINITION | OBJECT
  enum Rule { STAFF PERSON OPERATOR AUDITOR SELF WITH_OBJECT IDENTITY RESIDENCE }
  enum Level { BASIC SENSITIVE }
  type Query {
    public: String
    desk: String @access(rule: STAFF)
    audit: String @access(rule: AUDITOR)
    case(purpose: Boolean): Case
    person(match: Match): Result @access(rule: PERSON) @personal(level: BASIC)
    known: Result! @access(rule: PERSON) @personal(level: BASIC)
    people(matches: [Match!], more: [Match!], strict: Boolean): [Result!]! @access(rule: PERSON) @personal(level: BASIC)
    bare: [Person!] @access(rule: PERSON) @personal(level: BASIC)
    either: Either @access(rule: PERSON) @personal(level: BASIC)
    cases(filter: Filter, other: Filter, first: Int): [Case!]
  }
  input Match { name: String }
  input Filter { commune: String, applicant: Match @access(rule: PERSON), secret: Int @access(rule: AUDITOR), note: String @access(rule: IDENTITY) }
  type Case { name: String, applicant: Result @access(rule: PERSON) @personal(level: BASIC), steps: [String!] @access(rule: STAFF) }
  union Result = Person | AccessDenied
  union Either = Person | Relative
  type AccessDenied { reason: String }
  type Person @personal(level: BASIC) {
    fullName: String @access(rule: IDENTITY) @personal(level: BASIC)
    address: String @access(rule: RESIDENCE) @personal(level: BASIC)
    shout: String @access(rule: IDENTITY) @personal(level: BASIC)
    note: String @access(rule: WITH_OBJECT) @personal(level: BASIC)
    father: Relative @access(rule: WITH_OBJECT) @personal(level: BASIC)
  }
  type Relative @personal(level: BASIC) { name: String @access(rule: WITH_OBJECT) @personal(level: BASIC) }
`

const purpose: Purpose = { procedure: procedureCode('1.001193'), dossier: null }
const reader: Reader = { actor: officer, grant, purpose }
const nobody: Reader = { actor: null, grant: null, purpose: null }
const auditorGrant = { client: 'auditor', role: 'auditor', until: null } as const
const given = new Set<string>()
const record = {
  fullName: 'Nguyễn Văn An',
  address: 'Hà Nội',
  note: 'a note',
  father: { name: 'Nguyễn Văn Ba' },
}
const shownPerson = {
  __typename: 'Person',
  record,
  rights: { classes: ['IDENTITY'], personalId: 'FULL' },
  given,
}

const resolve = (schema: GraphQLSchema, type: string, name: string, by: unknown): void => {
  const found = schema.getType(type)
  if (isObjectType(found)) Object.assign(found.getFields()[name] ?? {}, { resolve: by })
}

const gateway = (purposeOf: PurposeOf = {}) => {
  const schema = buildSchema(text)
  const asked: string[] = []
  const answer = (name: string, value: unknown) =>
    resolve(schema, 'Query', name, () => {
      asked.push(name)
      return value
    })
  for (const name of ['public', 'desk', 'audit']) answer(name, name)
  for (const name of ['person', 'known']) answer(name, shownPerson)
  answer('people', [shownPerson])
  answer('bare', [shownPerson])
  answer('case', { name: 'a case', steps: ['one'], applicant: shownPerson })
  answer('cases', [{ name: 'a case' }])
  resolve(schema, 'Person', 'shout', ({ record: { fullName } }: typeof shownPerson) =>
    fullName.toUpperCase(),
  )
  enforceAccess(schema, purposeOf)
  given.clear()
  const ask = async (document: string, as: Reader = reader) => {
    const result = await execute({ schema, document: parse(document), contextValue: as })
    const errors = (result.errors ?? []).map(({ path, message }) => `${path?.join('.')} ${message}`)
    return { data: structuredClone(result.data), errors, asked }
  }
  return ask
}

describe('a field', () => {
  test('without a rule is public', async () =>
    expect(await gateway()('{ public }', nobody)).toMatchObject({ data: { public: 'public' } }))

  test('whose rule lets the reader pass is answered', async () =>
    expect(await gateway()('{ desk }')).toMatchObject({ data: { desk: 'desk' }, errors: [] }))

  test.each<readonly [string, Reader, string]>([
    ['desk', nobody, 'UNAUTHENTICATED'],
    ['desk', { ...reader, actor: citizen }, 'ROLE_NOT_ALLOWED'],
    ['audit', reader, 'ROLE_NOT_ALLOWED'],
  ])(
    'whose rule refuses the reader is an error, and its resolver does not run: %s',
    async (name, as, reason) =>
      expect(await gateway()(`{ public ${name} }`, as)).toEqual({
        data: { public: 'public', [name]: null },
        errors: [`${name} ${reason}`],
        asked: ['public'],
      }),
  )

  test('that has no resolver of its own is guarded as well', async () => {
    expect(await gateway()('{ case { name steps } }')).toMatchObject({
      data: { case: { name: 'a case', steps: ['one'] } },
    })
    expect(await gateway()('{ case { name steps } }', nobody)).toMatchObject({
      data: { case: { name: 'a case', steps: null } },
      errors: ['case.steps UNAUTHENTICATED'],
    })
  })
})

const result = '{ __typename ... on AccessDenied { reason } ... on Person { fullName } }'
const denied = (reason: string) => ({ __typename: 'AccessDenied', reason })
const shown = { __typename: 'Person', fullName: record.fullName }

describe('a person', () => {
  test('is answered to a reader with a purpose', async () =>
    expect(await gateway()(`{ person ${result} }`)).toMatchObject({ data: { person: shown } }))

  test.each(['person', 'known'])(
    'who is refused is a member of the union, and nobody is asked: %s',
    async (name) =>
      expect(await gateway()(`{ ${name} ${result} }`, { ...reader, purpose: null })).toEqual({
        data: { [name]: denied('PURPOSE_REQUIRED') },
        errors: [],
        asked: [],
      }),
  )

  test.each([
    ['no union', '{ bare { note } }', 'bare'],
    ['no member of the union', '{ either { __typename } }', 'either'],
  ])('who is refused where %s could say so is an error', async (_, query, name) =>
    expect(await gateway()(query, nobody)).toEqual({
      data: { [name]: null },
      errors: [`${name} UNAUTHENTICATED`],
      asked: [],
    }),
  )

  test('of a list is refused one by one, for each that is asked for', async () => {
    const query = `{
      one: people(matches: [{ name: "a" }, { name: "b" }]) ${result}
      two: people(matches: [{ name: "a" }], more: [{ name: "b" }, { name: "c" }], strict: true) ${result}
      none: people ${result}
    }`
    const refused = denied('UNAUTHENTICATED')
    expect(await gateway()(query, nobody)).toEqual({
      data: { one: [refused, refused], two: [refused, refused, refused], none: [] },
      errors: [],
      asked: [],
    })
  })

  test('of a list longer than anybody may ask for is refused with all others at once', async () => {
    const listOf = (length: number) =>
      gateway()(`{ people(matches: [${'{ name: "a" } '.repeat(length)}]) ${result} }`, nobody)
    expect((await listOf(maxPersons)).data).toMatchObject({
      people: { length: maxPersons, 0: denied('UNAUTHENTICATED') },
    })
    expect(await listOf(maxPersons + 1)).toEqual({
      data: null,
      errors: ['people UNAUTHENTICATED'],
      asked: [],
    })
  })
})

describe('the purpose', () => {
  const ofCase = (found: Purpose | null) => gateway({ Case: () => found })

  test('of an object that carries one counts, whatever was stated', async () => {
    const query = `{ case { applicant ${result} } person ${result} }`
    expect((await ofCase(purpose)(query, { ...reader, purpose: null })).data).toEqual({
      case: { applicant: shown },
      person: denied('PURPOSE_REQUIRED'),
    })
    expect((await ofCase(null)(query)).data).toEqual({
      case: { applicant: denied('PURPOSE_REQUIRED') },
      person: shown,
    })
  })

  test('is read from the very object', async () => {
    const ask = gateway({
      Case: ({ name }: { name: string }) => (name === 'a case' ? purpose : null),
    })
    expect(
      (await ask(`{ case { applicant ${result} } }`, { ...reader, purpose: null })).data,
    ).toEqual({ case: { applicant: shown } })
  })
})

describe('a part of a filter', () => {
  const cases = (filter: string) => `{ public cases(${filter}) { name } }`
  const found = { public: 'public', cases: [{ name: 'a case' }] }
  const noPurpose = { ...reader, purpose: null }

  test.each([
    ['another part is given', 'filter: { commune: "00070" }'],
    ['it is null', 'filter: { applicant: null }'],
    ['the filter is null', 'filter: null'],
    ['only a plain argument is given', 'first: 1'],
    ['a part is given whose rule is about objects', 'filter: { note: "x" }'],
  ])('asks for nothing where %s', async (_, filter) =>
    expect(await gateway()(cases(filter), noPurpose)).toMatchObject({ data: found, errors: [] }),
  )

  test.each([
    ['filter: { applicant: { name: "a" } }', 'PURPOSE_REQUIRED'],
    ['other: { applicant: { name: "a" } }', 'PURPOSE_REQUIRED'],
    ['filter: { commune: "00070" }, other: { secret: 0 }', 'ROLE_NOT_ALLOWED'],
  ])(
    'that the reader may not ask by is an error, and nobody is asked: %s',
    async (filter, reason) =>
      expect(await gateway()(cases(filter), noPurpose)).toEqual({
        data: { public: 'public', cases: null },
        errors: [`cases ${reason}`],
        asked: ['public'],
      }),
  )

  test('that the reader may ask by is asked by', async () => {
    const asked = await gateway()(cases('filter: { applicant: { name: "a" } }'))
    expect(asked).toMatchObject({ data: found, errors: [] })
    const auditor: Reader = { ...nobody, actor: other('auditor'), grant: auditorGrant }
    expect(await gateway()(cases('filter: { secret: 0 }'), auditor)).toMatchObject({ data: found })
  })
})

describe('what is shown of a person', () => {
  test('is what their class grants, and noted as given', async () => {
    expect(await gateway()('{ person { ... on Person { fullName shout } } }')).toMatchObject({
      data: { person: { fullName: record.fullName, shout: record.fullName.toUpperCase() } },
      errors: [],
    })
    expect([...given]).toEqual(['fullName', 'shout'])
  })

  test('is null with an error where the class was not granted, and not noted', async () => {
    expect(await gateway()('{ person { ... on Person { address fullName } } }')).toMatchObject({
      data: { person: { address: null, fullName: record.fullName } },
      errors: ['person.address NOT_GRANTED'],
    })
    expect([...given]).toEqual(['fullName'])
  })

  test('comes with the object where no class is asked for, and is not noted', async () => {
    expect(await gateway()('{ person { ... on Person { note father { name } } } }')).toMatchObject({
      data: { person: { note: 'a note', father: { name: 'Nguyễn Văn Ba' } } },
      errors: [],
    })
    expect([...given]).toEqual([])
  })
})

test('no schema is made while nobody has decided about a field of a person', () => {
  const undecided = buildSchema(
    text.replace('note: String @access(rule: WITH_OBJECT)', 'note: String'),
  )
  expect(() => enforceAccess(undecided, {})).toThrow(SchemaAccessError)
})
