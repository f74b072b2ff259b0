import type { Place } from '../database/open.ts'
import type { MonthSecret } from '../keys/month-keys.ts'
import type { AuditStore } from '../types.ts'

/** What a store is told once, in a form that another thread can be handed. */
export interface StoreSetup {
  readonly place: Place
  readonly chain: string
  readonly secrets: readonly MonthSecret[]
  /** PEM. */
  readonly signingKey: string
  readonly checkpointRecords: number
  /** How long one write may take before it is given up. */
  readonly writeTimeoutMs: number
}

export interface KeptStore extends AuditStore {
  /** Makes the tables where there are none, opens the chain, and proves that something can be written. */
  probe(): Promise<void>
  /** Signs how far the chain stands, where it has grown since the last time. */
  checkpoint(): Promise<void>
  useSecrets(secrets: readonly MonthSecret[]): Promise<void>
}
