import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../support/redis.ts'
import { type Asking, type Gateway, startGateway } from '../support/gateway.ts'
import { changedPolicy } from '../support/policy.ts'

/** What the person then reads in their own log, of what an officer was shown. */

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway({ config: { access: { policy: maskingPolicy() } } })
})
afterAll(() => gateway.stop())

/** The counter sees numbers masked, relatives included. */
const maskingPolicy = () =>
  changedPolicy(({ grants }) => ({
    grants: grants.map((grant) =>
      grant['client'] === 'officer' ? { ...grant, personalId: 'MASKED' } : grant,
    ),
  }))

const procedure = '1.001193'
const intake: Asking = { as: 'officer', procedure }
const factsOf = (person: { personalId: string; fullName: string; birthDate: string }) => ({
  personalId: person.personalId,
  fullName: person.fullName,
  birthDate: person.birthDate,
})
const personAt = (index: number) => {
  for (let at = index; ; at += 1) {
    const person = gateway.world.person(at)
    if (person.birthPrecision === 'DAY' && !person.isProtected && person.mother) return person
  }
}

interface Entry {
  readonly purpose: string
  readonly fields: readonly { readonly name: string }[] | null
}

const logOf = async (person: string): Promise<readonly string[][]> => {
  const { body } = await gateway.query(
    '{ myAccessLog(first: 20) { edges { node { purpose fields { name } } } } }',
    { as: 'citizen', on: { person } },
  )
  return body.data.myAccessLog.edges
    .map(({ node }: { node: Entry }) => node)
    .filter(({ purpose }: Entry) => purpose !== 'SELF')
    .map(({ fields }: Entry) => (fields ?? []).map(({ name }) => name))
}

/** Outcomes are written after the answer has left. */
const logWith = (person: string, field: string) =>
  eventually(async () => {
    const log = await logOf(person)
    expect(log.flat()).toContain(field)
    return log
  })

describe('what was shown stands in the record', () => {
  const both = `query ($a: CitizenMatch!, $b: CitizenMatch!) {
    a: citizen(match: $a) { __typename ... on Citizen { fullName permanentAddress { detail } } }
    b: citizen(match: $b) { __typename }
  }`

  test('though the same number is asked for with wrong facts in the same request', async () => {
    const person = personAt(61_000_000)
    const right = factsOf(person)
    const { body } = await gateway.query(both, {
      ...intake,
      variables: { a: right, b: { ...right, fullName: 'Khong Ai Ca' } },
    })
    expect(body.data.a.fullName).toEqual(expect.any(String))
    expect(body.data.b).toEqual({ __typename: 'NotFound' })
    const log = await logWith(person.personalId, 'permanentAddress')
    expect(log).toHaveLength(2)
  })

  test('though they were asked for by an old card, beside wrong facts', async () => {
    const person = [...Array(1_000).keys()]
      .map((step) => gateway.world.person(30_000_000 + step))
      .find(({ oldCard, birthPrecision, isProtected }) =>
        Boolean(oldCard && birthPrecision === 'DAY' && !isProtected),
      )
    if (!person) throw new Error('nobody there has an old card')
    const right = {
      oldCardNumber: person.oldCard,
      fullName: person.fullName,
      birthDate: person.birthDate,
    }
    const variables = { a: right, b: { ...right, fullName: 'Khong Ai Ca' } }
    const { body } = await gateway.query(both, { ...intake, variables })
    expect(body.data.a.__typename).toBe('Citizen')
    expect(await logWith(person.personalId, 'fullName')).toHaveLength(1)
  })

  test('where only the dossiers of a person were asked for by their facts', async () => {
    const person = personAt(62_000_000)
    const { body } = await gateway.query(
      'query ($a: CitizenMatch!) { dossiers(filter: { applicant: $a }, first: 1) { nodes { code } } }',
      { ...intake, variables: { a: factsOf(person) } },
    )
    expect(body.errors).toBeUndefined()
    await logWith(person.personalId, 'dossiers')
  })
})

describe('numbers that are masked', () => {
  test('are masked of relatives too, and do not stand among the fields that were given', async () => {
    const person = personAt(63_000_000)
    const { items } = gateway.world.dossiers({
      instance: 'ha-noi',
      organisation: gateway.world.demoOfficer.organisation.code,
      procedureCode: procedure,
      offset: 0,
      limit: 50,
    })
    const dossier = items.find(({ finishedAt }) => finishedAt === null)?.code ?? ''
    const { body } = await gateway.query(
      `query ($a: CitizenMatch!) { citizen(match: $a) { ... on Citizen {
        personalId personalIdMasked mother { fullName personalId oldCardNumber } householdHead { personalId }
      } } }`,
      { ...intake, dossier, variables: { a: factsOf(person) } },
    )
    expect(body.data.citizen).toMatchObject({
      personalId: null,
      mother: { fullName: expect.any(String), personalId: null, oldCardNumber: null },
      householdHead: { personalId: null },
    })
    const [fields] = await logWith(person.personalId, 'mother')
    expect(fields).not.toContain('personalId')
  })
})

test('another province’s form of a procedure is none of this unit’s: nobody is asked for in its name', async () => {
  gateway.forget()
  const { body } = await gateway.query(
    'query ($a: CitizenMatch!) { citizen(match: $a) { ... on AccessDenied { reason } } }',
    {
      as: 'officer',
      procedure: `${procedure}.000.00.00.H22`,
      variables: { a: factsOf(personAt(64_000_000)) },
    },
  )
  expect(body.data.citizen).toEqual({ reason: 'PROCEDURE_UNKNOWN' })
  expect(gateway.asked('population')).toEqual([])
})
