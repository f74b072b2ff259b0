import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Gateway, startGateway } from '../support/gateway.ts'
import { startIssuer } from '../support/issuer.ts'
import {
  type Claims,
  everything,
  expectedFor as expectedIn,
  type Given,
  judge,
  policy,
  readsDossiers,
} from './matrix-expectations.ts'

/*
 * Every personal field × every route × every role and purpose. What is expected is read from the policy file by this
 * test's own few lines, not by the gateway's code.
 */

interface Who {
  readonly name: string
  readonly claims: Claims
}

let gateways: readonly Gateway[] = []
let issuer: Awaited<ReturnType<typeof startIssuer>>
let dossiers: Readonly<Record<string, string>> = {}
const born = '1.001193'
const certified = '2.000815'
const unlicensed = (): string =>
  gateways[0]?.world.procedures.find(({ licensed }) => !licensed)?.code ?? ''

beforeAll(async () => {
  issuer = await startIssuer()
  const config = { identity: issuer.identity }
  gateways = [
    await startGateway({ config }),
    await startGateway({ config: { ...config, executor: 'graphql-js' } }),
  ]
})
afterAll(async () => {
  await Promise.all(gateways.map((gateway) => gateway.stop()))
  await issuer.stop()
})

const own = () => {
  const world = gateways[0]?.world
  if (!world) throw new Error('no world')
  return world
}

/** An open dossier of the demonstration officer's unit whose applicant the register knows, for one procedure. */
const dossierFor = (procedure: (code: string) => boolean) => {
  const world = own()
  const { organisation } = world.demoOfficer
  const { items } = world.dossiers({
    instance: 'ha-noi',
    organisation: organisation.code,
    offset: 0,
    limit: 4000,
  })
  const found = items.find(({ procedureCode, finishedAt, applicant, applicantIndex }) => {
    const person = world.person(applicantIndex)
    return (
      procedure(procedureCode) &&
      finishedAt === null &&
      applicant.number === person.personalId &&
      applicant.fullName.normalize('NFC') === person.fullName.normalize('NFC') &&
      applicant.birthDate === person.birthDate &&
      !person.isProtected
    )
  })
  if (!found) throw new Error('the unit has no such dossier')
  return found
}

const officerOf = (client: string, unit?: string) => ({
  client_id: client,
  role: 'officer',
  officer_id: own().demoOfficer.personalId,
  unit: unit ?? own().demoOfficer.organisation.code,
})

const citizenOf = (client: string) => ({
  client_id: client,
  role: 'citizen',
  personal_id: own().person(0).personalId,
})

const readers = (): readonly Who[] => [
  { name: 'nobody', claims: null },
  ...['dashboard', 'ministry', 'portal', 'auditor', 'operator'].flatMap((role) => [
    { name: role, claims: { client_id: role, role } },
    { name: `${role} without a grant`, claims: { client_id: 'somebody', role } },
    { name: `the counter as ${role}`, claims: { client_id: 'officer', role } },
  ]),
  { name: 'a citizen', claims: citizenOf('citizen') },
  { name: 'a citizen by a client without a grant', claims: citizenOf('somebody') },
  { name: 'the counter', claims: officerOf('officer') },
  { name: 'a client that only compares', claims: officerOf('counter-basic') },
  { name: 'a client without a grant', claims: officerOf('somebody') },
  { name: 'the counter of another commune', claims: officerOf('officer', 'H26.105') },
]

interface Purpose {
  readonly name: string
  readonly procedure?: string
  readonly dossier?: string
}

const purposes = (): readonly Purpose[] => [
  { name: 'no purpose' },
  { name: 'an intake for births', procedure: born },
  { name: 'an intake for certifications', procedure: certified },
  { name: 'an intake for what is not licensed', procedure: unlicensed() },
  { name: 'a dossier of a birth', procedure: born, dossier: dossiers['born'] ?? '' },
  {
    name: 'a dossier of a certification',
    procedure: certified,
    dossier: dossiers['certified'] ?? '',
  },
]

/** By the policy file: what a procedure opens, from its field and papers in the catalogue. */
const licences = new Map<string, readonly string[]>()
const readLicence = async (code: string): Promise<void> => {
  const answer = await gateways[0]?.query(
    'query ($code: ProcedureCode!) { procedure(code: $code) { fields { code } papers { papers { name } } } }',
    { variables: { code } },
  )
  if (!answer) throw new Error('no gateway')
  const { fields, papers } = answer.body.data.procedure
  const fieldCodes = fields.map((field: { code: string }) => field.code)
  const paperNames = papers.flatMap((one: { papers: { name: string }[] }) =>
    one.papers.map(({ name }) => name),
  )
  licences.set(code, [
    'IDENTITY',
    ...policy.fields.filter((row) => fieldCodes.includes(row.code)).flatMap((row) => row.classes),
    ...policy.papers.filter((row) => paperNames.includes(row.name)).flatMap((row) => row.classes),
    ...policy.procedures.filter((row) => row.code === code).flatMap((row) => row.classes),
  ])
}

const expectedFor = ({ claims }: Who, purpose: Omit<Purpose, 'name'>) =>
  expectedIn(claims, purpose, {
    unit: own().demoOfficer.organisation.code,
    licences,
    unlicensed: unlicensed(),
  })

const persons = `__typename ... on Citizen { ${everything} } ... on AccessDenied { reason } ... on SourceUnavailable { source }`

