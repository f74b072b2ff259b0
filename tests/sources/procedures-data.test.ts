import { expect, test } from 'vitest'
import { catalogue, worldProcedures } from '../../mocks/procedures/index.ts'
import { detailsRow, listRows } from '../../mocks/procedures/records.ts'
import { toDetails } from '../../src/sources/procedures/decode.ts'
import { wireProcedure } from '../../src/sources/procedures/wire.ts'

const real = catalogue.filter(({ synthetic }) => !synthetic)

test('the simulated catalogue holds 500 procedures, no code twice', () => {
  expect(new Set(catalogue.map(({ code }) => code)).size).toBe(500)
  expect(worldProcedures.map(({ code }) => code)).toEqual(catalogue.map(({ code }) => code))
})

test('at least 60 are real, national in form, each with the public address where it was read', () => {
  expect(real.length).toBeGreaterThanOrEqual(60)
  for (const { code, source } of real) {
    expect(code).toMatch(/^[123]\.\d{6}$/)
    expect(URL.canParse(source ?? '')).toBe(true)
  }
})

test('an invented procedure cannot be taken for a real one', () => {
  for (const { code, synthetic } of catalogue)
    if (synthetic) expect(code).toMatch(/^(9\.|T-BPC-99|TS_lop\d\.000\.00\.00\.H99)/)
})

test('the catalogue holds codes with local suffixes and irregular ones', () => {
  const codes = catalogue.map(({ code }) => code)
  expect(codes.some((code) => /^9\.\d{6}\.000\.00\.00\.H26$/.test(code))).toBe(true)
  expect(codes.some((code) => code.startsWith('T-BPC-'))).toBe(true)
})

test('list rows write the online level in words, in numbers and not at all', () => {
  const levels = new Set(listRows.map((row) => row['MUCDO']))
  expect([...levels]).toEqual(
    expect.arrayContaining(['Toàn trình', 'Một phần', 'Cung cấp thông tin', '4', 3, '2', null]),
  )
})

const trees = catalogue.map(({ code }) => toDetails(wireProcedure.parse(detailsRow(code))))

test('every procedure has a tree that says how to file, with what and for which result', () => {
  for (const tree of trees) {
    expect(tree?.channels.length).toBeGreaterThan(0)
    expect(tree?.papers[0]?.papers.length).toBeGreaterThan(0)
    expect(tree?.results).toHaveLength(1)
    expect(tree?.fields).toHaveLength(1)
  }
})

test('some procedures have no online channel, some several time limits, some several cases', () => {
  expect(trees.some((tree) => tree?.channels.every(({ channel }) => channel !== 'ONLINE'))).toBe(
    true,
  )
  expect(trees.some((tree) => (tree?.channels[0]?.timeOptions.length ?? 0) > 1)).toBe(true)
  expect(trees.some((tree) => (tree?.papers.length ?? 0) > 1)).toBe(true)
  const units = new Set(trees.map((tree) => tree?.channels[0]?.timeOptions[0]?.unit))
  expect(units).toEqual(new Set(['WORKING_DAY', 'DAY', 'HOUR', 'MONTH', 'UNKNOWN']))
})
