import { describe, expect, test } from 'vitest'
import { groupOf, placeIn } from '../../src/audit/look-name.ts'
import { createLedger } from '../../src/access/ledger.ts'
import { Look, type LookRequest } from '../../src/access/look.ts'
import { asker, createMemoryAudit, createTestLedger } from './people-fixture.ts'
import { now } from './policy-fixture.ts'

const request = (over: Partial<LookRequest> = {}): LookRequest => ({
  subject: '001092000111',
  countedAs: over.subject ?? '001092000111',
  source: 'population',
  purpose: { kind: 'INTAKE', procedure: '1.001193', dossier: null },
  classes: ['IDENTITY'],
  charges: [],
  followUp: { deadlineAt: 1 },
  hiddenUntil: 2,
  ...over,
})

describe('looks that are opened', () => {
  test('are recorded whole, all in one write, before anything may be asked', async () => {
    const { ledger, recorded, calls } = createTestLedger()
    const other = request({ subject: '001092000112' })
    const looks = await ledger.open([request(), other])
    expect(looks.every((look) => look instanceof Look)).toBe(true)
    expect(calls).toEqual([2])
    expect(recorded).toEqual([
      {
        ...request(),
        kind: 'INTENT',
        id: (looks[0] as Look).id,
        at: now.getTime(),
        asker: { ...asker, operation: 'a'.repeat(64) },
      },
      expect.objectContaining({ subject: other.subject, id: (looks[1] as Look).id }),
    ])
    expect((looks[0] as Look).id).toMatch(/^[\da-f]{32}$/)
    expect((looks[0] as Look).id).not.toBe((looks[1] as Look).id)
  })

  test('twice in one request are one look, in one step or in two', async () => {
    const { ledger, calls } = createTestLedger()
    const [one, same] = await ledger.open([request(), request()])
    const [again] = await ledger.open([request()])
    expect(one).toBe(same)
    expect(again).toBe(one)
    expect(calls).toEqual([1])
  })

  test.each<readonly [string, Partial<LookRequest>]>([
    ['another person', { subject: '001092000112' }],
    ['other facts of the same number', { countedAs: '001092000111 and another name' }],
    ['another source', { source: 'dossiers' }],
    ['another kind', { purpose: { kind: 'DOSSIER', procedure: '1.001193', dossier: null } }],
    ['another procedure', { purpose: { kind: 'INTAKE', procedure: '2.000815', dossier: null } }],
    [
      'a procedure and a dossier that read alike together',
      { purpose: { kind: 'INTAKE', procedure: '1.0011', dossier: '93' } },
    ],
    ['another dossier', { purpose: { kind: 'INTAKE', procedure: '1.001193', dossier: 'H26' } }],
  ])('for %s are looks of their own', async (_, over) => {
    const { ledger, calls } = createTestLedger()
    const [one, other] = await ledger.open([request(), request(over)])
    expect(one).not.toBe(other)
    expect(calls).toEqual([2])
  })

  test('in order tell which were over the budget, and those alone', async () => {
    const { ledger, judge } = createTestLedger()
    judge((event) => ('subject' in event && event.subject === '2' ? 'OVER_BUDGET' : 'RECORDED'))
    const [one, two, three] = await ledger.open(
      ['1', '2', '3'].map((subject) => request({ subject })),
    )
    expect(one).toBeInstanceOf(Look)
    expect(two).toBe('QUOTA_SUBJECTS_EXCEEDED')
    expect(three).toBeInstanceOf(Look)
  })

  test('that cannot be recorded are all refused, asked for again too', async () => {
    const { ledger, fail } = createTestLedger()
    fail()
    expect(await ledger.open([request(), request({ subject: '2' })])).toEqual([
      'AUDIT_UNAVAILABLE',
      'AUDIT_UNAVAILABLE',
    ])
    expect(await ledger.open([request()])).toEqual(['AUDIT_UNAVAILABLE'])
  })

  test('are recorded without a document where none has been read yet', async () => {
    const { audit, recorded } = createMemoryAudit()
    await createLedger({ audit, now: () => now, asker }).open([request()])
    expect(recorded).toMatchObject([{ asker: { operation: '' } }])
  })

  test('that fail for a reason nobody foresaw are not taken for refused', async () => {
    const { ledger, fail } = createTestLedger()
    fail(new TypeError('broken'))
    await expect(ledger.open([request()])).rejects.toThrow(TypeError)
  })

  test('together have a name in common, and what is hidden until another day has another', async () => {
    const { ledger } = createTestLedger()
    const subjects = ['1', '2', '3', '4']
    const looks = await ledger.open(
      subjects.map((subject) => request({ subject, hiddenUntil: subject === '2' ? 5 : null })),
    )
    const [later] = await ledger.open([request({ subject: '5' })])
    const ids = [...looks, later].map((look) => (look instanceof Look ? look.id : ''))
    const [first = '', hidden = '', third = '', fourth = '', last = ''] = ids.map(groupOf)
    expect([third, fourth]).toEqual([first, first])
    expect(new Set([first, hidden, last]).size).toBe(3)
    expect(ids.map(placeIn)).toEqual([0, 0, 1, 2, 0])
  })

  test('of nobody write nothing', async () => {
    const { ledger, calls } = createTestLedger()
    expect(await ledger.open([])).toEqual([])
    expect(calls).toEqual([])
  })
})

