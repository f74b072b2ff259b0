import type { CachePolicy } from '../../cache/index.ts'
import { source } from './rpc.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** The catalogue is public and changes by decisions that are published before they apply: an old page beats none. */
const catalogue = {
  source,
  schemaVersion: 1,
  sharing: 'public',
  freshMs: 6 * hourMs,
  keepMs: dayMs,
  staleOnErrorMs: 7 * dayMs,
} as const

/** All codes and names as one record. */
export const listPolicy: CachePolicy = {
  ...catalogue,
  space: 'procedures-list',
  absentMs: 0,
  memoryShare: 0.1,
}

/** The fields and the agencies, one record each. */
export const namedPolicy: CachePolicy = {
  ...catalogue,
  space: 'procedures-named',
  absentMs: 0,
  memoryShare: 0.05,
}

/** A code that is listed but has no tree yet is asked again sooner. */
export const detailsPolicy: CachePolicy = {
  ...catalogue,
  space: 'procedures-details',
  absentMs: hourMs / 6,
  memoryShare: 0.35,
}
