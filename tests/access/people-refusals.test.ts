import { describe, expect, test } from 'vitest'
import { AccessError } from '../../src/access/errors.ts'
import { UpstreamError } from '../../src/lib/errors.ts'
import { citizenOf, denied, lookOf, number, peopleWith } from './people-fixture.ts'

describe('nobody is asked', () => {
  test('where the purpose does not hold, and the refusal is noted', async () => {
    const { people, asked, noted, calls } = peopleWith({ judged: 'UNIT_NOT_COMPETENT' })
    expect(await people.find(lookOf())).toEqual(denied('UNIT_NOT_COMPETENT'))
    expect(asked).toEqual([])
    expect(calls).toEqual([])
    expect(noted).toMatchObject([
      {
        kind: 'REFUSAL',
        reason: 'UNIT_NOT_COMPETENT',
        subject: number,
        purpose: { kind: 'INTAKE', procedure: '1.001193', dossier: null },
      },
    ])
  })

  test('where there is nothing to match by, of which those alone hear who might look', async () => {
    const missing = { match: { __typename: 'NotMatchable', missing: ['NUMBER'] } } as const
    const open = peopleWith()
    expect(await open.people.find(lookOf('', missing))).toEqual(missing.match)
    const shut = peopleWith({ judged: 'DOSSIER_CLOSED' })
    expect(await shut.people.find(lookOf('', missing))).toEqual(denied('DOSSIER_CLOSED'))
    expect(shut.noted).toMatchObject([{ subject: null }])
    expect([...open.asked, ...shut.asked]).toEqual([])
  })

  test('where it cannot be recorded', async () => {
    const { people, asked, fail } = peopleWith()
    fail()
    expect(await people.find(lookOf())).toEqual(denied('AUDIT_UNAVAILABLE'))
    expect(asked).toEqual([])
  })

  test('where the person is protected and the reader may know that, which is noted as refused', async () => {
    const { people, asked, ledger, noted } = peopleWith({
      mayKnowProtected: true,
      isProtected: (one) => one === number,
    })
    expect(await people.outcomes.loadMany([lookOf(), lookOf('2')])).toMatchObject([
      denied('PERSON_PROTECTED'),
      { __typename: 'Citizen' },
    ])
    expect(asked.map(({ match }) => match.number.value)).toEqual(['2'])
    ledger.close(true)
    expect(noted).toMatchObject([{ result: 'REFUSED' }, { result: 'SHOWN' }])
  })

  test('where the source’s answer tells so first, as of an old card that is not listed', async () => {
    for (const mayKnowProtected of [true, false]) {
      let asked = 0
      const { people, ledger, noted } = peopleWith({
        mayKnowProtected,
        isProtected: () => (asked += 1) > 1,
        answers: { [number]: null },
      })
      const told = await people.find(lookOf())
      expect(told).toEqual(
        mayKnowProtected ? denied('PERSON_PROTECTED') : { __typename: 'NotFound' },
      )
      ledger.close(true)
      expect(noted).toMatchObject([{ result: mayKnowProtected ? 'REFUSED' : 'ABSENT' }])
    }
  })
})

test('whom the register protects is asked for like anybody by those who may not know it', async () => {
  const { people, asked } = peopleWith({ isProtected: () => true, answers: { [number]: null } })
  expect(await people.find(lookOf())).toEqual({ __typename: 'NotFound' })
  expect(asked).toHaveLength(1)
})

