import type { CachePolicy, Tag } from '../../cache/index.ts'
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
  memoryShare: 0.05,
}

/** One part of one list: what is open on every desk of a commune is asked for once, and is as old as a dossier may be. */
export const dossierListPolicy: CachePolicy = {
  ...dossierPolicy,
  space: 'dossier-lists',
  // A list that holds nothing is a record as well.
  absentMs: 0,
  memoryShare: 0.1,
}

/** On every list: any of them may hold a given dossier, or a given person's. */
export const listsTag: Tag = 'lists:dossiers'

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
