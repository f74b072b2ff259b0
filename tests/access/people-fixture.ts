import { setTimeout as sleep } from 'node:timers/promises'
import { AuditUnavailable } from '../../src/audit/errors.ts'
import type { AuditEvent, Verdict } from '../../src/audit/event.ts'
import type { Audit } from '../../src/audit/types.ts'
import type { Allowed } from '../../src/access/decide.ts'
import { createLedger } from '../../src/access/ledger.ts'
import type { Citizen, DenialReason } from '../../src/domain/citizen.ts'
import { createPeople, type PersonLook } from '../../src/access/people.ts'
import { now, officer, procedureCode } from './policy-fixture.ts'

/** An access log that keeps what it is told, in the order in which it was told. */
export const createMemoryAudit = () => {
  const recorded: AuditEvent[] = []
  const noted: AuditEvent[] = []
  const calls: number[] = []
  let verdictOf: (event: AuditEvent) => Verdict = () => 'RECORDED'
  let failure: Error | null = null
  const audit = {
    record(events: readonly AuditEvent[]) {
      calls.push(events.length)
      if (failure !== null) return Promise.reject(failure)
      recorded.push(...events)
      return Promise.resolve(events.map(verdictOf))
    },
    note: (events: readonly AuditEvent[]) => void noted.push(...events),
  } as unknown as Audit
  return {
    audit,
    recorded,
    noted,
    calls,
    judge: (verdict: typeof verdictOf) => void (verdictOf = verdict),
    fail: (error: Error = new AuditUnavailable('closed')) => void (failure = error),
  }
}

export const asker = {
  requestId: 'request-1',
  client: officer.clientId,
  role: officer.role,
  officer: officer.officerId,
  organisation: officer.organisation,
}

export const createTestLedger = () => {
  const memory = createMemoryAudit()
  const ledger = createLedger({ audit: memory.audit, now: () => now, asker })
  ledger.operation = 'a'.repeat(64)
  return { ...memory, ledger }
}

export const allowed: Allowed = {
  kind: 'INTAKE',
  classes: ['IDENTITY', 'RESIDENCE'],
  personalId: 'FULL',
}

export const citizenOf = (over: Partial<Citizen> = {}): Citizen =>
  ({
    __typename: 'Citizen',
    personalId: '001092000111',
    oldCardNumber: null,
    fullName: 'Nguyễn Văn An',
    sourceRequestId: 'YC-1',
    father: null,
    mother: null,
    spouse: null,
    householdHead: null,
    ...over,
  }) as Citizen

type Judged = Allowed | DenialReason | Error

interface Facts {
  readonly judged?: Judged
  readonly answers?: Readonly<Record<string, Citizen | null | Error>>
  readonly mayKnowProtected?: boolean
  readonly isProtected?: (number: string) => boolean
  readonly wasAsked?: boolean
  /** How long the source takes to answer. */
  readonly afterMs?: number
}

export const number = '001092000111'
export const purpose = { procedure: procedureCode('1.001193'), dossier: null }
export const lookOf = (value: string = number, over: Partial<PersonLook> = {}): PersonLook => ({
  match: {
    number: { kind: 'PERSONAL_ID', value },
    fullName: 'Nguyễn Văn An',
    birthDate: '1992-01-01',
  } as unknown as PersonLook['match'],
  purpose,
  ...over,
})

interface Question {
  readonly match: { readonly number: { readonly value: string } }
  readonly caller: unknown
}

export const peopleWith = (facts: Facts = {}) => {
  const test = createTestLedger()
  const asked: Question[] = []
  const judgedFor: unknown[] = []
  const people = createPeople({
    actor: officer,
    mayKnowProtected: facts.mayKnowProtected ?? false,
    purposes: {
      prepare: () => Promise.resolve(),
      judge: (...given: unknown[]) => {
        judgedFor.push(given)
        const { judged = allowed } = facts
        return judged instanceof Error ? Promise.reject(judged) : Promise.resolve(judged)
      },
    } as never,
    ledger: test.ledger,
    isProtected: facts.isProtected ?? (() => false),
    withoutProtected: (citizen) => ({ ...citizen, father: null }),
    population: {
      citizens: {
        loadMany: async (questions: readonly Question[]) => {
          asked.push(...questions)
          if (facts.afterMs !== undefined) await sleep(facts.afterMs)
          return Promise.resolve(
            questions.map(({ match }) => {
              const answer = facts.answers?.[match.number.value]
              return answer === undefined ? citizenOf() : answer
            }),
          )
        },
      },
      wasAsked: () => facts.wasAsked ?? true,
    } as never,
    terms: ({ dossier }) => ({
      charges: [],
      hiddenUntil: 7,
      followUp: dossier === null ? { deadlineAt: 1 } : null,
    }),
  })
  return { ...test, people, asked, judgedFor }
}

export const denied = (reason: DenialReason) => ({ __typename: 'AccessDenied', reason })
