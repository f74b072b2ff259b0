import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { changeKeyFile, readKeyFile } from '../../src/audit/keys/key-file.ts'
import { destroyKeys, extendKeys, type KeyFileForm } from '../../src/audit/keys/key-file-form.ts'
import { temporaryFolder } from './fixture.ts'
import { secretFor } from './setup.ts'

let folder = ''
let path = ''
beforeEach(() => {
  folder = temporaryFolder()
  path = join(folder, 'keys.json')
})

const write = (content: unknown, mode = 0o600): void => {
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  chmodSync(path, mode)
}
const november = secretFor('2026-11')
const formOf = (...months: readonly string[]): KeyFileForm => ({
  keys: months.map(secretFor),
  destroyed: [],
})
const monthsIn = (keys: readonly { readonly month: string }[]) => keys.map(({ month }) => month)

test('a file that is not there is none, and one that cannot be read is told', async () => {
  expect(await readKeyFile(path)).toBeNull()
  mkdirSync(path, { mode: 0o700 })
  await expect(readKeyFile(path)).rejects.toMatchObject({
    name: 'AuditKeyError',
    message: 'the audit key file cannot be read',
    cause: { code: 'EISDIR' },
  })
})

test('keys are read with those that were destroyed', async () => {
  const destroyed = [{ kid: 'old', month: '2020-01', at: '2026-11-01T00:00:00.000Z' }]
  write({ keys: [november] })
  expect(await readKeyFile(path)).toEqual({ keys: [november], destroyed: [] })
  write({ keys: [november], destroyed })
  expect(await readKeyFile(path)).toEqual({ keys: [november], destroyed })
})

test.each([0o601, 0o602, 0o604])('a file with mode %o is open to everybody', async (mode) => {
  write({ keys: [november] }, mode)
  await expect(readKeyFile(path)).rejects.toThrow(
    'the audit key file is open to every user of the machine (chmod 600)',
  )
})

test('a group may read it, as it does a secret that is mounted in a container', async () => {
  write({ keys: [november] }, 0o640)
  expect((await readKeyFile(path))?.keys).toEqual([november])
})

const at = '2026-11-01T00:00:00.000Z'
const short = randomBytes(31).toString('base64')

test.each([
  ['{', 'the audit key file is not JSON'],
  ['[]', 'does not hold keys: : '],
  [{ keys: [{ ...november, secret: short }] }, 'keys.0.secret: 32 bytes in base64 are needed'],
  [{ keys: [{ ...november, secret: `${november.secret.slice(1)}!` }] }, 'keys.0.secret: '],
  [{ keys: [{ ...november, kid: '' }] }, 'keys.0.kid: '],
  [{ keys: [{ ...november, kid: 'k'.repeat(33) }] }, 'keys.0.kid: '],
  [{ keys: [{ ...november, kid: 'a kid' }] }, 'keys.0.kid: '],
  [{ keys: [{ ...november, month: '2026-13' }] }, 'keys.0.month: '],
  [{ keys: [{ ...november, month: '2026-00' }] }, 'keys.0.month: '],
  [{ keys: [{ ...november, month: '2026-1' }] }, 'keys.0.month: '],
  [{ keys: [{ ...november, month: '2026-111' }] }, 'keys.0.month: '],
  [{ keys: [{ ...november, month: '12026-11' }] }, 'keys.0.month: '],
  [{ keys: [{ ...november, month: 'november' }] }, 'keys.0.month: '],
  [{ keys: [{ ...november, extra: 1 }] }, 'keys.0: '],
  [{ keys: [november], extra: 1 }, 'extra'],
  [
    { keys: [], destroyed: [{ kid: 'a', month: '2020-01', at: 'today' }, { kid: 'b' }] },
    /destroyed\.0\.at: .*; destroyed\.1\.month: /,
  ],
  [{ keys: [], destroyed: [{ kid: 'a', month: '2020-01', at, secret: short }] }, 'destroyed.0: '],
  [{ keys: [november, { ...secretFor('2026-11'), kid: 'b' }] }, 'two keys are for the same month'],
  [
    { keys: [november], destroyed: [{ kid: 'a', month: '2026-11', at }] },
    'two keys are for the same month',
  ],
  [
    { keys: [november, { ...secretFor('2026-12'), kid: november.kid }] },
    'two keys have the same kid',
  ],
])('%j is no key file, and nothing of a secret is told', async (content, problem) => {
  write(content)
  const refused = await readKeyFile(path).catch((error: unknown) => error)
  expect(refused).toMatchObject({ name: 'AuditKeyError' })
  const { message } = refused as Error
  expect(message).toMatch(problem)
  for (const secret of [short, november.secret.slice(1)]) expect(message).not.toContain(secret)
})

