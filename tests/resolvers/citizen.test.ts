import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Asking, type Gateway, startGateway } from '../support/gateway.ts'
import { generousPolicy } from '../support/policy.ts'

let gateway: Gateway
let match: { personalId: string; fullName: string; birthDate: string }
beforeAll(async () => {
  gateway = await startGateway()
  const [person] = gateway.world.sandbox.people
  if (!person) throw new Error('the sandbox names nobody')
  match = { personalId: person.personalId, fullName: person.fullName, birthDate: person.birthDate }
  return () => gateway.stop()
})
beforeEach(() => gateway.forget())

/** One of the officer's own unit, for a birth. */
const openDossier = ({ world }: Gateway) => {
  const { items } = world.dossiers({
    instance: 'ha-noi',
    organisation: world.demoOfficer.organisation.code,
    procedureCode: '1.001193',
    offset: 0,
    limit: 100,
  })
  const found = items.find(({ finishedAt }) => finishedAt === null)
  if (!found) throw new Error('the unit has no open dossier of a birth')
  return found
}

const officer: Asking = { as: 'officer', procedure: '1.001193' }
const one = `query ($match: CitizenMatch!) { citizen(match: $match) { __typename ... on Citizen { personalId fullName } ... on SourceUnavailable { source retryable } } }`
const ask = (input: unknown, asking: Asking = officer) =>
  gateway.query(one, { ...asking, variables: { match: input } })

describe('every fact of a person', () => {
  test('comes as the register holds it, with addresses by today’s units', async () => {
    const generous = await startGateway({ config: { access: { policy: generousPolicy() } } })
    const { code } = openDossier(generous)
    const { body } = await generous.query(
      `query ($match: CitizenMatch!) { citizen(match: $match) { ... on Citizen {
        personalId personalIdMasked oldCardNumber fullName birthDate gender alive lifeStatus nationality
        permanentAddress { rawCommuneCode rawProvinceCode commune { code } candidates { confidence unit { code } } detail country }
        currentAddress { candidates { unit { code } } } birthRegistration { country } homeTown { country }
        householdHead { fullName relationship } father { fullName personalId } mother { fullName } spouse { fullName }
        ethnicity religion maritalStatus bloodGroup sourceRequestId
      } } }`,
      { ...officer, dossier: code, variables: { match } },
    )
    await generous.stop()
    expect(body.errors).toBeUndefined()
    const { citizen } = body.data
    const person = gateway.world.personById(match.personalId)
    expect(citizen).toMatchObject({
      personalId: match.personalId,
      personalIdMasked: `${match.personalId.slice(0, 3)}*****${match.personalId.slice(8)}`,
      gender: person?.sex,
      nationality: 'VN',
      ethnicity: person?.ethnicity,
    })
    expect(citizen.permanentAddress.rawCommuneCode).toBe(person?.permanent.communeCode)
    expect(citizen.permanentAddress.candidates.length).toBeGreaterThan(0)
    expect(citizen.sourceRequestId).toMatch(/^\S{8,40}$/)
  })

  test('their dossiers are found over all instances', async () => {
    const filed = gateway.world.sandbox.dossiers
      .map(({ code }) => gateway.world.dossier(code))
      .find((dossier) => {
        const number = dossier?.applicant.number ?? ''
        return gateway.world.personById(number)?.birthPrecision === 'DAY'
      })
    const person = gateway.world.person(filed?.applicantIndex ?? 0)
    const { body } = await gateway.query(
      `query ($match: CitizenMatch!) { citizen(match: $match) { ... on Citizen { dossiers(first: 50) { nodes { code } coverage { asked answered } } } } }`,
      {
        ...officer,
        variables: {
          match: {
            personalId: person.personalId,
            fullName: person.fullName,
            birthDate: person.birthDate,
          },
        },
      },
    )
    const { nodes, coverage } = body.data.citizen.dossiers
    expect(coverage).toEqual({ asked: 34, answered: 34 })
    expect(nodes).toContainEqual({ code: filed?.code })
  })
})

