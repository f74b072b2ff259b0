import type { Asker, Intent, RecordedPurpose } from '../audit/event.ts'
import { AuditUnavailable } from '../audit/errors.ts'
import type { Audit } from '../audit/types.ts'
import type { DenialReason } from '../domain/citizen.ts'
import { Look, type LookRequest } from './look.ts'
import { createLookNames } from './look-names.ts'

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
  const names = createLookNames(now)
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
      const id = names.one()
      audit.note([{ kind: 'REFUSAL', id, at, asker: whole(), purpose, subject, reason }])
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
    const ids = names.each(requests)
    const intents = requests.map((request, place): Intent => ({
      kind: 'INTENT',
      id: ids[place] ?? '',
      at,
      asker: who,
      ...request,
    }))
    try {
      const verdicts = await audit.record(intents)
      return intents.map(({ id, subject }, place) => {
        if (verdicts[place] !== 'RECORDED') return 'QUOTA_SUBJECTS_EXCEEDED'
        const look = new Look(id, subject)
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
