import { expect, test } from 'vitest'
import { auditSettings, overrideAudit } from '../../src/audit/index.ts'

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
  expect(overrideAudit('text', env)).toBe('text')
})
