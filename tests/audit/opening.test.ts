import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { until } from '../support/redis.ts'
import { intent, newId, openAt, temporaryFolder, usageOf } from './fixture.ts'
import { rawQuery } from './raw.ts'
import { secretFor } from './setup.ts'

/** The last may be written at this moment. */
const linesIn = (file: string) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)

test('folders are made where there are none, for their owner only, as is every file with a secret', async () => {
  const directory = join(temporaryFolder(), 'data', 'audit')
  const audit = await openAt({ directory })
  expect(audit.state()).toBe('open')
  expect(statSync(directory).mode & 0o777).toBe(0o700)
  for (const name of ['keys.json', 'signing-key.pem', 'audit.sqlite'])
    expect(statSync(join(directory, name)).mode & 0o777).toBe(0o600)
})

test('the chain of each start is named by the replica, the moment and four random bytes', async () => {
  const directory = temporaryFolder()
  const now = () => new Date('2026-11-15T01:02:03.456Z')
  for (let count = 0; count < 2; count += 1) {
    const audit = await openAt({ directory }, { replica: 'hn-1' }, { now })
    await audit.record([intent()])
    await audit.close()
  }
  const chains = await rawQuery({ directory }, 'select distinct chain from audit_record')
  expect(chains).toHaveLength(2)
  for (const { chain } of chains) expect(chain).toMatch(/^hn-1\/20261115T010203Z\/[\da-f]{8}$/)
})

test('a chain that has grown is signed in time, without another record', async () => {
  const directory = temporaryFolder()
  const anchors = join(directory, 'elsewhere.jsonl')
  const audit = await openAt({ directory }, { anchors, checkpointMs: 100 })
  await audit.record([intent(), intent()])
  await until(() => existsSync(anchors) && linesIn(anchors).at(-1)?.['seq'] === 2)
  expect(linesIn(anchors).map(({ number, seq }) => [number, seq])).toEqual([
    [0, 0],
    [1, 2],
  ])
  expect(existsSync(join(directory, 'anchors.jsonl'))).toBe(false)
})

test('so many records are signed at once, and the rest when the log is closed', async () => {
  const directory = temporaryFolder()
  const audit = await openAt({ directory }, { checkpointRecords: 2 })
  for (let count = 0; count < 3; count += 1) await audit.record([intent()])
  await audit.close()
  expect(linesIn(join(directory, 'anchors.jsonl')).map(({ seq }) => seq)).toEqual([0, 2, 3])
  await expect(audit.record([intent()])).rejects.toThrow('cannot be written')
})

test('keys that change in their file change what can be read', async () => {
  const directory = temporaryFolder()
  const keyRing = join(directory, 'ring.json')
  const write = (keys: readonly unknown[]) => {
    writeFileSync(`${keyRing}.new`, JSON.stringify({ keys }), { mode: 0o600 })
    renameSync(`${keyRing}.new`, keyRing)
  }
  const keys = ['2026-10', '2026-11'].map(secretFor)
  write(keys)
  const audit = await openAt({ directory }, { keyRing }, { pollMs: 10 })
  await audit.record([
    intent({ at: Date.UTC(2026, 9, 15) }),
    intent({ at: Date.UTC(2026, 10, 15) }),
  ])
  expect((await usageOf(audit)).total).toBe(2)
  write(keys.slice(1))
  await until(async () => (await usageOf(audit)).total === 1)
  expect(existsSync(join(directory, 'keys.json'))).toBe(false)
})

test('a signing key that operators keep is never made in their place', async () => {
  const directory = temporaryFolder()
  const signingKey = join(directory, 'given.pem')
  await expect(openAt({ directory }, { signingKey })).rejects.toMatchObject({
    name: 'AuditKeyError',
  })
  expect(existsSync(signingKey)).toBe(false)
})

const closedPlaces = [
  [
    'a file that is no database',
    (directory: string) => {
      writeFileSync(join(directory, 'audit.sqlite'), 'no database '.repeat(1_000))
      return { directory }
    },
  ],
  [
    'a server that is not there',
    (directory: string) => ({
      directory,
      databaseUrl: 'postgres://nobody@127.0.0.1:1/none',
    }),
  ],
] as const

test.each(closedPlaces)(
  '%s keeps personal data closed, and whoever reads is told',
  async (_, prepare) => {
    const audit = await openAt(prepare(temporaryFolder()))
    expect(audit.state()).toBe('closed')
    const questions = [
      audit.record([intent()]),
      usageOf(audit),
      audit.recordedSince(),
      audit.dueIntakes(0, 1),
      audit.settleIntake(newId(), true),
      audit.intakesWithoutDossier(0, 1, 1),
    ]
    for (const question of await Promise.allSettled(questions))
      expect(question).toMatchObject({ status: 'rejected', reason: { name: 'AuditUnavailable' } })
  },
)