describe('a person is matched by all three facts', () => {
  test.each([
    ['another name', () => ({ ...match, fullName: 'Nguyễn Văn Không' })],
    ['another birth date', () => ({ ...match, birthDate: '1950-01-01' })],
    ['a number nobody has', () => ({ ...match, personalId: '001199999998' })],
  ])('%s reads exactly like an absence', async (_, wrong) => {
    const { text, body } = await ask(wrong())
    expect(body.data.citizen).toEqual({ __typename: 'NotFound' })
    expect(text).toBe((await ask({ ...match, fullName: 'Trần Thị Không' })).text)
  })

  test('case, diacritics and composition of the name do not matter', async () => {
    const plain = match.fullName
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .replace(/đ/gi, 'D')
      .toUpperCase()
    for (const fullName of [
      plain,
      match.fullName.normalize('NFD'),
      ` ${match.fullName.toLowerCase()} `,
    ])
      expect((await ask({ ...match, fullName })).body.data.citizen.__typename).toBe('Citizen')
  })

  test('the same person asked for in several ways in one query is one question', async () => {
    const fresh = await startGateway()
    const { body } = await fresh.query(
      `query ($match: CitizenMatch!, $loud: CitizenMatch!) {
        a: citizen(match: $match) { __typename } b: citizen(match: $loud) { __typename } citizens(matches: [$match, $loud, $match]) { __typename }
      }`,
      {
        ...officer,
        variables: { match, loud: { ...match, fullName: match.fullName.toUpperCase() } },
      },
    )
    const asked = fresh.asked('population')
    await fresh.stop()
    expect(body.data.citizens).toHaveLength(3)
    expect(asked).toHaveLength(1)
  })

  test('under two procedures it is two questions', async () => {
    const fresh = await startGateway()
    const licensed = fresh.world.procedures.filter((procedure) => procedure.licensed).slice(0, 2)
    for (const { code } of licensed)
      await fresh.query(one, { as: 'officer', procedure: code, variables: { match } })
    const asked = fresh.asked('population')
    await fresh.stop()
    expect(asked).toHaveLength(2)
  })
})

describe('a list of persons', () => {
  const many = `query ($matches: [CitizenMatch!]!) { citizens(matches: $matches) { __typename ... on Citizen { personalId } } }`

  test('keeps the order and gives one result per input', async () => {
    const people = gateway.world.sandbox.people
      .slice(0, 4)
      .map(({ personalId, fullName, birthDate }) => ({ personalId, fullName, birthDate }))
    const matches = [people[2], { ...match, fullName: 'Không Có Ai' }, people[0], people[2]]
    const { body } = await gateway.query(many, { ...officer, variables: { matches } })
    expect(body.data.citizens).toEqual([
      { __typename: 'Citizen', personalId: people[2]?.personalId },
      { __typename: 'NotFound' },
      { __typename: 'Citizen', personalId: people[0]?.personalId },
      { __typename: 'Citizen', personalId: people[2]?.personalId },
    ])
  })

  test('of more than 20 is refused before anybody is asked for', async () => {
    const { body } = await gateway.query(many, {
      ...officer,
      variables: { matches: Array.from({ length: 21 }, () => match) },
    })
    expect(body.errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'matches',
    })
    expect(gateway.asked('population')).toEqual([])
  })
})

describe('a fault of the population database', () => {
  const kinds = [
    ['slow', { kind: 'slow', ms: 8_000 }, 'TIMEOUT'],
    ['down', { kind: 'down' }, 'UNAVAILABLE'],
    ['cut', { kind: 'cut' }, 'UNAVAILABLE|MALFORMED'],
    ['HTML instead of XML', { kind: 'html' }, 'MALFORMED'],
    ['broken bytes', { kind: 'garbage' }, 'MALFORMED'],
    ['an answer about another person', { kind: 'wrong-person' }, 'MALFORMED'],
    ['too large', { kind: 'oversize' }, 'MALFORMED'],
    ['a server error', { kind: 'status', status: 500 }, 'UNAVAILABLE'],
    ['our credentials refused', { kind: 'status', status: 403 }, 'REFUSED'],
  ] as const
  test.each(kinds)(
    'is an outcome, never an absence, and is not remembered: %s',
    async (_, fault, status) => {
      const person = gateway.world.person(70_000_000 + kinds.findIndex(([name]) => name === _))
      const asking = {
        personalId: person.personalId,
        fullName: person.fullName,
        birthDate:
          person.birthPrecision === 'DAY' ? person.birthDate : person.birthDate.slice(0, 4),
      }
      gateway.fault('population', null, fault)
      const { status: http, body } = await ask(asking)
      gateway.fault('population', null, null)
      expect(http).toBe(200)
      expect(body.errors).toBeUndefined()
      expect(body.data.citizen).toMatchObject({
        __typename: 'SourceUnavailable',
        source: 'population',
        retryable: status !== 'MALFORMED' && status !== 'REFUSED',
      })
      const population = body.extensions?.sources?.find(({ name }) => name === 'population')
      expect(population?.status).toMatch(new RegExp(`^(${status})$`))
      expect((await ask(asking)).body.data.citizen).toMatchObject({
        __typename: 'Citizen',
        personalId: person.personalId,
      })
    },
  )

  test('an answer about another person raises an alarm without naming anybody', async () => {
    const person = gateway.world.person(80_000_123)
    gateway.fault('population', null, { kind: 'wrong-person' })
    await ask({
      personalId: person.personalId,
      fullName: person.fullName,
      birthDate: person.birthDate,
    })
    gateway.fault('population', null, null)
    expect(gateway.logged()).toContain('"kind":"WRONG_PERSON"')
    expect(gateway.logged()).not.toContain(person.personalId)
  })
})
