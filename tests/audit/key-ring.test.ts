import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { openRing, type RingOptions } from '../../src/audit/keys/ring.ts'
import { until } from '../support/redis.ts'
import { recordNotices, temporaryFolder } from './fixture.ts'
import { secretFor } from './setup.ts'

const november = new Date(Date.UTC(2026, 10, 15))
/** No key of the tests is for it, so that each look at the file can be counted by what it tells. */
const later = new Date(Date.UTC(2027, 5, 15))

let path = ''
beforeEach(() => {
  path = join(temporaryFolder(), 'keys.json')
})

/** As one step, as a ring that is looking must never find half of it. */
const write = (...months: readonly string[]) => {
  const keys = months.map(secretFor)
  writeFileSync(`${path}.new`, JSON.stringify({ keys }), { mode: 0o600 })
  renameSync(`${path}.new`, path)
  return keys
}

const open = async (over: Partial<RingOptions> = {}) => {
  const heard: string[][] = []
  const ring = await openRing({
    path,
    isOwn: false,
    now: () => november,
    pollMs: 5,
    onChange: (secrets) => heard.push(secrets.map(({ month }) => month)),
    ...over,
  })
  onTestFinished(() => ring.close())
  return { ring, heard }
}

const countOf = (kinds: readonly string[], kind: string): number =>
  kinds.filter((one) => one === kind).length

test('the keys of a file that operators keep are taken as they are', async () => {
  const keys = write('2026-11')
  const { ring } = await open()
  expect(ring.secrets).toEqual(keys)
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ keys })
})

test('without a file of operators, or with one that holds no key, nothing is opened', async () => {
  await expect(open()).rejects.toMatchObject({
    name: 'AuditKeyError',
    message: 'the audit key file does not exist',
  })
  expect(existsSync(path)).toBe(false)
  write()
  await expect(open()).rejects.toMatchObject({
    name: 'AuditKeyError',
    message: 'the audit key file holds no key',
  })
})

test('a change of the file is told once, with all the keys', async () => {
  const kinds = recordNotices()
  write('2026-11')
  const { heard } = await open({ now: () => later })
  await until(() => countOf(kinds, 'AUDIT_KEY_MISSING') >= 2)
  expect(heard).toEqual([])
  write('2026-11', '2026-12')
  await until(() => heard.length > 0)
  const looks = countOf(kinds, 'AUDIT_KEY_MISSING')
  await until(() => countOf(kinds, 'AUDIT_KEY_MISSING') >= looks + 3)
  expect(heard).toEqual([['2026-11', '2026-12']])
  expect(kinds).not.toContain('AUDIT_KEYS_BROKEN')
})

test.each([
  ['is gone', () => rmSync(path)],
  ['holds no key any more', () => write()],
  ['is no JSON', () => writeFileSync(path, '{')],
])('a file that %s is told, and the keys of before stay', async (_, spoil) => {
  const kinds = recordNotices()
  write('2026-11')
  const { heard } = await open()
  spoil()
  await until(() => countOf(kinds, 'AUDIT_KEYS_BROKEN') >= 2)
  expect(heard).toEqual([])
  expect(kinds).not.toContain('AUDIT_KEY_MISSING')
  write('2026-12')
  await until(() => heard.length > 0)
  expect(heard).toEqual([['2026-12']])
})

test('a month for which no key was made is told until there is one', async () => {
  const kinds = recordNotices()
  write('2026-10')
  const { heard } = await open()
  await until(() => countOf(kinds, 'AUDIT_KEY_MISSING') >= 2)
  write('2026-10', '2026-11')
  await until(() => heard.length > 0)
  const told = kinds.length
  write('2026-11')
  await until(() => heard.length > 1)
  expect(kinds).toHaveLength(told)
})

test('keys of its own are made for two months, and the next in time', async () => {
  let now = november
  const { ring, heard } = await open({ isOwn: true, now: () => now })
  expect(ring.secrets.map(({ month }) => month)).toEqual(['2026-11', '2026-12'])
  now = new Date(Date.UTC(2026, 11, 1))
  await until(() => heard.length > 0)
  expect(heard).toEqual([['2026-11', '2026-12', '2027-01']])
  expect(readFileSync(path, 'utf8')).toContain('2027-01')
})

test('a file of its own that is gone is not made anew, which would hide that the keys are lost', async () => {
  const kinds = recordNotices()
  await open({ isOwn: true })
  rmSync(path)
  await until(() => kinds.includes('AUDIT_KEYS_BROKEN'))
  expect(existsSync(path)).toBe(false)
})

test('a file that operators keep is never extended', async () => {
  const kinds = recordNotices()
  const keys = write('2026-11')
  const { heard } = await open({ now: () => later })
  await until(() => countOf(kinds, 'AUDIT_KEY_MISSING') >= 2)
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ keys })
  expect(heard).toEqual([])
})

test('a ring that is closed looks no more, and has ended the look that was under way', async () => {
  const kinds = recordNotices()
  write('2026-11')
  const { ring } = await open({ now: () => later, pollMs: 1 })
  await until(() => kinds.length > 0)
  await ring.close()
  const told = kinds.length
  await sleep(30)
  expect(kinds).toHaveLength(told)
})
