import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { clientCertificateHeaderSettings } from '../../src/access/certificate.ts'
import { type Config, readConfig } from '../../src/config.ts'
import { tlsSettings } from '../../src/server/tls.ts'

const folder = mkdtempSync(join(tmpdir(), 'lien-thong-'))
const found = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].map(([, name = '']) => name)

const published = readFileSync(join(import.meta.dirname, '../../docs/gateway.example.yaml'), 'utf8')

/** With its secrets in a folder that this machine has. */
const example = published.replaceAll('/run/secrets', folder)
for (const name of found(published, /\/run\/secrets\/([\w-]+)/g))
  writeFileSync(join(folder, name), `value-of-${name}\n`)

/** The secrets that it takes from the environment. */
const env = Object.fromEntries(
  found(published, /\{ env: (\w+) \}/g).map((name) => [name, `value-of-${name}`]),
)

const configOf = (text: string): Config => {
  const path = join(folder, 'gateway.yaml')
  writeFileSync(path, text)
  return readConfig({ ...env, GATEWAY_CONFIG: path })
}

/** What the file says, each secret in the place of what points at it. */
const said = (text: string): Record<string, unknown> =>
  z
    .record(z.string(), z.unknown())
    .parse(parse(text.replaceAll(/\{ (?:file|env): (?:\S*\/)?([\w-]+) \}/g, 'value-of-$1')))

/** A line such as `# port: 4000`: a setting commented out. No sentence of the file begins with one word and a colon. */
const commentedOut = /^( *)# (?=\w+: \S)/

const lines = example.split('\n')
const settings = lines.flatMap((line, index) =>
  commentedOut.test(line)
    ? [{ index, setting: line.replace(/^ *# /, '').replace(/ +#.*/, '') }]
    : [],
)
const uncommented = (...indexes: readonly number[]): string =>
  lines
    .map((line, index) => (indexes.includes(index) ? line.replace(commentedOut, '$1') : line))
    .join('\n')

/** A block of settings that is commented out whole, as it would be read. */
const blockOf = (name: string): Record<string, unknown> => {
  const block = new RegExp(`^ *# (${name}:.*(?:\\n *#   .*)+)`, 'm').exec(example)?.[1] ?? ''
  const text = block.replaceAll(/^ *# /gm, '')
  return z.record(z.string(), z.record(z.string(), z.unknown())).parse(parse(text))[name] ?? {}
}

describe('the example of a configuration', () => {
  test('is accepted once its secrets are given', () =>
    expect(() => configOf(example)).not.toThrow())

  test('says nothing that would not be read', () => {
    const whole = uncommented(...settings.map(({ index }) => index))
    expect(configOf(whole)).toMatchObject(said(whole))
  })

  test('shows settings commented out', () => {
    const shown = settings.map(({ setting }) => setting.split(':')[0])
    expect(shown).toEqual(
      expect.arrayContaining(['host', 'port', 'adminPort', 'introspection', 'deadlineMs', 'realm']),
    )
  })

  test.each(settings.filter(({ setting }) => !setting.startsWith('jwksUri:')))(
    'shows the default: $setting',
    ({ index }) => expect(configOf(uncommented(index))).toEqual(configOf(example)),
  )

  test('shows the place of the keys that follows from the issuer', () => {
    const { index = -1 } = settings.find(({ setting }) => setting.startsWith('jwksUri:')) ?? {}
    const { issuer, jwksUri } = configOf(uncommented(index)).identity
    expect(jwksUri).toBe(`${issuer}/jwks`)
  })

  test.each([
    ['tls', tlsSettings.shape],
    ['clientCertificateHeader', clientCertificateHeaderSettings.shape],
  ])('shows every setting of the block %s, and no other', (name, shape) =>
    expect(Object.keys(blockOf(name)).toSorted()).toEqual(Object.keys(shape).toSorted()),
  )

  test('shows a block about proxies that would be read', () => {
    const shown = blockOf('clientCertificateHeader')
    expect(clientCertificateHeaderSettings.parse(shown)).toEqual(shown)
  })

  test('opens nothing to browsers but what it names, and no introspection', () => {
    const { introspection, cors } = configOf(example)
    expect({ introspection, cors }).toEqual({
      introspection: false,
      cors: { origins: ['https://dashboard.example.gov.vn'] },
    })
  })
})
