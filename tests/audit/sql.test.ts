import { expect, test } from 'vitest'
import {
  bytesOf,
  bytesOrNullOf,
  integerOf,
  integerOrNullOf,
  textOf,
} from '../../src/audit/database/columns.ts'
import { createInsert } from '../../src/audit/database/insert.ts'
import { list, type Query, render, rows, sql } from '../../src/audit/database/sql.ts'

const written = (query: Query) => render(query, (number) => `$${number}`)

test('whatever a value holds, it is a parameter and never part of the statement', () => {
  const evil = "'; drop table audit_record; --"
  const query = sql`select ${evil}, ${null}, ${7} from t where b = ${Buffer.from('b')}`
  expect(written(query)).toBe('select $1, $2, $3 from t where b = $4')
  expect(query.values).toEqual([evil, null, 7, Buffer.from('b')])
})

test('a value may begin a statement or end it', () => {
  expect(written(sql`${1} + ${2}`)).toBe('$1 + $2')
  expect(written(sql`select 1`)).toBe('select 1')
})

test('a query within another is taken over with its values, in order', () => {
  const period = sql`at between ${1} and ${2}`
  const query = sql`select ${'a'} where ${period} and (${period}) or ${'z'}`
  expect(written(query)).toBe(
    'select $1 where at between $2 and $3 and (at between $4 and $5) or $6',
  )
  expect(query.values).toEqual(['a', 1, 2, 1, 2, 'z'])
})

test('a list is written as long as it is', () => {
  expect(written(sql`in (${list([])}) and`)).toBe('in () and')
  expect(written(sql`in (${list([1])}) and`)).toBe('in ($1) and')
  expect(written(sql`in (${list([1, 2, 3])}) and ${4}`)).toBe('in ($1, $2, $3) and $4')
})

test('rows are written one after another', () => {
  const two = sql`values ${rows([
    [1, 'a'],
    [2, 'b'],
  ])} returning ${3}`
  expect(written(two)).toBe('values ($1, $2), ($3, $4) returning $5')
  expect(two.values).toEqual([1, 'a', 2, 'b', 3])
  expect(written(sql`values ${rows([[1]])}`)).toBe('values ($1)')
})

const inserted = (rowsAtOnce: number, count: number) => {
  const all = Array.from({ length: count }, (_, index) => [index, 'x'])
  const queries = createInsert('insert into t (a, b)')({ rowsAtOnce }, all)
  return queries.map((query) => ({ text: written(query), values: query.values }))
}

test('rows are added by as few statements as the database allows, in order', () => {
  expect(inserted(2, 5)).toEqual([
    { text: 'insert into t (a, b) values ($1, $2), ($3, $4)', values: [0, 'x', 1, 'x'] },
    { text: 'insert into t (a, b) values ($1, $2), ($3, $4)', values: [2, 'x', 3, 'x'] },
    { text: 'insert into t (a, b) values ($1, $2)', values: [4, 'x'] },
  ])
  expect(inserted(1, 2)).toEqual([
    { text: 'insert into t (a, b) values ($1, $2)', values: [0, 'x'] },
    { text: 'insert into t (a, b) values ($1, $2)', values: [1, 'x'] },
  ])
})

test('no statement is needed to add nothing', () => {
  expect(inserted(1, 0)).toEqual([])
  expect(inserted(1_000, 0)).toEqual([])
})

const row = {
  text: 'a',
  bytes: new Uint8Array([1]),
  integer: 5,
  big: 5n,
  written: '1790000000000',
  tooLarge: '9007199254740993',
  half: 1.5,
  none: null,
}

test('a column is read as what it is', () => {
  expect(textOf(row, 'text')).toBe('a')
  expect(bytesOf(row, 'bytes')).toEqual(new Uint8Array([1]))
  expect(integerOf(row, 'integer')).toBe(5)
  expect(integerOf(row, 'big')).toBe(5)
  expect(integerOf(row, 'written')).toBe(1_790_000_000_000)
})

test('where nothing may stand, nothing is read, and otherwise what stands there', () => {
  expect(bytesOrNullOf(row, 'none')).toBeNull()
  expect(bytesOrNullOf(row, 'bytes')).toEqual(new Uint8Array([1]))
  expect(integerOrNullOf(row, 'none')).toBeNull()
  expect(integerOrNullOf(row, 'written')).toBe(1_790_000_000_000)
})

test.each([
  [textOf, 'integer'],
  [textOf, 'none'],
  [bytesOf, 'text'],
  [bytesOf, 'none'],
  [bytesOrNullOf, 'text'],
  [integerOf, 'text'],
  [integerOf, 'half'],
  [integerOf, 'tooLarge'],
  [integerOf, 'none'],
  [integerOf, 'bytes'],
  [integerOrNullOf, 'missing'],
])('%o refuses the column %s', (read, column) => {
  expect(() => read(row, column)).toThrow(
    expect.objectContaining({
      name: 'ColumnError',
      message: `column ${column} holds something else than is expected`,
    }),
  )
})