describe('a request that ends', () => {
  const opened = async () => {
    const test = createTestLedger()
    const [look] = await test.ledger.open([request()])
    if (!(look instanceof Look)) throw new Error('not recorded')
    return { ...test, look }
  }
  const found = { subject: '001092000199', sourceRequestId: 'YC-1', cached: false }
  const outcome = { kind: 'OUTCOME', at: now.getTime() }

  test('tells of each look what left because of it', async () => {
    const { ledger, look, noted } = await opened()
    look.given.add('fullName')
    look.settle('SHOWN', found)
    ledger.close(true)
    expect(noted).toEqual([
      { ...outcome, id: look.id, result: 'SHOWN', ...found, fields: ['fullName'] },
    ])
  })

  test('does not name a person anew who was asked for by the number that is their own', async () => {
    const { ledger, look, noted } = await opened()
    look.settle('SHOWN', { ...found, subject: '001092000111' })
    ledger.close(true)
    expect(noted).toMatchObject([{ result: 'SHOWN', subject: null, sourceRequestId: 'YC-1' }])
  })

  test('tells that nothing left where nobody waited for the answer', async () => {
    const { ledger, look, noted } = await opened()
    look.given.add('fullName')
    look.settle('SHOWN', found)
    ledger.close(false)
    expect(noted).toEqual([{ ...outcome, id: look.id, result: 'ABORTED', ...found, fields: [] }])
  })

  test.each(['ABSENT', 'REFUSED', 'UNAVAILABLE'] as const)(
    'tells of a look that was %s nothing of a person',
    async (result) => {
      const { ledger, look, noted } = await opened()
      look.given.add('fullName')
      look.settle(result)
      ledger.close(true)
      const nothing = { subject: null, sourceRequestId: null, cached: null, fields: [] }
      expect(noted).toEqual([{ ...outcome, id: look.id, result, ...nothing }])
    },
  )

  test('tells of a look of which nobody said more that it was given up', async () => {
    const { ledger, noted } = await opened()
    ledger.close(true)
    expect(noted).toMatchObject([{ result: 'ABORTED', fields: [], subject: null }])
  })

  test('tells everything once, and nothing where there was no look', async () => {
    const { ledger, noted } = await opened()
    ledger.close(true)
    ledger.close(false)
    expect(noted).toHaveLength(1)
    const idle = createTestLedger()
    let notes = 0
    idle.audit.note = () => void (notes += 1)
    idle.ledger.close(true)
    expect(notes).toBe(0)
  })

  test('says no word of what was over the budget: its refusal is recorded already', async () => {
    const { ledger, judge, noted } = createTestLedger()
    judge(() => 'OVER_BUDGET')
    await ledger.open([request()])
    ledger.close(true)
    expect(noted).toEqual([])
  })
})

test('a refusal is noted with who asked, for whom and why it was refused', () => {
  const { ledger, noted } = createTestLedger()
  const purpose = { kind: 'INTAKE', procedure: '1.001193', dossier: null } as const
  ledger.refuse('UNIT_NOT_COMPETENT', '001092000111', purpose)
  expect(noted).toEqual([
    {
      kind: 'REFUSAL',
      id: expect.stringMatching(/^[\da-f]{32}$/),
      at: now.getTime(),
      asker: { ...asker, operation: 'a'.repeat(64) },
      purpose,
      subject: '001092000111',
      reason: 'UNIT_NOT_COMPETENT',
    },
  ])
})
