import { randomBytes } from 'node:crypto'
import type {
  Asker,
  Charge,
  FollowUp,
  Intent,
  LookResult,
  Outcome,
  RecordedPurpose,
} from '../audit/event.ts'
import { AuditUnavailable } from '../audit/errors.ts'
import type { Audit } from '../audit/types.ts'
import type { DenialReason } from '../domain/citizen.ts'
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
  #result: LookResult = 'ABORTED'
  #found = nothingFound

  constructor(id: string) {
    this.id = id
  }

  /** What the source said. What was once shown stays shown: a person asked for twice in one request is one look. */
  settle(result: LookResult, found: Found = nothingFound): void {
    if (this.#result === 'SHOWN') return
    this.#result = result
    this.#found = found
  }

  outcome(at: number, wasSent: boolean): Outcome {
    const isShown = this.#result === 'SHOWN' && wasSent
    return {
      kind: 'OUTCOME',
      id: this.id,
      at,
      result: wasSent ? this.#result : 'ABORTED',
      ...this.#found,
      fields: isShown ? [...this.given] : [],
    }
  }
}

export interface Ledger {
  /** SHA-256 of the document, hex: known once it has been read. */
  operation: string
  /** Resolves once every look is durably recorded: only then may anything be asked. In order, with a reason where one may not be. */
  open(requests: readonly LookRequest[]): Promise<readonly (Look | DenialReason)[]>
  /** Notes a look that was refused before anything was asked. */
  refuse(reason: DenialReason, subject: string | null, purpose: RecordedPurpose | null): void
  /** Notes what became of every look, once the answer has left or nobody waits for it any more. */
  close(wasSent: boolean): void
}

export interface LedgerDeps {
  readonly audit: Audit
  readonly now: () => Date
  readonly asker: Omit<Asker, 'operation'>
}

/**
 * Names of looks, one after the other: 48 bits of time, 56 of chance drawn once for all of a request, and a number. Names
 * that lie together in the index of the record are written with few of its pages.
 */
const createNewId = (now: () => Date): (() => string) => {
  let first = ''
  let count = 0
  return () => {
    first ||= now().getTime().toString(16).padStart(12, '0') + randomBytes(7).toString('hex')
    count += 1
    return first + count.toString(16).padStart(6, '0')
  }
}

const keyOf = ({ source, countedAs, purpose }: LookRequest): string =>
  [source, countedAs, purpose.kind, purpose.procedure, purpose.dossier].join('\n')

type Recorded = Promise<readonly (Look | DenialReason)[]>

/** Where a look stands among those that were recorded together. */
interface Place {
  readonly recorded: Recorded
  readonly at: number
}

/** A board's looks are recorded together: one promise is waited for, not one for each of them. */
const settled = async (places: readonly (Place | undefined)[]) => {
  const done = new Map<Recorded, Awaited<Recorded>>()
  for (const place of places)
    if (place !== undefined && !done.has(place.recorded))
      done.set(place.recorded, await place.recorded)
  return places.map(
    (place) => (place && done.get(place.recorded)?.[place.at]) ?? 'AUDIT_UNAVAILABLE',
  )
}

/** What one request looks at, recorded before and after. */
export const createLedger = ({ audit, now, asker }: LedgerDeps): Ledger => {
  const newId = createNewId(now)
  const looks: Look[] = []
  const known = new Map<string, Place>()

  const ledger: Ledger = {
    operation: '',
    async open(requests) {
      const keys = requests.map(keyOf)
      const fresh = new Map(requests.map((one, at) => [keys[at] ?? '', one]))
      for (const key of keys) if (known.has(key)) fresh.delete(key)
      const recorded = record([...fresh.values()])
      let at = 0
      for (const key of fresh.keys()) known.set(key, { recorded, at: at++ })
      return settled(keys.map((key) => known.get(key)))
    },
    refuse(reason, subject, purpose) {
      const at = now().getTime()
      audit.note([{ kind: 'REFUSAL', id: newId(), at, asker: whole(), purpose, subject, reason }])
    },
    close(wasSent) {
      const at = now().getTime()
      const ended = looks.splice(0)
      if (ended.length > 0) audit.note(ended.map((look) => look.outcome(at, wasSent)))
    },
  }

  const whole = (): Asker => ({ ...asker, operation: ledger.operation })

  const record = async (
    requests: readonly LookRequest[],
  ): Promise<readonly (Look | DenialReason)[]> => {
    if (requests.length === 0) return []
    const [at, who] = [now().getTime(), whole()]
    const intents = requests.map((request): Intent => ({
      kind: 'INTENT',
      id: newId(),
      at,
      asker: who,
      ...request,
    }))
    try {
      const verdicts = await audit.record(intents)
      return intents.map(({ id }, at) => {
        if (verdicts[at] !== 'RECORDED') return 'QUOTA_SUBJECTS_EXCEEDED'
        const look = new Look(id)
        looks.push(look)
        return look
      })
    } catch (error) {
      if (error instanceof AuditUnavailable) return intents.map(() => 'AUDIT_UNAVAILABLE')
      throw error
    }
  }

  return ledger
}
