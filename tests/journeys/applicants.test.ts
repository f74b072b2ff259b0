import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
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
  const ask = async (code: string) =>
    (await gateway.query(dossier, { as: 'officer', variables: { code } })).body.data.dossier
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
