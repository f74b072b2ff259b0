import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Import, importsIn, readImports } from './support/import-graph.ts'
import {
  cycles,
  filesWithoutLayer,
  folderCycles,
  importsBetweenSources,
  importsByMocks,
  importsOutOfSrc,
  importsPastAnIndex,
  upwardImports,
} from './support/layers.ts'

const root = join(import.meta.dirname, '..')
const all = readImports(root, ['src', 'mocks', 'demo', 'scripts', 'bench', 'tests'])
const carriedOut = all.filter(({ isType }) => !isType)
const typesOnly = all.filter(({ isType }) => isType)

describe('the project', () => {
  test('is seen by these tests', () => {
    expect(carriedOut).toContainEqual({ from: 'src/main.ts', to: 'src/app.ts', isType: false })
    expect(carriedOut.length).toBeGreaterThan(200)
    expect(typesOnly.length).toBeGreaterThan(100)
  })

  test('has no files that import each other in a circle', () =>
    expect(cycles(carriedOut)).toEqual([]))
  // Resolvers take their types from what is generated, which takes theirs from them.
  test('has none that do so for types either, but for those that are generated', () =>
    expect(cycles(all.filter(({ to }) => !to.startsWith('src/generated/')))).toEqual([]))
  test('has no folders in src that import each other in a circle', () =>
    expect(folderCycles(carriedOut)).toEqual([]))
  test('has no import that points up', () => expect(upwardImports(carriedOut)).toEqual([]))
  test('has no type import that points up', () => expect(upwardImports(typesOnly)).toEqual([]))
  test('has a layer for each file of src', () => expect(filesWithoutLayer(all)).toEqual([]))
  test('has no source that imports another', () => expect(importsBetweenSources(all)).toEqual([]))
  test('enters a source by its index only', () => expect(importsPastAnIndex(all)).toEqual([]))
  test('has nothing in src that needs simulators, tests or tools', () =>
    expect(importsOutOfSrc(all)).toEqual([]))
  test('has simulators that share plain types and rules with the gateway, nothing else', () =>
    expect(importsByMocks(all)).toEqual([]))
})

describe('the folder of each source', () => {
  const sources = readdirSync(join(root, 'src/sources'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)

  test('is one of four or more', () => expect(sources.length).toBeGreaterThanOrEqual(4))

  test.each(sources)('%s has the same six files', (source) => {
    const files = ['README.md', 'wire.ts', 'decode.ts', 'client.ts', 'loaders.ts', 'index.ts']
    expect(files.filter((file) => !existsSync(join(root, 'src/sources', source, file)))).toEqual([])
  })
})

describe('the checks themselves', () => {
  const graph = (...arrows: readonly string[]): readonly Import[] =>
    arrows.map((text) => {
      const [from = '', to = ''] = text.split(' → ')
      return { from, to, isType: false }
    })

  test('find a circle, wherever it is entered, and not a detour', () => {
    const circle = graph('a → b', 'b → c', 'c → b', 'a → c', 'd → a')
    expect(cycles(circle)).toEqual(['b → c → b'])
    expect(cycles(graph('a → a'))).toEqual(['a → a'])
    expect(cycles(graph('a → b', 'a → c', 'b → d', 'c → d'))).toEqual([])
  })

  test('find a circle of folders whose files make none', () => {
    const folders = graph(
      'src/access/a.ts → src/resolvers/b.ts',
      'src/resolvers/c.ts → src/access/d.ts',
    )
    expect(cycles(folders)).toEqual([])
    expect(folderCycles(folders)).toEqual(['src/access → src/resolvers → src/access'])
  })

  test.each([
    'src/domain/a.ts → src/http/b.ts',
    'src/http/a.ts → src/sources/units/index.ts',
    'src/sources/units/a.ts → src/resolvers/b.ts',
    'src/access/a.ts → src/server/b.ts',
    'src/server/a.ts → src/app.ts',
    'src/config.ts → src/main.ts',
  ])('find that this points up: %s', (arrow) =>
    expect(upwardImports(graph(arrow))).toEqual([arrow]),
  )

  test.each([
    'src/main.ts → src/app.ts',
    'src/server/a.ts → src/domain/b.ts',
    'src/http/a.ts → src/cache/b.ts',
  ])('find that this does not: %s', (arrow) => expect(upwardImports(graph(arrow))).toEqual([]))

  test('find a folder that nobody gave a layer', () => {
    expect(filesWithoutLayer(graph('src/app.ts → src/helpers/a.ts'))).toEqual(['src/helpers/a.ts'])
  })

  test('find a source that imports another, its index included', () => {
    const arrow = 'src/sources/dossiers/igate/a.ts → src/sources/units/index.ts'
    expect(
      importsBetweenSources(graph(arrow, 'src/sources/units/a.ts → src/sources/units/b.ts')),
    ).toEqual([arrow])
  })

  test('find who passes by the index of a source', () => {
    const past = [
      'src/sources/index.ts → src/sources/units/wire.ts',
      'demo/a.ts → src/sources/units/wire.ts',
    ]
    const allowed = [
      'src/app.ts → src/sources/index.ts',
      'tests/sources/a.test.ts → src/sources/units/wire.ts',
    ]
    expect(importsPastAnIndex(graph(...past, ...allowed))).toEqual(past)
  })

  test('find what src may not need', () => {
    const arrows = ['mocks', 'demo', 'tests', 'bench'].map(
      (folder) => `src/app.ts → ${folder}/a.ts`,
    )
    expect(importsOutOfSrc(graph(...arrows, 'demo/a.ts → src/app.ts'))).toEqual(arrows)
  })

  test('find what simulators may not share', () => {
    const shared = ['mocks/a.ts → src/sources/units/index.ts', 'mocks/a.ts → src/http/index.ts']
    expect(importsByMocks(graph(...shared, 'mocks/a.ts → src/domain/ids.ts'))).toEqual(shared)
  })

  test('read every way to import', () => {
    const text = `
      import { a, type B } from './a.ts'
      import type { C } from '../c.ts'
      import './side-effect.ts'
      export { d } from './d.ts'
      export type { E } from './e.ts'
      const f = () => import('./f.ts')
      type G = import('./g.ts').G
      import { z } from 'zod'
      // import './not.ts'
    `
    expect(
      importsIn('src/x/y.ts', text).map(({ to, isType }) => `${to}${isType ? ' type' : ''}`),
    ).toEqual([
      'src/x/a.ts',
      'src/c.ts type',
      'src/x/side-effect.ts',
      'src/x/d.ts',
      'src/x/e.ts type',
      'src/x/f.ts',
      'src/x/g.ts type',
    ])
  })
})
