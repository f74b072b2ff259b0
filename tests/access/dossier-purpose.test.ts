import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { WorldDossier } from '../../mocks/world/types.ts'
import { rawQuery } from '../audit/raw.ts'
import { type Asking, type Gateway, startGateway } from '../support/gateway.ts'
import { births, certifications, isMatchable, sandboxPerson } from '../support/looks.ts'

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway()
  return () => gateway.stop()
})
beforeEach(() => {
  gateway.forget()
  for (const system of ['dossiers', 'procedures', 'population']) gateway.fault(system, null, null)
})

const dayMs = 86_400_000
const dossierOf = (unit: string, isWanted: (dossier: WorldDossier) => boolean, of = gateway) => {
  const { items } = of.world.dossiers({
    instance: 'ha-noi',
    organisation: unit,
    procedureCode: births,
    offset: 0,
    limit: 4_000,
  })
  const found = items.find(isWanted)
  if (!found) throw new Error('the unit has no such dossier')
  return found
}
const ownUnit = () => gateway.world.demoOfficer.organisation.code
const endedDaysAgo = ({ finishedAt }: WorldDossier): number =>
  finishedAt === null ? -1 : (gateway.world.now().getTime() - finishedAt.getTime()) / dayMs
const isOpen = ({ finishedAt }: WorldDossier): boolean => finishedAt === null

const question = `query ($match: CitizenMatch!) { citizen(match: $match) {
  __typename ... on Citizen { fullName } ... on AccessDenied { reason } ... on SourceUnavailable { source retryable }
} }`
const ask = async (asking: Asking, of = gateway, person = sandboxPerson(of)) => {
  const { personalId, fullName, birthDate } = person
  const { body } = await of.query(question, {
    as: 'officer',
    ...asking,
    variables: { match: { personalId, fullName, birthDate } },
  })
  return body.data.citizen as Readonly<Record<string, unknown>>
}

describe('a dossier as the purpose', () => {
  test.each<readonly [string, () => Asking, string]>([
    [
      'that nobody knows',
      () => ({ procedure: births, dossier: `${ownUnit()}-261118-9999` }),
      'DOSSIER_UNKNOWN',
    ],
    [
      'that is for another procedure',
      () => ({ procedure: certifications, dossier: dossierOf(ownUnit(), isOpen).code }),
      'DOSSIER_OF_OTHER_PROCEDURE',
    ],
    [
      'that another unit received',
      () => ({ procedure: births, dossier: dossierOf('H26.105', isOpen).code }),
      'UNIT_NOT_COMPETENT',
    ],
    [
      'that was closed thirty days ago and longer',
      () => ({
        procedure: births,
        dossier: dossierOf(ownUnit(), (one) => endedDaysAgo(one) >= 30).code,
      }),
      'DOSSIER_CLOSED',
    ],
  ])(
    '%s is no reason to look, and the population database is not asked',
    async (_, asking, reason) => {
      expect(await ask(asking())).toEqual({ __typename: 'AccessDenied', reason })
      expect(gateway.asked('population')).toEqual([])
    },
  )

  test('that was closed less than thirty days ago still is a reason', async () => {
    const lately = (one: WorldDossier) => endedDaysAgo(one) >= 0 && endedDaysAgo(one) < 30
    const { code: dossier } = dossierOf(ownUnit(), lately)
    expect(await ask({ procedure: births, dossier })).toMatchObject({ __typename: 'Citizen' })
  })

  test('travels upstream with the officer and the unit', async () => {
    const { code: dossier } = dossierOf(ownUnit(), isOpen)
    // Somebody of whom no record is at hand.
    await ask({ procedure: births, dossier }, gateway, sandboxPerson(gateway, 1))
    const { personalId, organisation } = gateway.world.demoOfficer
    expect(gateway.asked('population')[0]?.keys).toEqual(
      expect.arrayContaining([
        `MaDVC=${births}`,
        `MaCanBo=${personalId}`,
        `MaDonVi=${organisation.code}`,
      ]),
    )
  })

  test.each(['dossiers', 'procedures'])(
    'that cannot be looked into since %s are down is an outage, never a refusal, and nobody is asked for',
    async (system) => {
      const fresh = await startGateway()
      fresh.fault(system, null, { kind: 'down' })
      const { code: dossier } = dossierOf(ownUnit(), isOpen, fresh)
      const answer = await ask({ procedure: births, dossier }, fresh)
      expect(fresh.asked('population')).toEqual([])
      fresh.fault(system, null, null)
      await fresh.stop()
      expect(answer).toEqual({
        __typename: 'SourceUnavailable',
        source: system,
        retryable: true,
      })
    },
  )
})

