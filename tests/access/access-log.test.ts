import { describe, expect, test } from 'vitest'
import { createAccessLog, createIntakes } from '../../src/access/access-log.ts'
import type { Actor } from '../../src/access/actor.ts'
import { AccessError } from '../../src/access/errors.ts'
import { checkPolicyFile } from '../../src/access/policy/check.ts'
import type { Grant } from '../../src/access/policy/types.ts'
import { createPolicy } from '../../src/access/policy/index.ts'
import { AuditUnavailable } from '../../src/audit/errors.ts'
import type { DenialReason } from '../../src/domain/citizen.ts'
import type { Intake, UsagePage, UsageQuestion } from '../../src/audit/types.ts'
import { createTestLedger } from './people-fixture.ts'
import { citizen, grant, minimalPolicy, now, officer, other } from './policy-fixture.ts'

const policy = createPolicy(checkPolicyFile(minimalPolicy), now)
const subject = citizen.personalId
const part = { from: 1, to: 2, offset: 3, limit: 4 }
const page: UsagePage = { total: 0, items: [] }

const grantOf = (actor: Actor | null): Grant | null => {
  if (actor === null) return null
  const { role, clientId: client } = actor
  return role === 'officer' ? grant : { client, role, until: null }
}

const logOf = (
  actor: Actor | null,
  read: () => Promise<UsagePage> = () => Promise.resolve(page),
  facts: { readonly grant?: Grant | null } = {},
) => {
  const memory = createTestLedger()
  const asked: UsageQuestion[] = []
  const recordedBefore: number[] = []
  const usage = (question: UsageQuestion) => {
    asked.push(question)
    recordedBefore.push(memory.recorded.length)
    return read()
  }
  const log = createAccessLog({
    actor,
    grant: facts.grant === undefined ? grantOf(actor) : facts.grant,
    policy,
    ledger: memory.ledger,
    audit: { usage },
    now: () => now,
  })
  return { ...memory, asked, recordedBefore, read: () => log.read(subject, part) }
}

describe('the log of a person', () => {
  test.each<readonly [string, Actor]>([
    ['that person', citizen],
    ['a portal that shows citizens their own', other('portal')],
  ])('is read by %s', async (_, actor) => {
    const { read, asked } = logOf(actor)
    expect(await read()).toBe(page)
    expect(asked).toEqual([{ ...part, subject, now: now.getTime() }])
  })

  test('is not read before anybody signs in', async () => {
    const { read, asked, noted } = logOf(null)
    await expect(read()).rejects.toThrow(new AccessError('UNAUTHENTICATED'))
    expect([asked, noted]).toEqual([[], []])
  })

  test.each<readonly [string, Actor]>([
    ['another citizen', { ...citizen, personalId: officer.officerId }],
    [
      'another citizen, at the portal',
      { ...citizen, clientId: 'portal', personalId: officer.officerId },
    ],
    ['a client that is no such portal', other('operator')],
    ['an officer', officer],
    ['an officer, at the portal', { ...officer, clientId: 'portal' }],
    ['a dashboard', other('dashboard')],
  ])('is refused to %s, and it is recorded that they tried', async (_, actor) => {
    const { read, asked, recorded, noted } = logOf(actor)
    await expect(read()).rejects.toThrow(new AccessError('NOT_GRANTED'))
    expect([asked, recorded]).toEqual([[], []])
    expect(noted).toMatchObject([
      {
        kind: 'REFUSAL',
        reason: 'NOT_GRANTED',
        subject,
        purpose: { kind: 'SELF', procedure: null, dossier: null },
      },
    ])
  })

  test.each([citizen, other('portal')])('is refused to $role without a grant', async (actor) => {
    const { read, asked } = logOf(actor, undefined, { grant: null })
    await expect(read()).rejects.toThrow(new AccessError('NOT_GRANTED'))
    expect(asked).toEqual([])
  })

  test('that a portal reads is charged to the budget of that portal', async () => {
    const { read, recorded } = logOf(other('portal'))
    await read()
    expect(recorded).toMatchObject([{ charges: [{ owner: 'portal:portal' }] }])
  })

  test('tells of its own reading from then on, which costs nobody anything and is hidden from nobody', async () => {
    const { read, ledger, recorded, noted, recordedBefore } = logOf(citizen)
    await read()
    expect(recordedBefore).toEqual([0])
    expect(recorded).toMatchObject([
      {
        kind: 'INTENT',
        subject,
        countedAs: subject,
        source: 'access-log',
        purpose: { kind: 'SELF', procedure: null, dossier: null },
        classes: [],
        charges: [],
        followUp: null,
        hiddenUntil: null,
      },
    ])
    ledger.close(true)
    expect(noted).toMatchObject([
      { kind: 'OUTCOME', result: 'SHOWN', subject: null, fields: ['accessLog'], cached: null },
    ])
  })

  test('is not shown where its reading cannot be recorded', async () => {
    const { read, fail } = logOf(citizen)
    fail()
    await expect(read()).rejects.toThrow(new AccessError('AUDIT_UNAVAILABLE'))
  })

  test('is an outage where it cannot be read, and nothing is recorded as shown', async () => {
    const { read, recorded } = logOf(citizen, () => Promise.reject(new AuditUnavailable('down')))
    await expect(read()).rejects.toThrow(new AccessError('AUDIT_UNAVAILABLE'))
    expect(recorded).toEqual([])
  })

  test('is no outage where something else is wrong', async () => {
    const mistake = new TypeError('a mistake')
    await expect(logOf(citizen, () => Promise.reject(mistake)).read()).rejects.toBe(mistake)
  })
})

describe('intakes without a dossier', () => {
  const [from, to] = [new Date(1_000), new Date(2_000)]
  const intakesOf = (actor: Actor | null, answer: () => Promise<readonly Intake[]>) => {
    const asked: (readonly unknown[])[] = []
    const intakes = createIntakes(
      { actor, grant: grantOf(actor), purpose: null },
      {
        intakesWithoutDossier: (...question) => {
          asked.push(question)
          return answer()
        },
      },
    )
    return { asked, read: () => intakes.withoutDossier(from, to, 7) }
  }
  const found: readonly Intake[] = []

  test('are read by auditors', async () => {
    const { read, asked } = intakesOf(other('auditor'), () => Promise.resolve(found))
    expect(await read()).toBe(found)
    expect(asked).toEqual([[1_000, 2_000, 7, 0]])
  })

  test.each<readonly [string, Actor | null, DenialReason]>([
    ['an officer', officer, 'ROLE_NOT_ALLOWED'],
    ['a citizen', citizen, 'ROLE_NOT_ALLOWED'],
    ['an operator', other('operator'), 'ROLE_NOT_ALLOWED'],
    ['nobody', null, 'UNAUTHENTICATED'],
  ])('are not read by %s, though a field lacked its rule', async (_, actor, reason) => {
    const { read, asked } = intakesOf(actor, () => Promise.resolve(found))
    await expect(read()).rejects.toThrow(new AccessError(reason))
    expect(asked).toEqual([])
  })

  test('are an outage where the store does not answer: an empty list would accuse nobody', async () => {
    const { read } = intakesOf(other('auditor'), () => Promise.reject(new AuditUnavailable('down')))
    await expect(read()).rejects.toThrow(new AccessError('AUDIT_UNAVAILABLE'))
  })
})