/** Each way to a person whose facts the reader states, and where the person stands in the answer. */
const statedRoutes: readonly (readonly [string, string, readonly (string | number)[]])[] = [
  ['the root', `query ($m: CitizenMatch!) { citizen(match: $m) { ${persons} } }`, ['citizen']],
  ['an alias', `query ($m: CitizenMatch!) { other: citizen(match: $m) { ${persons} } }`, ['other']],
  [
    'a fragment',
    `query ($m: CitizenMatch!) { ...Q } fragment Q on Query { citizen(match: $m) { ...P ... on AccessDenied { reason } } } fragment P on CitizenResult { __typename ... on Citizen { ...C } } fragment C on Citizen { ${everything} }`,
    ['citizen'],
  ],
  [
    'a list',
    `query ($m: CitizenMatch!) { citizens(matches: [$m]) { ${persons} } }`,
    ['citizens', 0],
  ],
]

/** Each way to the applicant of a dossier, which is its own purpose. */
const dossierRoutes: readonly (readonly [string, string, readonly (string | number)[]])[] = [
  [
    'a dossier',
    `query ($d: DossierCode!) { dossier(code: $d) { citizen { ${persons} } } }`,
    ['dossier', 'citizen'],
  ],
  [
    'an alias in a fragment on a dossier',
    `query ($d: DossierCode!) { one: dossier(code: $d) { ...D } } fragment D on Dossier { who: citizen { ${persons} } }`,
    ['one', 'who'],
  ],
]

const at = (data: unknown, path: readonly (string | number)[]): Given =>
  path.reduce<unknown>((value, key) => Reflect.get(Object(value) as object, key), data) as Given

const fieldErrors = (
  errors:
    | readonly { path?: readonly (string | number)[]; extensions: Record<string, unknown> }[]
    | undefined,
  path: readonly (string | number)[],
): string[] =>
  (errors ?? []).map((error) => {
    expect(error.extensions).toMatchObject({ code: 'FORBIDDEN', reason: 'NOT_GRANTED' })
    expect(error.path?.slice(0, path.length)).toEqual([...path])
    expect(error.path).toHaveLength(path.length + 1)
    return String(error.path?.at(-1))
  })

describe.each(['compiled', 'graphql-js'])('every personal field, executed by %s,', (executor) => {
  const gateway = (): Gateway => {
    const found = gateways[executor === 'compiled' ? 0 : 1]
    if (!found) throw new Error('no gateway')
    return found
  }

  beforeAll(async () => {
    dossiers = {
      born: dossierFor((code) => code === born).code,
      certified: dossierFor((code) => code === certified).code,
      unlicensed: dossierFor((code) =>
        own().procedures.some((one) => one.code === code && !one.licensed),
      ).code,
    }
    for (const code of [born, certified]) await readLicence(code)
  })

  test.each(statedRoutes)(
    'by %s, is open to those whom the policy names, and to nobody else',
    async (_, query, path) => {
      const person = own().sandbox.people[0]
      if (!person) throw new Error('the sandbox names nobody')
      const { personalId, fullName, birthDate } = person
      for (const who of readers())
        for (const purpose of purposes()) {
          const token = who.claims === null ? undefined : await issuer.token(who.claims)
          const { body } = await gateway().query(query, {
            ...(token !== undefined && { token }),
            ...(purpose.procedure !== undefined && { procedure: purpose.procedure }),
            ...(purpose.dossier !== undefined && { dossier: purpose.dossier }),
            variables: { m: { personalId, fullName, birthDate } },
          })
          const expected = expectedFor(who, purpose)
          judge(at(body.data, path), fieldErrors(body.errors, path), expected)
        }
    },
  )

  test.each(dossierRoutes)(
    'by %s, is open for the purpose of that dossier, whatever the headers say',
    async (_, query, path) => {
      for (const who of readers())
        for (const [key, procedure] of [
          ['born', born],
          ['certified', certified],
          ['unlicensed', unlicensed()],
        ] as const) {
          const token = who.claims === null ? undefined : await issuer.token(who.claims)
          const dossier = dossiers[key] ?? ''
          const { body } = await gateway().query(query, {
            ...(token !== undefined && { token }),
            // Another purpose in the headers: it must not count.
            procedure: key === 'born' ? certified : born,
            variables: { d: dossier },
          })
          const expected = expectedFor(who, { procedure, dossier })
          if (!readsDossiers(who.claims)) expect(at(body.data, path.slice(0, 1))).toBeNull()
          else judge(at(body.data, path), fieldErrors(body.errors, path), expected)
        }
    },
  )

  test('the applicant whom a dossier states is shown to its own unit and masked where the policy says so', async () => {
    for (const who of readers()) {
      if (who.claims === null) continue
      const { body } = await gateway().query(
        'query ($d: DossierCode!) { dossier(code: $d) { code applicant { fullName birthDate personalId oldCardNumber } } }',
        { token: await issuer.token(who.claims), variables: { d: dossiers['born'] ?? '' } },
      )
      const expected = expectedFor(who, { procedure: born, dossier: 'x' })
      if (!readsDossiers(who.claims)) expect(body.data.dossier).toBeNull()
      else if (expected.refused !== undefined) {
        expect(body.data.dossier.applicant).toBeNull()
        expect(body.errors).toMatchObject([{ extensions: { reason: expected.refused } }])
      } else {
        expect(body.data.dossier.applicant.fullName).toEqual(expect.any(String))
        expect(body.data.dossier.applicant.personalId === null).toBe(expected.isMasked)
      }
    }
  })
})
