import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { auditSettings, openAudit, type AuditOptions } from '../../src/audit/index.ts'
import type { Audit } from '../../src/audit/types.ts'
import { type AuditNotice, onAuditNotice } from '../../src/lib/channels.ts'
import { someone } from './look.ts'

export * from './look.ts'

export const usageOf = (
  audit: Pick<Audit, 'usage'>,
  over: Partial<Parameters<Audit['usage']>[0]> = {},
) =>
  audit.usage({
    subject: someone,
    from: 0,
    to: Date.UTC(2100, 0),
    offset: 0,
    limit: 100,
    now: Date.now(),
    ...over,
  })

export const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'lien-thong-audit-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export interface Place {
  readonly directory: string
  readonly databaseUrl?: string
}

/** Closed when the test ends. */
export const openAt = async (
  place: Place,
  settings: Readonly<Record<string, unknown>> = {},
  options: AuditOptions = {},
): Promise<Audit> => {
  const audit = await openAudit(auditSettings.parse({ ...place, ...settings }), options)
  onTestFinished(() => audit.close())
  return audit
}

/** The kinds of what is published during a test, in order. */
export const recordNotices = (): AuditNotice['kind'][] => {
  const kinds: AuditNotice['kind'][] = []
  onTestFinished(onAuditNotice(({ kind }) => kinds.push(kind)))
  return kinds
}