describe('what the source fails with', () => {
  test.each<readonly [string, UpstreamError, object, string]>([
    [
      'a refusal of the procedure is told like our own',
      new UpstreamError('population', 'rejected', { reason: 'PROCEDURE_NOT_LICENSED' }),
      denied('PROCEDURE_NOT_LICENSED'),
      'REFUSED',
    ],
    [
      'a refusal of the officer is told like our own',
      new UpstreamError('population', 'rejected', { reason: 'OFFICER_NOT_ALLOWED' }),
      denied('OFFICER_NOT_ALLOWED'),
      'REFUSED',
    ],
    [
      'any other refusal is an outage not worth trying again',
      new UpstreamError('population', 'rejected', { reason: 'OTHER' }),
      { __typename: 'SourceUnavailable', source: 'population', retryable: false },
      'REFUSED',
    ],
    [
      'a broken answer is an outage not worth trying again',
      new UpstreamError('population', 'malformed'),
      { __typename: 'SourceUnavailable', source: 'population', retryable: false },
      'UNAVAILABLE',
    ],
    [
      'silence is an outage worth trying again',
      new UpstreamError('population', 'timeout'),
      { __typename: 'SourceUnavailable', source: 'population', retryable: true },
      'UNAVAILABLE',
    ],
    [
      'an absent source is an outage worth trying again',
      new UpstreamError('population', 'unavailable'),
      { __typename: 'SourceUnavailable', source: 'population', retryable: true },
      'UNAVAILABLE',
    ],
  ])('%s', async (_, error, outcome, result) => {
    const { people, ledger, noted } = peopleWith({ answers: { [number]: error } })
    expect(await people.find(lookOf())).toEqual(outcome)
    ledger.close(true)
    expect(noted).toMatchObject([{ result, subject: null, cached: null }])
    await expect(people.require(lookOf())).rejects.toBe(error)
  })

  test('what nobody foresaw is no outage', async () => {
    const error = new TypeError('broken')
    const { people } = peopleWith({ answers: { [number]: error } })
    await expect(people.find(lookOf())).rejects.toBe(error)
  })

  test('an outage while the purpose is looked into is told as one, and accuses nobody', async () => {
    const { people, noted, asked } = peopleWith({
      judged: new UpstreamError('dossiers', 'unavailable'),
    })
    expect(await people.find(lookOf())).toEqual({
      __typename: 'SourceUnavailable',
      source: 'dossiers',
      retryable: true,
    })
    expect([...noted, ...asked]).toEqual([])
  })
})

describe('a record that something is derived from', () => {
  test('is given, or null where nobody matches or nothing is there to match by', async () => {
    expect(await peopleWith().people.require(lookOf())).toMatchObject({ record: citizenOf() })
    const absent = peopleWith({ answers: { [number]: null } })
    expect(await absent.people.require(lookOf())).toBeNull()
    const missing = { match: { __typename: 'NotMatchable', missing: ['NAME'] } } as const
    expect(await peopleWith().people.require(lookOf('', missing))).toBeNull()
  })

  test('is refused as an error', async () => {
    const { people } = peopleWith({ judged: 'DOSSIER_CLOSED' })
    await expect(people.require(lookOf())).rejects.toEqual(new AccessError('DOSSIER_CLOSED'))
  })
})

describe('that nobody matches', () => {
  const took = async (run: () => unknown) => {
    const startedAt = performance.now()
    await run()
    return performance.now() - startedAt
  }

  test('is told no sooner than a step of time is over; who is found is shown at once', async () => {
    const { people } = peopleWith({ answers: { [number]: null } })
    expect(await took(() => people.find(lookOf()))).toBeGreaterThan(23)
    expect(await took(() => people.require(lookOf()))).toBeGreaterThan(23)
    expect(await took(() => peopleWith().people.find(lookOf()))).toBeLessThan(20)
  })

  test('is noted', async () => {
    const { people, ledger, noted } = peopleWith({ answers: { [number]: null } })
    await people.find(lookOf())
    ledger.close(true)
    expect(noted).toMatchObject([{ result: 'ABSENT', subject: null }])
  })

  test.each([
    [12, 25],
    [32, 50],
  ])(
    'after %i ms of asking is told when %i ms are over, as if it had taken that long',
    { retry: 4 },
    async (afterMs, wholeMs) => {
      const { people } = peopleWith({ answers: { [number]: null }, afterMs })
      const ms = await took(() => people.find(lookOf()))
      expect(ms).toBeGreaterThan(wholeMs - 2)
      expect(ms).toBeLessThan(wholeMs + 9)
    },
  )

  test('of an applicant, whose facts nobody chose, is told at once', async () => {
    const { people } = peopleWith({ answers: { [number]: null } })
    expect(await took(() => people.outcomes.load(lookOf()))).toBeLessThan(20)
  })
})
