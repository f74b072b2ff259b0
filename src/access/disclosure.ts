import type { Audit } from '../audit/types.ts'
import { addWorkingDays } from '../domain/working-days.ts'
import { dateTimeOn, localDateOf, toDateTime, toInstant } from '../domain/dates.ts'
import type { Citizen } from '../domain/citizen.ts'
import type { SourceLoaders } from '../sources/index.ts'
import { type AccessLog, createAccessLog, createIntakes, type Intakes } from './access-log.ts'
import type { Officer, Purpose } from './actor.ts'
import { AccessError } from './errors.ts'
import { createLedger, type Ledger } from './ledger.ts'
import { createPeople, type People } from './people.ts'
import type { LookKind } from './policy/budget.ts'
import type { Policy } from './policy/index.ts'
import { createPurposes } from './purposes.ts'
import type { Reader } from './rules.ts'
import { createStatements, type Statements } from './statements.ts'

/** What access rests on: one per process. */
export interface AccessDeps {
  /** A request is judged by one policy: asked once for it. */
  readonly policy: () => Policy
  /** Whether a number is on the gateway's own register of protected persons. */
  readonly isProtected: (number: string) => boolean
  /** The record without relatives who are on that register. */
  readonly withoutProtected: (citizen: Citizen) => Citizen
  readonly audit: Audit
  readonly now: () => Date
}

/** Of one request. */
export interface Disclosing extends Reader {
  readonly policy: Policy
  readonly requestId: string
  readonly now: Date
  readonly sources: SourceLoaders
}

/** The only ways by which anything of a person leaves, and the record of it. */
export interface Disclosure {
  readonly people: People
  readonly statements: Statements
  readonly ledger: Ledger
  readonly accessLog: AccessLog
  readonly intakes: Intakes
}

/** An intake is followed up at the end of the next working day. */
const followUpAt = (now: Date): number =>
  toInstant(dateTimeOn(addWorkingDays(localDateOf(toDateTime(now)), 1), '23:59:59')).getTime()

const nobody = (): never => {
  throw new AccessError('ROLE_NOT_ALLOWED')
}
const closedLoader = { load: nobody, loadMany: nobody }
/** For readers whom no rule lets near a person: a field that lacks its rule shows nothing either. */
const closed = {
  people: { outcomes: closedLoader, find: nobody, require: nobody },
  statements: closedLoader,
}

const openFor = (
  actor: Officer,
  request: Disclosing,
  ledger: Ledger,
  { isProtected, withoutProtected }: AccessDeps,
): Pick<Disclosure, 'people' | 'statements'> => {
  const { policy, now, sources } = request
  const grant = request.grant?.role === 'officer' ? request.grant : null
  const purposes = createPurposes({ actor, grant, policy, sources, now })
  const nowMs = now.getTime()
  const chargesFor = (kind: LookKind) =>
    policy.chargesFor(kind, actor.officerId, actor.organisation, nowMs)
  // One object each for all looks of a request: the audit log's thread is told of it once.
  const charges = { DOSSIER: chargesFor('DOSSIER'), INTAKE: chargesFor('INTAKE') }
  const terms = ({ procedure, dossier }: Purpose) => {
    const kind = dossier === null ? 'INTAKE' : 'DOSSIER'
    return {
      charges: charges[kind],
      hiddenUntil: policy.hiddenUntil(actor, procedure, nowMs),
      followUp: kind === 'INTAKE' ? { deadlineAt: followUpAt(now) } : null,
    }
  }
  const people = createPeople({
    actor,
    mayKnowProtected: grant?.knowsProtected ?? false,
    purposes,
    ledger,
    isProtected,
    withoutProtected,
    population: sources.population,
    terms,
  })
  const statements = createStatements({
    purposes,
    ledger,
    hiddenUntil: ({ procedureCode }) => policy.hiddenUntil(actor, procedureCode, nowMs),
  })
  return { people, statements }
}

export const createDisclosure = (request: Disclosing, deps: AccessDeps): Disclosure => {
  const { actor, grant, policy, requestId } = request
  const isOfficer = actor?.role === 'officer'
  const ledger = createLedger({
    audit: deps.audit,
    now: deps.now,
    asker: {
      requestId,
      client: actor?.clientId ?? '',
      role: actor?.role ?? '',
      officer: isOfficer ? actor.officerId : null,
      organisation: isOfficer ? actor.organisation : null,
    },
  })
  return {
    ...(isOfficer ? openFor(actor, request, ledger, deps) : closed),
    ledger,
    accessLog: createAccessLog({ ...deps, actor, grant, policy, ledger }),
    intakes: createIntakes(request, deps.audit),
  }
}
