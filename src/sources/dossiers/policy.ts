import type { CachePolicy } from '../../cache/index.ts'
import { source } from './decode.ts'

/** A dossier's status is what people ask for: only a burst of the same question is answered from what is kept. */
export const dossierPolicy: CachePolicy = {
  space: 'dossiers',
  source,
  schemaVersion: 1,
  sharing: 'sealed',
  freshMs: 5_000,
  keepMs: 5_000,
  absentMs: 5_000,
  staleOnErrorMs: 0,
  memoryShare: 0.15,
}

const hourMs = 3_600_000

/** Agencies change with a decision of the province, not within a day. */
export const agencyPolicy: CachePolicy = {
  space: 'dossier-agencies',
  source,
  schemaVersion: 1,
  sharing: 'public',
  freshMs: hourMs,
  keepMs: 6 * hourMs,
  absentMs: 0,
  staleOnErrorMs: 24 * hourMs,
  memoryShare: 0.05,
}
