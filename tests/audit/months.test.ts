import { execFileSync } from 'node:child_process'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { until } from '../support/redis.ts'
import { intent, openAt, outcome, recordNotices, temporaryFolder, usageOf } from './fixture.ts'
import { onBothDatabases } from './places.ts'
import { secretFor } from './setup.ts'
import { verified } from './verified.ts'

const script = join(import.meta.dirname, '../../scripts/audit-keys.ts')
const auditKeys = (...args: readonly string[]): string =>
  execFileSync(process.execPath, [script, ...args], { encoding: 'utf8', stdio: 'pipe' })

const october = Date.UTC(2026, 9, 15)
const november = Date.UTC(2026, 10, 15)

const keyFile = (directory: string, months: readonly string[]): string => {
  const path = join(directory, 'ring.json')
  writeFileSync(path, JSON.stringify({ keys: months.map(secretFor) }), { mode: 0o600 })
  return path
}

const monthsIn = (path: string): readonly string[] =>
  (
    JSON.parse(readFileSync(path, 'utf8')) as {
      readonly keys: readonly { readonly month: string }[]
    }
  ).keys.map(({ month }) => month)

onBothDatabases((newPlace) => {
  test('destroying a key ends what was recorded in its month within seconds, and the chain still holds', async () => {
    const place = await newPlace()
    const keyRing = keyFile(place.directory, ['2025-01', '2025-02', '2026-10'])
    const audit = await openAt(place, { keyRing }, { pollMs: 20 })
    const old = intent({ at: Date.UTC(2025, 0, 15), followUp: { deadlineAt: 0 } })
    const late = intent({ at: Date.UTC(2025, 1, 15) })
    await audit.record([old, outcome(old.id, { at: Date.UTC(2025, 1, 15) }), late])
    await audit.record([intent({ at: october })])
    expect(await usageOf(audit)).toMatchObject({ total: 3 })
    expect(await audit.dueIntakes(Date.now(), 10)).toHaveLength(1)

    expect(auditKeys(keyRing, '--destroy', '2025-01')).toContain('2025-01-test destroyed')
    await until(async () => (await usageOf(audit)).total === 2)
    expect((await usageOf(audit)).items.map(({ at }) => at)).toEqual([october, late.at])
    expect(await audit.dueIntakes(Date.now(), 10)).toEqual([])
    expect(await audit.intakesWithoutDossier(0, Date.now(), 10)).toEqual([])

    await audit.record([intent({ at: october })])
    await audit.close()
    expect((await verified(place)).findings).toEqual([])
  })

  test('a month that has no key of its own is recorded with the key before it', async () => {
    const kinds = recordNotices()
    const place = await newPlace()
    const keyRing = keyFile(place.directory, ['2026-01', '2026-10'])
    const audit = await openAt(place, { keyRing }, { pollMs: 20, now: () => new Date(november) })
    await audit.record([intent({ at: november })])
    expect(await usageOf(audit)).toMatchObject({ total: 1 })
    await until(() => kinds.includes('AUDIT_KEY_MISSING'))
  })
})

test('the gateway adds the next month to its own keys while it runs', async () => {
  const directory = temporaryFolder()
  let now = new Date(november)
  const audit = await openAt({ directory }, {}, { now: () => now, pollMs: 20 })
  const path = join(directory, 'keys.json')
  expect(monthsIn(path)).toEqual(['2026-11', '2026-12'])
  now = new Date(Date.UTC(2026, 11, 15))
  await until(() => monthsIn(path).length === 3)
  expect(monthsIn(path)).toEqual(['2026-11', '2026-12', '2027-01'])
  expect(await audit.record([intent({ at: now.getTime() })])).toEqual(['RECORDED'])
})

test('a key file that is broken later is told, and the last good one stays', async () => {
  const kinds = recordNotices()
  const directory = temporaryFolder()
  const keyRing = keyFile(directory, ['2026-11'])
  const audit = await openAt({ directory }, { keyRing }, { pollMs: 20 })
  writeFileSync(keyRing, '{')
  await until(() => kinds.includes('AUDIT_KEYS_BROKEN'))
  expect(await audit.record([intent({ at: november })])).toEqual(['RECORDED'])
})

test.each([
  ['is not there', null, 0o600, 'does not exist'],
  ['is no JSON', '{', 0o600, 'is not JSON'],
  ['holds no keys', '{"keys":[]}', 0o600, 'holds no key'],
  ['holds something else', '{"keys":[{"kid":"a"}]}', 0o600, 'does not hold keys'],
  ['is open to everybody', '{"keys":[]}', 0o644, 'open to every user'],
])('the gateway does not start where the key file %s', async (_, text, mode, problem) => {
  const directory = temporaryFolder()
  const keyRing = join(directory, 'ring.json')
  if (text !== null) {
    writeFileSync(keyRing, text)
    chmodSync(keyRing, mode)
  }
  await expect(openAt({ directory }, { keyRing })).rejects.toThrow(problem)
})

test('the script makes a key file, keeps so many months, and refuses to destroy one that is not over', () => {
  const directory = temporaryFolder()
  const made = join(directory, 'made.json')
  auditKeys(made)
  expect(monthsIn(made)).toHaveLength(2)
  auditKeys(made)
  expect(monthsIn(made)).toHaveLength(2)

  const old = keyFile(directory, ['2020-01', '2020-02'])
  auditKeys(old, '--keep-months', '12')
  expect(monthsIn(old)).toHaveLength(2)
  expect(readFileSync(old, 'utf8')).not.toContain(secretFor('2020-01').secret)
  const months = monthsIn(old)
  expect(() => auditKeys(old, '--destroy', months[0] ?? '')).toThrow('is not over')
  expect(() => auditKeys()).toThrow('Which file?')
  expect(() => auditKeys(old, '--destroy', 'today')).toThrow('which month')
})
