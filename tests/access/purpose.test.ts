import { beforeAll, describe, expect, test } from 'vitest'
import { type Asking, type Gateway, startGateway } from '../support/gateway.ts'
import { laxPolicy } from '../support/policy.ts'

let gateway: Gateway
let match: { personalId: string; fullName: string; birthDate: string }
beforeAll(async () => {
  gateway = await startGateway()
  const [person] = gateway.world.sandbox.people
  if (!person) throw new Error('the sandbox names nobody')
  match = { personalId: person.personalId, fullName: person.fullName, birthDate: person.birthDate }
  return () => gateway.stop()
})

const question = `query ($match: CitizenMatch!) {
  citizen(match: $match) { __typename ... on Citizen { fullName } ... on AccessDenied { reason message } }
}`
const ask = (asking: Asking) => gateway.query(question, { variables: { match }, ...asking })
const licensed = '1.001193'
const unlicensed = (): string =>
  gateway.world.procedures.find(({ licensed: is }) => !is)?.code ?? ''

describe('a person', () => {
  const refused: readonly (readonly [string, Asking, string])[] = [
    ['a reader without a token', { procedure: licensed }, 'UNAUTHENTICATED'],
    ['a dashboard', { as: 'dashboard', procedure: licensed }, 'ROLE_NOT_ALLOWED'],
    ['a ministry', { as: 'ministry', procedure: licensed }, 'ROLE_NOT_ALLOWED'],
    ['a citizen', { as: 'citizen', procedure: licensed }, 'ROLE_NOT_ALLOWED'],
    ['an auditor', { as: 'auditor', procedure: licensed }, 'ROLE_NOT_ALLOWED'],
    ['an officer who states no purpose', { as: 'officer' }, 'PURPOSE_REQUIRED'],
  ]
  test.each(refused)(
    'is refused to %s, and the population database is not asked',
    async (_, asking, reason) => {
      gateway.forget()
      const { body } = await ask(asking)
      expect(body.errors).toBeUndefined()
      expect(body.data.citizen).toMatchObject({ __typename: 'AccessDenied', reason })
      expect(gateway.asked('population')).toEqual([])
    },
  )

  test('is shown to an officer with a purpose, which travels upstream with their number and unit', async () => {
    gateway.forget()
    const { body } = await ask({ as: 'officer', procedure: licensed })
    expect(body.data.citizen).toMatchObject({
      __typename: 'Citizen',
      fullName: match.fullName.normalize('NFC'),
    })
    const [call] = gateway.asked('population')
    const { personalId, organisation } = gateway.world.demoOfficer
    expect(call?.keys).toEqual(
      expect.arrayContaining([
        match.personalId,
        `MaDVC=${licensed}`,
        `MaCanBo=${personalId}`,
        `MaDonVi=${organisation.code}`,
      ]),
    )
  })

  test('is refused for a procedure that the policy does not license, and the population database is not asked', async () => {
    gateway.forget()
    const { body } = await ask({ as: 'officer', procedure: unlicensed() })
    expect(body.data.citizen).toMatchObject({
      __typename: 'AccessDenied',
      reason: 'PROCEDURE_NOT_LICENSED',
    })
    expect(gateway.asked('population')).toEqual([])
  })

  test('is refused by the source itself where the policy licenses more than the source does', async () => {
    const lax = await startGateway({
      config: { access: { policy: laxPolicy(unlicensed()) } },
    })
    const { body } = await lax.query(question, {
      as: 'officer',
      procedure: unlicensed(),
      variables: { match },
    })
    await lax.stop()
    expect(body.data.citizen).toMatchObject({
      __typename: 'AccessDenied',
      reason: 'PROCEDURE_NOT_LICENSED',
    })
    expect(body.extensions?.sources).toContainEqual({
      name: 'population',
      instance: null,
      status: 'REFUSED',
    })
  })

  test('tells the reason in the reader’s language', async () => {
    const vi = await ask({
      as: 'officer',
      headers: { 'accept-language': 'vi-VN,vi;q=0.9,en;q=0.5' },
    })
    expect(vi.body.data.citizen.message).toContain('thủ tục')
    const en = await ask({ as: 'officer', headers: { 'accept-language': 'en-GB' } })
    expect(en.body.data.citizen.message).toContain('procedure')
  })

  test('list, alias and fragment are refused alike, one result per person asked for', async () => {
    gateway.forget()
    const { body } = await gateway.query(
      `query ($match: CitizenMatch!) {
        a: citizen(match: $match) { ...R } b: citizens(matches: [$match, $match]) { ...R }
      } fragment R on AccessDenied { reason }`,
      { as: 'ministry', variables: { match } },
    )
    const denied = { reason: 'ROLE_NOT_ALLOWED' }
    expect(body.data).toEqual({ a: denied, b: [denied, denied] })
    expect(gateway.asked('population')).toEqual([])
  })
})

