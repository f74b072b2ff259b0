import { UpstreamError } from './errors.ts'

export type SourceStatus =
  'OK' | 'STALE' | 'TIMEOUT' | 'OPEN' | 'REFUSED' | 'UNAVAILABLE' | 'MALFORMED'

export interface SourceRow {
  readonly name: string
  readonly instance: string | null
  readonly status: SourceStatus
}

const statusOf = {
  timeout: 'TIMEOUT',
  unavailable: 'UNAVAILABLE',
  rejected: 'REFUSED',
  malformed: 'MALFORMED',
} as const

export const statusOfError = (error: unknown): SourceStatus =>
  error instanceof UpstreamError ? statusOf[error.fault] : 'UNAVAILABLE'

/** Why something older than its time was served: its source is being asked now, or has failed. */
export type StaleReason = 'REFRESHING' | 'SOURCE_FAILED'

export interface FreshnessRow {
  readonly source: string
  readonly instance: string | null
  /** The oldest, where several records were stale. */
  readonly fetchedAt: Date
  readonly reason: StaleReason
}

const ranks: Readonly<Partial<Record<SourceStatus, number>>> = { OK: 0, STALE: 1 }
const rankOf = (status: SourceStatus): number => ranks[status] ?? 2

/** What became of each system that one request asked: the rows of `extensions.sources` and `extensions.freshness`. */
export class SourceOutcomes {
  readonly #rows = new Map<string, SourceRow>()
  readonly #stale = new Map<string, FreshnessRow>()

  /** Records the outcome of one question. The worst stays: a failure before what is stale, that before a success. */
  note(name: string, instance: string | null, status: SourceStatus): void {
    const key = `${name}/${instance ?? ''}`
    const known = this.#rows.get(key)
    if (known === undefined || rankOf(known.status) < rankOf(status))
      this.#rows.set(key, { name, instance, status })
  }

  /** The same for answers that came together, an Error for each question that failed. */
  noteAll(name: string, instance: string | null, answers: readonly unknown[]): void {
    const statuses = answers.map((answer) =>
      answer instanceof Error ? statusOfError(answer) : 'OK',
    )
    for (const status of new Set(statuses)) this.note(name, instance, status)
  }

  /** Records that a system's answer was served past its time. */
  noteStale(row: FreshnessRow): void {
    const { source, instance, fetchedAt } = row
    this.note(source, instance, 'STALE')
    const key = `${source}/${instance ?? ''}`
    const known = this.#stale.get(key)
    if (known === undefined || fetchedAt < known.fetchedAt) this.#stale.set(key, row)
  }

  /** Passes `answer` through and records how it ended. */
  async watch<T>(name: string, instance: string | null, answer: Promise<T>): Promise<T> {
    try {
      const value = await answer
      this.note(name, instance, 'OK')
      return value
    } catch (error) {
      this.note(name, instance, statusOfError(error))
      throw error
    }
  }

  /** By name and instance, so that the same question gives the same rows. */
  freshness(): readonly FreshnessRow[] {
    return [...this.#stale.values()]
  }

  rows(): readonly SourceRow[] {
    return [...this.#rows].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row)
  }
}
