import type { AuditEvent, PurposeKind, Verdict } from './event.ts'

export interface UsageQuestion {
  /** The person's own number. */
  readonly subject: string
  /** Epoch milliseconds, both included. */
  readonly from: number
  readonly to: number
  readonly offset: number
  readonly limit: number
  /** What is hidden until later than this does not exist yet. */
  readonly now: number
}

/** One look at a person, as that person may see it: which agency and why, never which officer, and no third person. */
export interface Usage {
  readonly at: number
  readonly purpose: PurposeKind
  readonly procedure: string | null
  readonly organisation: string | null
  readonly client: string
  readonly source: string
  /** Null where the outcome was never recorded: what left is not known. */
  readonly fields: readonly string[] | null
}

export interface UsagePage {
  readonly total: number
  /** Newest first. */
  readonly items: readonly Usage[]
}

/** An intake, and whether a dossier followed. */
export interface Intake {
  readonly id: string
  readonly at: number
  readonly deadlineAt: number
  readonly client: string
  readonly officer: string | null
  readonly organisation: string | null
  readonly procedure: string | null
}

/** An intake whose deadline has passed and of which nobody has looked yet. */
export interface DueIntake extends Intake {
  /** The number the person was asked for by. */
  readonly subject: string
}

/**
 * Where records are kept. Every function rejects with AuditUnavailable where the store does not answer in time.
 */
export interface AuditStore {
  /**
   * Appends all or nothing, budgets included; resolves once it is durable. One verdict per event, in order.
   */
  append(events: readonly AuditEvent[]): Promise<readonly Verdict[]>
  usage(question: UsageQuestion): Promise<UsagePage>
  /** Since when anything is recorded, epoch milliseconds; null where nothing is. */
  recordedSince(): Promise<number | null>
  dueIntakes(now: number, most: number): Promise<readonly DueIntake[]>
  /** Notes whether a dossier followed, and forgets the person's number. */
  settleIntake(id: string, hasFollowed: boolean): Promise<void>
  /** Intakes of a period after which no dossier followed. */
  intakesWithoutDossier(
    from: number,
    to: number,
    most: number,
    offset?: number,
  ): Promise<readonly Intake[]>
  /** Signs a last checkpoint. */
  close(): Promise<void>
}

/** The record of who looked at whom. One per process. */
export interface Audit extends Omit<AuditStore, 'append'> {
  /**
   * Resolves once all events are durable, together with what others record at the same time.
   *
   * @throws AuditUnavailable within a second where the store cannot be written
   */
  record(events: readonly AuditEvent[]): Promise<readonly Verdict[]>
  /** For what nobody waits for: kept and tried again while the store cannot be written, within bounds. */
  note(events: readonly AuditEvent[]): void
  /** Whether records can be written, as far as the last attempt tells; while closed it is tried again by itself. */
  state(): 'open' | 'closed'
}