describe('a join from a dossier', () => {
  const join = `query ($code: DossierCode!) { dossier(code: $code) {
    code citizen { __typename ... on Citizen { fullName } ... on AccessDenied { reason } }
    applicantDiffers
  } }`

  test('is made for that dossier though the headers name another procedure and another dossier', async () => {
    const own = dossierOf(ownUnit(), (one) => isOpen(one) && isMatchable(gateway, one))
    const { body } = await gateway.query(join, {
      as: 'officer',
      procedure: certifications,
      dossier: dossierOf('H26.105', isOpen).code,
      variables: { code: own.code },
    })
    expect(body.data.dossier.citizen).toMatchObject({ __typename: 'Citizen' })
    const calls = gateway.asked('population')
    expect(calls).toHaveLength(1)
    expect(calls[0]?.keys).toContain(`MaDVC=${births}`)
    expect(calls[0]?.keys.join()).not.toContain(certifications)
  })

  test('of another unit is refused though the headers name an own dossier', async () => {
    const { body } = await gateway.query(join, {
      as: 'officer',
      procedure: births,
      dossier: dossierOf(ownUnit(), isOpen).code,
      variables: { code: dossierOf('H26.105', isOpen).code },
    })
    expect(body.data.dossier).toMatchObject({
      citizen: { __typename: 'AccessDenied', reason: 'UNIT_NOT_COMPETENT' },
      applicantDiffers: null,
    })
    expect(body.errors).toMatchObject([
      {
        path: ['dossier', 'applicantDiffers'],
        extensions: { code: 'FORBIDDEN', reason: 'UNIT_NOT_COMPETENT' },
      },
    ])
    expect(gateway.asked('population')).toEqual([])
  })
})

describe('an intake', () => {
  const everything = `query ($match: CitizenMatch!) { citizen(match: $match) { ... on Citizen {
    fullName personalId maritalStatus permanentAddress { detail }
    father { fullName } mother { fullName } spouse { fullName } householdHead { fullName }
    ethnicity religion bloodGroup
  } } }`

  test('without a dossier shows what a form needs and nothing more, and is kept to be followed up', async () => {
    const place = { directory: gateway.auditDirectory }
    const count = async () =>
      Number((await rawQuery(place, 'select count(*) as n from audit_intake'))[0]?.['n'])
    const before = await count()
    const { personalId, fullName, birthDate } = sandboxPerson(gateway)
    const { body } = await gateway.query(everything, {
      as: 'officer',
      procedure: births,
      variables: { match: { personalId, fullName, birthDate } },
    })
    const hidden = [
      'father',
      'mother',
      'spouse',
      'householdHead',
      'ethnicity',
      'religion',
      'bloodGroup',
    ]
    expect(body.errors?.map(({ path }) => path?.at(-1))).toEqual(hidden)
    expect(body.data.citizen).toEqual({
      fullName: fullName.normalize('NFC'),
      personalId,
      maritalStatus: expect.any(String),
      permanentAddress: { detail: expect.any(String) },
      ...Object.fromEntries(hidden.map((field) => [field, null])),
    })
    expect(await count()).toBe(before + 1)
  })

  test('is an outage where the catalogue is down, never a refusal', async () => {
    const fresh = await startGateway()
    fresh.fault('procedures', null, { kind: 'down' })
    const answer = await ask({ procedure: births }, fresh)
    expect(fresh.asked('population')).toEqual([])
    fresh.fault('procedures', null, null)
    await fresh.stop()
    expect(answer).toMatchObject({ __typename: 'SourceUnavailable', source: 'procedures' })
  })
})
