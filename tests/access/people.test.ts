import { describe, expect, test } from 'vitest'
import type { Citizen } from '../../src/domain/citizen.ts'
import { UpstreamError } from '../../src/lib/errors.ts'
import {
  allowed,
  citizenOf,
  denied,
  lookOf,
  number,
  peopleWith,
  purpose,
} from './people-fixture.ts'
import { dossier as aDossier, officer } from './policy-fixture.ts'

describe('a person who may be looked at', () => {
  test('is recorded, then asked for in the name of the officer and for the purpose, and shown with the rights', async () => {
    const { people, asked, recorded } = peopleWith()
    const shown = await people.find(lookOf())
    expect(shown).toMatchObject({ __typename: 'Citizen', record: citizenOf(), rights: allowed })
    expect(recorded).toMatchObject([
      {
        subject: number,
        source: 'population',
        purpose: { kind: 'INTAKE', procedure: '1.001193', dossier: null },
        classes: allowed.classes,
        hiddenUntil: 7,
        followUp: { deadlineAt: 1 },
      },
    ])
    expect(asked).toMatchObject([
      {
        caller: {
          procedureCode: '1.001193',
          dossierCode: null,
          officerId: officer.officerId,
          organisation: officer.organisation,
          account: officer.account,
        },
      },
    ])
  })

  test.each([true, false])(
    'is noted with what was given, and whether the source was asked: %s',
    async (wasAsked) => {
      const { people, ledger, noted } = peopleWith({ wasAsked })
      const shown = await people.outcomes.load(lookOf())
      if (shown.__typename === 'Citizen') shown.given.add('fullName')
      ledger.close(true)
      expect(noted).toMatchObject([
        {
          result: 'SHOWN',
          subject: null,
          sourceRequestId: 'YC-1',
          cached: !wasAsked,
          fields: ['fullName'],
        },
      ])
    },
  )

  test('for a dossier is recorded for that dossier, which is handed on to be judged', async () => {
    const { people, recorded, judgedFor } = peopleWith()
    const own = { procedure: purpose.procedure, dossier: aDossier.code }
    await people.outcomes.load(lookOf(number, { purpose: own, dossier: aDossier }))
    expect(judgedFor).toEqual([[own, aDossier]])
    expect(recorded).toMatchObject([
      { purpose: { kind: 'DOSSIER', dossier: aDossier.code }, followUp: null },
    ])
  })

  test('is shown without protected relatives where relatives are granted at all', async () => {
    const relative = { fullName: 'Nguyễn Văn Ba' } as unknown as Citizen['father']
    const answers = { [number]: citizenOf({ father: relative }) }
    const without = peopleWith({ answers, judged: { ...allowed, classes: ['IDENTITY', 'FAMILY'] } })
    expect(await without.people.find(lookOf())).toMatchObject({ record: { father: null } })
    const untouched = await peopleWith({ answers }).people.find(lookOf())
    expect(untouched).toMatchObject({ record: answers[number] })
  })
})

describe('many persons at once', () => {
  test('are recorded in one write, and each answer is that of the person asked for', async () => {
    const answers = {
      '1': citizenOf({ fullName: 'Một' }),
      '2': null,
      '3': new UpstreamError('population', 'timeout'),
    }
    const { people, calls } = peopleWith({ answers })
    const missing = { match: { __typename: 'NotMatchable', missing: ['NAME'] } } as const
    const looks = [lookOf('1'), lookOf('x', missing), lookOf('2'), lookOf('3')]
    expect(await people.outcomes.loadMany(looks)).toMatchObject([
      { __typename: 'Citizen', record: { fullName: 'Một' } },
      { __typename: 'NotMatchable', missing: ['NAME'] },
      { __typename: 'NotFound' },
      { __typename: 'SourceUnavailable', source: 'population', retryable: true },
    ])
    expect(calls).toEqual([3])
  })

  test('of whom the record admits some are asked for no more than those', async () => {
    const { people, asked, judge } = peopleWith()
    judge((event) => ('subject' in event && event.subject === '1' ? 'OVER_BUDGET' : 'RECORDED'))
    expect(await people.outcomes.loadMany([lookOf('1'), lookOf('2')])).toMatchObject([
      denied('QUOTA_SUBJECTS_EXCEEDED'),
      { __typename: 'Citizen' },
    ])
    expect(asked.map(({ match }) => match.number.value)).toEqual(['2'])
  })
})