test('a refused list of more persons than may be asked for is refused whole, not repeated thousands of times', async () => {
  const { text, body } = await gateway.query(
    'query ($matches: [CitizenMatch!]!) { citizens(matches: $matches) { __typename } }',
    { variables: { matches: Array.from({ length: 1_000 }, () => match) } },
  )
  expect(body.errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }])
  expect(text.length).toBeLessThan(1_000)
})

describe('a purpose header that cannot be read', () => {
  test.each([
    ['lien-thong-procedure', { headers: { 'lien-thong-procedure': 'x'.repeat(60) } }],
    [
      'lien-thong-dossier',
      { procedure: licensed, headers: { 'lien-thong-dossier': '@@0011990001' } },
    ],
    ['lien-thong-procedure', { headers: { 'lien-thong-dossier': 'H26.101-261118-0007' } }],
  ])('is named, and its value is not repeated: %s', async (argument, asking) => {
    const { status, text, body } = await ask({ as: 'officer', ...asking })
    expect(status).toBe(400)
    expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument })
    expect(text).not.toMatch(/xxxx|0011990001/)
  })
})

describe('a field refused outside a result union', () => {
  test('is null with one error, and the rest of the dossier stands', async () => {
    const [listed] = gateway.world.sandbox.dossiers
    const { body } = await gateway.query(
      `query ($code: DossierCode!) { dossier(code: $code) { code status applicant { fullName } citizen { __typename ... on AccessDenied { reason } } } }`,
      { as: 'dashboard', variables: { code: listed?.code } },
    )
    expect(body.data.dossier).toMatchObject({
      code: listed?.code,
      applicant: null,
      citizen: { __typename: 'AccessDenied', reason: 'ROLE_NOT_ALLOWED' },
    })
    expect(body.errors).toHaveLength(1)
    expect(body.errors?.[0]).toMatchObject({
      path: ['dossier', 'applicant'],
      extensions: { code: 'FORBIDDEN' },
    })
  })

  test('dossiers need a signed-in client of an agency', async () => {
    gateway.forget()
    for (const asking of [{}, { as: 'citizen' }, { as: 'auditor' }] as const) {
      const { body } = await gateway.query('{ dossiers(filter: {}) { nodes { code } } }', asking)
      expect(body.data.dossiers).toBeNull()
      expect(body.errors?.[0]?.extensions['code']).toMatch(/UNAUTHENTICATED|FORBIDDEN/)
    }
    expect(gateway.asked('dossiers')).toEqual([])
  })

  test('asking by an applicant is refused without a purpose, and nothing is asked', async () => {
    gateway.forget()
    const { body } = await gateway.query(
      'query ($match: CitizenMatch!) { dossiers(filter: { applicant: $match }) { nodes { code } } }',
      { as: 'officer', variables: { match } },
    )
    expect(body.data.dossiers).toBeNull()
    expect(body.errors?.[0]?.extensions).toMatchObject({
      code: 'FORBIDDEN',
      reason: 'PURPOSE_REQUIRED',
    })
    expect([...gateway.asked('population'), ...gateway.asked('dossiers')]).toEqual([])
  })
})

test('a join from a dossier states that dossier’s purpose, whatever the headers say', async () => {
  gateway.forget()
  const ordinary = gateway.world.sandbox.dossiers.find(
    ({ code }) => gateway.world.dossier(code)?.procedureCode !== '2.000815',
  )
  const { body } = await gateway.query(
    'query ($code: DossierCode!) { dossier(code: $code) { procedureCode citizen { __typename } } }',
    { as: 'officer', procedure: '2.000815', variables: { code: ordinary?.code } },
  )
  const [call] = gateway.asked('population')
  expect(call?.keys).toContain(`MaDVC=${body.data.dossier.procedureCode}`)
})
