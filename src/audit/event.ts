/** Why a person was looked at: for a filed dossier, for somebody at the counter before anything is filed, or by themselves. */
export type PurposeKind = 'DOSSIER' | 'INTAKE' | 'SELF'

export interface RecordedPurpose {
  readonly kind: PurposeKind
  /** MaDVC; null where persons look at their own log. */
  readonly procedure: string | null
  /** MaHoSo. */
  readonly dossier: string | null
}

/** One person more in somebody's budget of distinct persons. */
export interface Charge {
  /** Whose budget, such as `officer:001085000777`. */
  readonly owner: string
  /** Budgets of one owner that are counted apart. */
  readonly kind: PurposeKind
  /** The most distinct persons in one window. */
  readonly limit: number
  /** Epoch milliseconds at which the window began: the same for every replica. */
  readonly windowStart: number
}

/** What is looked for after an intake: whether a dossier of that person follows in time. */
export interface FollowUp {
  /** Epoch milliseconds. */
  readonly deadlineAt: number
}

/** Who asks, from where and for what: the same for every person of one question. */
export interface Asker {
  readonly requestId: string
  readonly client: string
  readonly role: string
  /** MaCanBo. */
  readonly officer: string | null
  /** MaDonVi. */
  readonly organisation: string | null
  /** SHA-256 of the document, hex. */
  readonly operation: string
}

/** A person is about to be looked at. Durable before anything of them is asked for or leaves. */
export interface Intent {
  readonly kind: 'INTENT'
  /** Names this look, its outcome and its follow-up: 32 hex digits, see look-name.ts. */
  readonly id: string
  /** Epoch milliseconds. */
  readonly at: number
  readonly asker: Asker
  readonly purpose: RecordedPurpose
  /** The number the person is asked for by: a keyed hash of it is kept. */
  readonly subject: string
  /**
   * What is counted in budgets: the person as they are asked for. Another name for the same number is another try, or
   * the facts behind a number could be guessed for the price of one.
   */
  readonly countedAs: string
  /** The system that is asked, or whose record is shown. */
  readonly source: string
  /** The classes of fields that may be shown. */
  readonly classes: readonly string[]
  readonly charges: readonly Charge[]
  readonly followUp: FollowUp | null
  /** Epoch milliseconds until which the person does not see this look (lawful investigations). */
  readonly hiddenUntil: number | null
}

export type LookResult = 'SHOWN' | 'ABSENT' | 'REFUSED' | 'UNAVAILABLE' | 'ABORTED'

/** What became of a look. An intent without one may have been shown. */
export interface Outcome {
  readonly kind: 'OUTCOME'
  /** That of the intent. */
  readonly id: string
  readonly at: number
  readonly result: LookResult
  /** The person's 12-digit number where they were asked for by another, such as an old card's; else null. */
  readonly subject: string | null
  /** Names of the fields that left. */
  readonly fields: readonly string[]
  /** MaYeuCau of the call that brought the record. */
  readonly sourceRequestId: string | null
  /** Whether the record was at hand; null where nothing was found. */
  readonly cached: boolean | null
}

/** A look that was refused before anything was asked. */
export interface Refusal {
  readonly kind: 'REFUSAL'
  readonly id: string
  readonly at: number
  readonly asker: Asker
  readonly purpose: RecordedPurpose | null
  /** Null where nobody was named. */
  readonly subject: string | null
  /** From the closed list of reasons. */
  readonly reason: string
}

export type AuditEvent = Intent | Outcome | Refusal

/** What became of recording an event. OVER_BUDGET: an intent that was recorded as a refusal instead. */
export type Verdict = 'RECORDED' | 'OVER_BUDGET'
