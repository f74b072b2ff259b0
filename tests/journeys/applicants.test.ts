import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { differences, dummyNumber } from '../../mocks/world/statements.ts'
import type { WorldDossier } from '../../mocks/world/types.ts'
import { matchingName } from '../../src/domain/names.ts'
import { type Gateway, startGateway } from '../support/gateway.ts'

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway()
  return () => gateway.stop()
})
beforeEach(() => gateway.forget())

describe('each row of a board holds what became of its applicant', () => {
  const dossier = `query ($code: DossierCode!) {
    dossier(code: $code) {
      code applicant { fullName birthDate personalId oldCardNumber }
      citizen { __typename ... on Citizen { birthDate } ... on NotMatchable { missing } ... on AccessDenied { reason } }
      applicantDiffers receivedBy { organisationCode commune { province { code } } }
    }
  }`
  /** By an officer of the unit that received it. */
  const ask = async (code: string) => {
    const on = { unit: world(code).organisation.code }
    const { body } = await gateway.query(dossier, { as: 'officer', on, variables: { code } })
    return body.data.dossier
  }
  const find = (test: (code: string) => boolean): string => {
    for (const { instance } of gateway.world.provinces)
      for (const { code } of gateway.world.dossiers({ instance, offset: 0, limit: 400 }).items)
        if (test(code)) return code
    throw new Error('the world has no such dossier')
  }
  const world = (code: string) => {
    const found = gateway.world.dossier(code)
    if (!found) throw new Error(code)
    return found
  }
  const isLicensed = (code: string) =>
    gateway.world.procedures.some(
      (procedure) => procedure.code === world(code).procedureCode && procedure.licensed,
    )

  test('a dossier with the dummy number cannot be matched, and says what is missing', async () => {
    const answer = await ask(
      find((code) => world(code).applicant.number === '000000001' && isLicensed(code)),
    )
    expect(answer.applicant).toMatchObject({ personalId: null, oldCardNumber: null })
    expect(answer.citizen).toMatchObject({
      __typename: 'NotMatchable',
      missing: expect.arrayContaining(['NUMBER']),
    })
    expect(gateway.asked('population')).toEqual([])
  })

  test('a dossier without a birth date is matched by the year that the 12-digit number holds', async () => {
    const code = find((candidate) => {
      const { applicant, applicantIndex } = world(candidate)
      const person = gateway.world.person(applicantIndex)
      return (
        applicant.birthDate === null &&
        applicant.number === person.personalId &&
        isLicensed(candidate) &&
        applicant.fullName === person.fullName
      )
    })
    const answer = await ask(code)
    expect(answer.applicant.birthDate).toBeNull()
    expect(answer.citizen).toMatchObject({ __typename: 'Citizen' })
  })

  test('a dossier of a packet system has no birth date, and the year is enough as well', async () => {
    const packet = gateway.world.provinces.find(({ dialect }) => dialect === 'packet')
    const code = find(
      (candidate) =>
        world(candidate).instance === packet?.instance &&
        isLicensed(candidate) &&
        world(candidate).applicant.number ===
          gateway.world.person(world(candidate).applicantIndex).personalId &&
        world(candidate).applicant.fullName ===
          gateway.world.person(world(candidate).applicantIndex).fullName,
    )
    const answer = await ask(code)
    expect(answer.applicant.birthDate).toBeNull()
    expect(answer.citizen.__typename).toBe('Citizen')
  })

  test('an applicant whose stated name is another reads as absent, not as somebody else', async () => {
    const code = find((candidate) => {
      const { applicant, applicantIndex } = world(candidate)
      const person = gateway.world.person(applicantIndex)
      return (
        isLicensed(candidate) &&
        applicant.number === person.personalId &&
        matchingName(applicant.fullName) !== matchingName(person.fullName)
      )
    })
    expect((await ask(code)).citizen).toEqual({ __typename: 'NotFound' })
  })

  test('a dossier under a procedure that is not licensed shows no person', async () => {
    const code = find(
      (candidate) =>
        !isLicensed(candidate) && /^\d{12}$/.test(world(candidate).applicant.number ?? ''),
    )
    expect((await ask(code)).citizen).toEqual({
      __typename: 'AccessDenied',
      reason: 'PROCEDURE_NOT_LICENSED',
    })
  })

  test('a merged province answers under the prefix of a former province too', async () => {
    const merged = gateway.world.provinces.find(
      ({ organisationPrefixes }) => organisationPrefixes.length > 1,
    )
    const second = merged?.organisationPrefixes[1] ?? ''
    const code = find((candidate) => candidate.startsWith(`${second}.`))
    const answer = await ask(code)
    expect(answer.receivedBy.organisationCode).toMatch(new RegExp(`^${second}\\.`))
    expect(gateway.asked('dossiers').every(({ instance }) => instance === merged?.instance)).toBe(
      true,
    )
  })
})

