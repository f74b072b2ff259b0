import type { ProcedureCode } from './ids.ts'
import type { Vnd } from './money.ts'

/** Toàn trình, một phần, cung cấp thông tin (Decree 42/2022). */
export type OnlineLevel = 'FULL' | 'PARTIAL' | 'INFORMATION' | 'UNKNOWN'
/** Trực tiếp, trực tuyến, bưu chính công ích. */
export type Channel = 'IN_PERSON' | 'ONLINE' | 'POST' | 'UNKNOWN'
export type TimeUnit = 'HOUR' | 'DAY' | 'WORKING_DAY' | 'MONTH' | 'UNKNOWN'

/** A field (lĩnh vực) or an agency: the code as the catalogue writes it, and its name. */
export interface Named {
  readonly code: string
  readonly name: string
}

/** One row of the list call (LayDanhSachTTHC). */
export interface ProcedureSummary {
  readonly code: ProcedureCode
  readonly name: string
  readonly onlineLevel: OnlineLevel
}

export interface Fee {
  readonly code: string | null
  readonly amount: Vnd | null
  readonly currency: string | null
  readonly description: string | null
}

/** How long this way of filing takes. `amount` is null where the source gives text only. */
export interface TimeOption {
  readonly amount: number | null
  readonly unit: TimeUnit
  readonly rawUnit: string
  readonly description: string | null
  readonly fees: readonly Fee[]
}

export interface FilingChannel {
  readonly channel: Channel
  readonly timeOptions: readonly TimeOption[]
}

export interface Paper {
  readonly code: string | null
  readonly name: string
  readonly formName: string | null
  readonly formUrl: string | null
}

export interface PaperCase {
  /** Trường hợp: null where the papers hold for every case. */
  readonly name: string | null
  readonly papers: readonly Paper[]
}

export interface StepCase {
  readonly name: string | null
  readonly steps: readonly string[]
}

/** The whole tree of one procedure (LayThuTuc). */
export interface ProcedureDetails {
  readonly code: ProcedureCode
  readonly name: string
  readonly publishedBy: string | null
  readonly isPublic: boolean
  readonly requirements: string | null
  readonly fields: readonly Named[]
  readonly agencies: readonly Named[]
  readonly audiences: readonly string[]
  readonly steps: readonly StepCase[]
  readonly channels: readonly FilingChannel[]
  readonly papers: readonly PaperCase[]
  readonly results: readonly Named[]
  readonly legalBases: readonly Named[]
}

/** One page of the list, and how many procedures' details have been read ahead so far. */
export interface ProcedurePage {
  readonly items: readonly { readonly procedure: ProcedureSummary; readonly cursor: string }[]
  readonly totalCount: number
  readonly hasNextPage: boolean
  readonly endCursor: string | null
  readonly detailsRead: number
  readonly detailsTotal: number
}
