import type { Charge, FollowUp, LookResult, Outcome, RecordedPurpose } from '../audit/event.ts'
import type { FieldClass } from './policy/types.ts'

/** One person, for one purpose, from one system: about to be looked at. */
export interface LookRequest {
  /** The number the person is asked for by, or the dossier that names them. */
  readonly subject: string
  /** The same with all facts that are stated. */
  readonly countedAs: string
  readonly source: string
  readonly purpose: RecordedPurpose
  readonly classes: readonly FieldClass[]
  readonly charges: readonly Charge[]
  readonly followUp: FollowUp | null
  readonly hiddenUntil: number | null
}

export interface Found {
  readonly subject: string | null
  readonly sourceRequestId: string | null
  readonly cached: boolean | null
}

const nothingFound: Found = { subject: null, sourceRequestId: null, cached: null }

/** A look that is recorded: whatever leaves because of it is noted here. */
export class Look {
  readonly id: string
  /** The names of the fields that have been given. */
  readonly given = new Set<string>()
  readonly #asked: string
  #result: LookResult = 'ABORTED'
  #found = nothingFound

  constructor(id: string, subject: string) {
    this.id = id
    this.#asked = subject
  }

  /** What the source said. What was once shown stays shown: a person asked for twice in one request is one look. */
  settle(result: LookResult, found: Found = nothingFound): void {
    if (this.#result === 'SHOWN') return
    this.#result = result
    this.#found = found
  }

  outcome(at: number, wasSent: boolean): Outcome {
    const isShown = this.#result === 'SHOWN' && wasSent
    const { subject, sourceRequestId, cached } = this.#found
    return {
      kind: 'OUTCOME',
      id: this.id,
      at,
      result: wasSent ? this.#result : 'ABORTED',
      subject: subject === this.#asked ? null : subject,
      sourceRequestId,
      cached,
      fields: isShown ? [...this.given] : [],
    }
  }
}
