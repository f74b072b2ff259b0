import { expect, test, vi } from 'vitest'
import {
  auditPathsOf,
  auditSettings,
  overrideAudit,
  replicaNameOf,
} from '../../src/audit/settings.ts'

// A name that no chain may bear as it is.
vi.mock(import('node:os'), async (original) => ({
  ...(await original()),
  hostname: () => `máy chủ/1 ${'x'.repeat(60)}`,
}))

test('without a word an SQLite file under ./data/audit is kept, and no write takes a second', () => {
  expect(auditSettings.parse({})).toEqual({
    directory: './data/audit',
    writeTimeoutMs: 800,
    checkpointRecords: 1_000,
    checkpointMs: 10_000,
    queueRecords: 10_000,
  })
  expect(auditSettings.safeParse({ writeTimeoutMs: 1_000 }).success).toBe(false)
})

test('an address that is not of PostgreSQL is refused', () => {
  expect(auditSettings.safeParse({ databaseUrl: 'mysql://db/audit' }).success).toBe(false)
  expect(auditSettings.safeParse({ databaseUrl: 'postgres://db/audit' }).success).toBe(true)
})

test('AUDIT_DATABASE_URL stands before the file', () => {
  const env = { AUDIT_DATABASE_URL: 'postgres://other/audit' }
  expect(
    overrideAudit({ audit: { databaseUrl: 'postgres://db/audit', replica: 'a' } }, env),
  ).toEqual({
    audit: { databaseUrl: 'postgres://other/audit', replica: 'a' },
  })
  expect(overrideAudit({ port: 1 }, env)).toEqual({
    port: 1,
    audit: { databaseUrl: 'postgres://other/audit' },
  })
  expect(overrideAudit({ port: 1 }, {})).toEqual({ port: 1 })
  expect(overrideAudit({ audit: 'text' }, env)).toEqual({
    audit: { databaseUrl: 'postgres://other/audit' },
  })
  expect(overrideAudit('text', env)).toBe('text')
  expect(overrideAudit({ port: 1 }, { AUDIT_DATABASE_URL: '' })).toEqual({ port: 1 })
})

test('what has no path of its own lies in the directory', () => {
  expect(auditPathsOf(auditSettings.parse({ directory: '/audit' }))).toEqual({
    database: '/audit/audit.sqlite',
    keyRing: '/audit/keys.json',
    signingKey: '/audit/signing-key.pem',
    anchors: '/audit/anchors.jsonl',
  })
  const given = { keyRing: '/run/keys', signingKey: '/run/key.pem', anchors: '/mnt/anchors' }
  expect(auditPathsOf(auditSettings.parse({ directory: '/audit', ...given }))).toEqual({
    database: '/audit/audit.sqlite',
    ...given,
  })
})

test('a chain begins with the name of the replica, else with that of the host and the process', () => {
  expect(replicaNameOf(auditSettings.parse({ replica: 'hn-1' }))).toBe('hn-1')
  expect(replicaNameOf(auditSettings.parse({}))).toBe(`m_y_ch__1_${'x'.repeat(38)}-${process.pid}`)
})

test.each([
  { directory: '' },
  { keyRing: '' },
  { signingKey: '' },
  { anchors: '' },
  { replica: '' },
  { replica: 'a/b' },
  { replica: 'a b' },
  { replica: 'a\n' },
  { replica: 'x'.repeat(65) },
  { writeTimeoutMs: 49 },
  { writeTimeoutMs: 901 },
  { checkpointRecords: 0 },
  { checkpointMs: 99 },
  { queueRecords: 99 },
  { databaseUrl: 'xpostgres://db/audit' },
  { databaseUrl: 'postgresqlx://db/audit' },
  { somethingElse: 1 },
])('%o is no setting', (setting) => {
  expect(auditSettings.safeParse(setting).success).toBe(false)
})

test.each([
  { replica: 'x'.repeat(64) },
  { replica: 'A_9.x-y' },
  { writeTimeoutMs: 50 },
  { writeTimeoutMs: 900 },
  { checkpointRecords: 1 },
  { checkpointMs: 100 },
  { queueRecords: 100 },
  { databaseUrl: 'postgresql://db/audit' },
])('%o is a setting', (setting) => {
  expect(auditSettings.parse(setting)).toMatchObject(setting)
})
