import type { AuditNotice } from '../../lib/channels.ts'
import type { SignedCheckpoint } from '../chain/checkpoint.ts'
import type { KeptStore } from './types.ts'

export type Method = keyof KeptStore

export interface Call {
  readonly id: number
  readonly method: Method
  /** JSON: a text goes to the other thread in less than half the time that a hundred objects take. */
  readonly args: string
  /** The caller's clock, which a test may have moved. */
  readonly now: number
}

export type Reply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly problem: string }
  | { readonly notice: AuditNotice }
  | { readonly anchor: SignedCheckpoint }
