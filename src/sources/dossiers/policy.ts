import type { CachePolicy } from '../../cache/index.ts'

/** A dossier's status is what people ask for: only a burst of the same question is answered from memory. */
export const dossierPolicy: CachePolicy = { freshMs: 5000, absentMs: 5000, maxEntries: 20_000 }

/** Agencies change with a decision of the province, not within a day. */
export const agencyPolicy: CachePolicy = { freshMs: 3_600_000, absentMs: 0, maxEntries: 200 }
