import { AuditUnavailable } from '../audit/errors.ts'
import type { RecordedPurpose } from '../audit/event.ts'
import type { Audit, Intake, UsagePage, UsageQuestion } from '../audit/types.ts'
import type { PersonalId } from '../domain/ids.ts'
import type { Actor } from './actor.ts'
import { AccessError } from './errors.ts'
import type { Ledger } from './ledger.ts'
import { Look } from './look.ts'
import type { Policy } from './policy/index.ts'
import type { Grant } from './policy/types.ts'
import { type Reader, rules } from './rules.ts'

export type LogPart = Omit<UsageQuestion, 'subject' | 'now'>

/** What is recorded of a person, for that person. */
export interface AccessLog {
  /**
   * Reading is a look at a person as well, and stands in the same log from then on: whoever comes by somebody's login, or a
   * portal that nobody asked, is seen by it. It is recorded before the answer leaves and after the log was read, so that
   * no answer tells of itself.
   *
   * @throws AccessError where the log is not this reader's, where a portal has read those of as many persons as it may, or
   * where it cannot be read or written now
   */
  read(subject: PersonalId, part: LogPart): Promise<UsagePage>
}

/** What auditors read: officers, never those they looked at. */
export interface Intakes {
  /** @throws AccessError where they cannot be read now */
  withoutDossier(from: Date, to: Date, most: number, offset?: number): Promise<readonly Intake[]>
}

const ownReading: RecordedPurpose = { kind: 'SELF', procedure: null, dossier: null }

/** An outage of the store is told as one: an empty list would say that nobody looked. */
const fromStore = async <T>(reading: Promise<T>): Promise<T> => {
  try {
    return await reading
  } catch (error) {
    throw error instanceof AuditUnavailable ? new AccessError('AUDIT_UNAVAILABLE') : error
  }
}

/**
 * Citizens read their own log; a portal, by a token of its own, that of whom it names and is believed to have signed in.
 * No other role reads any: the citizen is not there to ask.
 */
const mayRead = (actor: Actor, grant: Grant | null, subject: PersonalId): boolean => {
  if (grant === null) return false
  return actor.role === 'citizen' ? actor.personalId === subject : actor.role === 'portal'
}

export interface AccessLogDeps {
  readonly actor: Actor | null
  readonly grant: Grant | null
  readonly policy: Policy
  readonly ledger: Ledger
  readonly audit: Pick<Audit, 'usage'>
  readonly now: () => Date
}

export const createAccessLog = (deps: AccessLogDeps): AccessLog => {
  const { actor, policy, ledger, audit, now } = deps
  const record = async (subject: PersonalId): Promise<void> => {
    const portal = actor?.role === 'portal' ? actor.clientId : null
    const [entry = 'AUDIT_UNAVAILABLE'] = await ledger.open([
      {
        subject,
        countedAs: subject,
        source: 'access-log',
        purpose: ownReading,
        classes: [],
        // A portal is believed for whomever it names: its token in other hands would read the logs of the whole country.
        charges: portal === null ? [] : [policy.portalCharge(portal, now().getTime())],
        followUp: null,
        hiddenUntil: null,
      },
    ])
    if (!(entry instanceof Look)) throw new AccessError(entry)
    entry.given.add('accessLog')
    entry.settle('SHOWN', { subject, sourceRequestId: null, cached: null })
  }

  return {
    async read(subject, part) {
      if (actor === null) throw new AccessError('UNAUTHENTICATED')
      if (!mayRead(actor, deps.grant, subject)) {
        ledger.refuse('NOT_GRANTED', subject, ownReading)
        throw new AccessError('NOT_GRANTED')
      }
      const page = await fromStore(audit.usage({ ...part, subject, now: now().getTime() }))
      await record(subject)
      return page
    },
  }
}

export const createIntakes = (
  reader: Reader,
  audit: Pick<Audit, 'intakesWithoutDossier'>,
): Intakes => ({
  async withoutDossier(from, to, most, offset = 0) {
    // The schema has this rule as well; a field that lacked it would show nothing.
    const reason = rules.AUDITOR(reader)
    if (reason !== null) throw new AccessError(reason)
    return fromStore(audit.intakesWithoutDossier(from.getTime(), to.getTime(), most, offset))
  },
})