describe('one board over both dialects, with one instance down', () => {
  /** A day whose last 100 dossiers hold every kind of applicant. */
  const board = `{
    dossiers(filter: { receivedTo: "2026-11-07" }, first: 100) {
      nodes { code citizen { __typename } applicantDiffers }
      coverage { asked answered missing { instance reason } }
    }
  }`
  interface Row {
    readonly code: string
    readonly citizen: { readonly __typename: string }
    readonly applicantDiffers: readonly string[] | null
  }
  const down = 'ha-noi'

  const provinceOf = ({ instance }: WorldDossier) => {
    const found = gateway.world.provinces.find((province) => province.instance === instance)
    if (found === undefined) throw new Error(instance)
    return found
  }
  /** What the dossier's system passes on of it: the packet has no birth date. */
  const passedOn = (dossier: WorldDossier): WorldDossier['applicant'] =>
    provinceOf(dossier).dialect === 'packet'
      ? { ...dossier.applicant, birthDate: null }
      : dossier.applicant
  /** Told from what the world knows, by none of the gateway's rules. */
  const expectedMember = (dossier: WorldDossier): string => {
    const stated = passedOn(dossier)
    const { number, birthDate } = stated
    const { procedures } = gateway.world
    if (!procedures.some(({ code, licensed }) => code === dossier.procedureCode && licensed))
      return 'AccessDenied'
    if (number === null || number === dummyNumber) return 'NotMatchable'
    if (birthDate === null && number.length === 9) return 'NotMatchable'
    const wrong = differences(stated, gateway.world.person(dossier.applicantIndex))
    return wrong.length === 0 ? 'Citizen' : 'NotFound'
  }

  /** The row as an officer of the unit that received the dossier sees it. */
  const askedByItsUnit = async (dossier: WorldDossier): Promise<Row> => {
    const { body } = await gateway.query(
      'query ($code: DossierCode!) { dossier(code: $code) { code citizen { __typename } applicantDiffers } }',
      {
        as: 'officer',
        on: { unit: dossier.organisation.code },
        variables: { code: dossier.code },
      },
    )
    return body.data.dossier
  }

  test('every row has the member of the union that the world says, and a difference only where there is a person', async () => {
    gateway.fault('dossiers', down, { kind: 'down' })
    const { body } = await gateway.query(board, { as: 'officer' })
    gateway.fault('dossiers', down, null)
    const { nodes: seen, coverage } = body.data.dossiers
    for (const { citizen } of seen as readonly Row[])
      expect(citizen.__typename, 'to an officer of another unit').toBe('AccessDenied')
    expect(coverage).toEqual({
      asked: 34,
      answered: 33,
      missing: [{ instance: down, reason: 'UNAVAILABLE' }],
    })
    const dossiers = (seen as readonly Row[])
      .map(({ code }) => gateway.world.dossier(code))
      .filter((one) => one !== null)
    expect(dossiers).toHaveLength(100)
    const rows: Row[] = []
    for (const dossier of dossiers) rows.push(await askedByItsUnit(dossier))
    expect(rows.map(({ code, citizen }) => [code, citizen.__typename])).toEqual(
      dossiers.map((dossier) => [dossier.code, expectedMember(dossier)]),
    )
    for (const { citizen, applicantDiffers } of rows)
      expect(applicantDiffers).toEqual(citizen.__typename === 'Citizen' ? [] : null)

    // The page would prove little without these.
    const holds = (test: (dossier: WorldDossier) => boolean) => dossiers.some(test)
    expect(new Set(dossiers.map((dossier) => provinceOf(dossier).dialect)).size).toBe(2)
    expect(new Set(rows.map(({ citizen }) => citizen.__typename))).toEqual(
      new Set(['Citizen', 'NotFound', 'NotMatchable', 'AccessDenied']),
    )
    expect(holds(({ applicant }) => applicant.number === dummyNumber)).toBe(true)
    expect(holds((dossier) => dossier.applicant.birthDate === null)).toBe(true)
    expect(
      holds((dossier) => {
        const [, second] = provinceOf(dossier).organisationPrefixes
        return second !== undefined && dossier.code.startsWith(`${second}.`)
      }),
    ).toBe(true)
  })
})
