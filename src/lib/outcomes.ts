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

/** What became of each system that one request asked: the rows of `extensions.sources`. */
export class SourceOutcomes {
  readonly #rows = new Map<string, SourceRow>()

  /** Records the outcome of one question. A failure is never overwritten by a later success. */
  note(name: string, instance: string | null, status: SourceStatus): void {
    const key = `${name}/${instance ?? ''}`
    const known = this.#rows.get(key)
    if (known === undefined || known.status === 'OK')
      this.#rows.set(key, { name, instance, status })
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
  rows(): readonly SourceRow[] {
    return [...this.#rows]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([, row]) => row)
  }
}
