import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { isPersonaName } from '../mocks/identity/personas.ts'
import { type Asking, type Gateway, startGateway } from './support/gateway.ts'
import { anchorsOf, blocksOf, npmScriptsIn, relativeLinksOf } from './support/markdown.ts'

const root = join(import.meta.dirname, '..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

const filesInGit = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
  .split('\0')
  .filter((path) => path !== '')

const languages = ['README.md', 'README.vi.md']
const documents = [
  ...languages,
  'CONTRIBUTING.md',
  'src/sources/README.md',
  'mocks/README.md',
  ...filesInGit.filter((path) => /^docs\/.*\.md$/.test(path)),
]

interface Sample {
  readonly command: string
  readonly query: string
  readonly asking: Asking
  readonly answer: string
}

const command =
  /^npm run -s ask(?: -- (?<persona>\w+)(?: --procedure (?<procedure>\S+))?)? <<'GRAPHQL'\n(?<query>[\s\S]+)^GRAPHQL\n$/m

const toSample = (text: string, answer: string): Sample => {
  const { persona, procedure, query } = command.exec(text)?.groups ?? {}
  if (query === undefined) throw new Error(`Not a command that can be pasted: ${text}`)
  if (persona !== undefined && !isPersonaName(persona)) throw new Error(`Nobody is ${persona}`)
  const asking = { ...(persona && { as: persona }), ...(procedure && { procedure }) }
  return { command: text, query, asking, answer }
}

const samplesOf = (path: string): readonly Sample[] => {
  const blocks = blocksOf(read(path))
  return blocks.flatMap(({ language, text }, index) => {
    if (language !== 'sh' || !/^npm run -s ask (--|<<)/.test(text)) return []
    const next = blocks[index + 1]
    if (next?.language !== 'json') throw new Error(`No answer follows: ${text}`)
    return [toSample(text, next.text)]
  })
}

type Shape = { readonly [key: string]: Shape } | readonly Shape[] | 'value'

/** Which keys there are, whatever their values; of a list the different shapes of its items. */
const shapeOf = (value: unknown): Shape => {
  if (Array.isArray(value)) {
    const items = value.map((item) => JSON.stringify(shapeOf(item)))
    return [...new Set(items)].map((item) => JSON.parse(item) as Shape)
  }
  if (typeof value !== 'object' || value === null) return 'value'
  const entries = Object.entries(value).sort(([a], [b]) => a.localeCompare(b))
  return Object.fromEntries(entries.map(([key, item]) => [key, shapeOf(item)]))
}

describe('the questions of the introduction', () => {
  let gateway: Gateway
  beforeAll(async () => {
    // A Friday evening: the moment of which the first answer was printed.
    gateway = await startGateway({ now: new Date('2026-11-20T17:00:00+07:00') })
    return () => gateway.stop()
  })

  const samples = languages.flatMap((path) =>
    samplesOf(path).map((sample, index) => ({ path, number: index + 1, ...sample })),
  )

  test('are three in each language, byte for byte the same', () => {
    const [english, vietnamese] = languages.map(samplesOf)
    expect(english).toHaveLength(3)
    expect(vietnamese).toEqual(english)
  })

  test.each(samples)(
    '$path, question $number is answered in the shape printed below it',
    async ({ query, asking, answer }) => {
      const { body } = await gateway.query(query, asking)
      expect(body.errors).toBeUndefined()
      expect(shapeOf(body)).toEqual(shapeOf(JSON.parse(answer)))
    },
  )
})

const brokenLinksIn = (path: string): readonly string[] =>
  relativeLinksOf(read(path)).filter((link) => {
    const [target = '', anchor] = link.split('#')
    const file = target === '' ? path : join(dirname(path), target)
    if (!existsSync(join(root, file))) return true
    return anchor !== undefined && !anchorsOf(read(file)).has(decodeURIComponent(anchor))
  })

describe.each(documents)('%s', (path) => {
  test('links to files and headings that exist', () => expect(brokenLinksIn(path)).toEqual([]))

  test('names no npm script that does not exist', () => {
    const { scripts } = z
      .object({ scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(read('package.json')))
    expect(npmScriptsIn(read(path)).filter((name) => !(name in scripts))).toEqual([])
  })
})

test('links and scripts are found by these tests', () => {
  const text =
    '[a](b.md#c) `[x](y)` [d](https://e.vn)\n\n    npm run -s f\n\nnpm test\n```sh\n[g](h)\n# i\n```\n## `J`: k đ\n## J k đ\n'
  expect(relativeLinksOf(text)).toEqual(['b.md#c'])
  expect(npmScriptsIn(text)).toEqual(['f', 'test'])
  expect(anchorsOf(text)).toEqual(new Set(['j-k-đ', 'j-k-đ-1']))
  expect(relativeLinksOf(read('README.md')).length).toBeGreaterThan(20)
  expect(npmScriptsIn(read('README.md'))).toContain('gateway')
})

describe.each(languages)('the folder table of %s', (path) => {
  test('names every folder at the top', () => {
    const rows = read(path)
      .split('\n')
      .filter((line) => line.startsWith('| [`'))
    const named = new Set(
      rows.flatMap((row) => [...row.matchAll(/\[`([\w-]+)\//g)].map(([, folder]) => folder)),
    )
    const folders = filesInGit.flatMap((file) => /^([^./][^/]*)\//.exec(file)?.[1] ?? [])
    expect([...new Set(folders)].filter((folder) => !named.has(folder))).toEqual([])
  })
})