test('a name of any word and of up to 32 characters is one', async () => {
  for (const kid of ['a', 'K_9.x-y', 'k'.repeat(32)]) {
    write({ keys: [{ ...november, kid }] })
    expect((await readKeyFile(path))?.keys).toMatchObject([{ kid }])
  }
})

test('a file is made for its owner, with nothing beside it', async () => {
  const form = formOf('2026-11')
  expect(await changeKeyFile(path, () => form)).toEqual(form)
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(form)
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(readdirSync(folder)).toEqual(['keys.json'])
})

test('a change begins with what stands in the file, and without one with nothing', async () => {
  const seen: KeyFileForm[] = []
  const add = (form: KeyFileForm): KeyFileForm => {
    seen.push(form)
    return { ...form, keys: [...form.keys, secretFor(`2026-0${form.keys.length + 1}`)] }
  }
  await changeKeyFile(path, add)
  await changeKeyFile(path, add)
  expect(seen.map(({ keys }) => monthsIn(keys))).toEqual([[], ['2026-01']])
  expect(monthsIn((await readKeyFile(path))?.keys ?? [])).toEqual(['2026-01', '2026-02'])
})

test('what is not changed is not written', async () => {
  write({ keys: [november] })
  const { ino } = statSync(path)
  await changeKeyFile(path, (form) => form)
  expect(statSync(path).ino).toBe(ino)
})

test('changes at the same time are carried out one after another', async () => {
  const months = ['2026-01', '2026-02', '2026-03', '2026-04']
  const add = (month: string) =>
    changeKeyFile(path, (form) => ({ ...form, keys: [...form.keys, secretFor(month)] }))
  await Promise.all(months.map(add))
  expect(monthsIn((await readKeyFile(path))?.keys ?? []).toSorted()).toEqual(months)
})

test.each([
  [0o640, 0o640],
  [0o600, 0o600],
  [0o660, 0o640],
])('a file of mode %o has mode %o once it is written anew', async (mode, kept) => {
  write({ keys: [november] }, mode)
  await changeKeyFile(path, (form) => ({ ...form, keys: [] }))
  expect(statSync(path).mode & 0o777).toBe(kept)
})

test.runIf(process.getuid?.() === 0)('a file stays with whom it belongs to', async () => {
  write({ keys: [november] }, 0o640)
  const { chownSync } = await import('node:fs')
  chownSync(path, 65_534, 65_533)
  await changeKeyFile(path, (form) => ({ ...form, keys: [] }))
  expect(statSync(path)).toMatchObject({ uid: 65_534, gid: 65_533 })
})

const moment = new Date('2026-12-15T00:00:00Z')

test('keys are made for this month of Viet Nam and the next', () => {
  const { keys } = extendKeys(formOf(), moment)
  expect(monthsIn(keys)).toEqual(['2026-12', '2027-01'])
  for (const { kid, month, secret } of keys) {
    expect(kid).toMatch(/^[\d-]{7}-[\da-f]{8}$/)
    expect(kid.startsWith(month)).toBe(true)
    expect(Buffer.from(secret, 'base64')).toHaveLength(32)
  }
  expect(new Set(keys.flatMap(({ kid, secret }) => [kid.slice(8), secret])).size).toBe(4)
})

test('only what is missing is made, behind what is there', () => {
  const form = formOf('2026-10', '2026-12')
  const extended = extendKeys(form, moment)
  expect(extended.keys.slice(0, 2)).toEqual(form.keys)
  expect(monthsIn(extended.keys)).toEqual(['2026-10', '2026-12', '2027-01'])
  expect(extendKeys(extended, moment)).toBe(extended)
})

test('a month that was destroyed is not made again', () => {
  const form = { keys: [], destroyed: [{ kid: 'a', month: '2027-01', at }] }
  expect(monthsIn(extendKeys(form, moment).keys)).toEqual(['2026-12'])
})

test('of a destroyed key its name and the moment stay, and of the others everything', () => {
  const form = {
    ...formOf('2026-10', '2026-11', '2026-12'),
    destroyed: [{ kid: 'a', month: '2020-01', at }],
  }
  const ended = destroyKeys(form, (month) => month < '2026-12', moment)
  expect(ended.keys).toEqual(form.keys.slice(2))
  expect(ended.destroyed).toEqual([
    { kid: 'a', month: '2020-01', at },
    { kid: '2026-10-test', month: '2026-10', at: '2026-12-15T00:00:00.000Z' },
    { kid: '2026-11-test', month: '2026-11', at: '2026-12-15T00:00:00.000Z' },
  ])
})
