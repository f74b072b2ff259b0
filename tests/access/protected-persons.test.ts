import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { WorldDossier, WorldPerson } from '../../mocks/world/types.ts'
import { formatRegister, protectedHash } from '../../src/access/protected-register.ts'
import { type Answer, type Asking, type Gateway, startGateway } from '../support/gateway.ts'
import { births, openDossier, openDossiers } from '../support/looks.ts'
import { changedPolicy } from '../support/policy.ts'

const key = 'the key of this register and of none other'
const directory = mkdtempSync(join(tmpdir(), 'lien-thong-hidden-'))
const file = join(directory, 'protected.jsonl')

/** Of a client that may know who is protected, and of one that may not. */
let knowing: Gateway
let ordinary: Gateway
/** Somebody with an old card, a spouse whom no register protects, and an open dossier of the officer's unit. */
let hidden: WorldPerson
let spouse: WorldPerson
let dossier: WorldDossier

const personOf = (personalId: string): WorldPerson => {
  const person = ordinary.world.personById(personalId)
  if (person === null) throw new Error('nobody bears this number')
  return person
}

beforeAll(async () => {
  writeFileSync(file, formatRegister(new Map(), key))
  const protectedPersons = { file, key }
  const policyOf = (knowsProtected: boolean) =>
    changedPolicy(({ grants }) => ({
      grants: grants
        .filter(({ role }) => role === 'officer')
        .map((grant) => ({ ...grant, knowsProtected })),
    }))
  const start = (knowsProtected: boolean) =>
    startGateway({ config: { access: { policy: policyOf(knowsProtected), protectedPersons } } })
  // To find whom to protect before anybody asks.
  ordinary = await start(false)
  const { world } = ordinary
  const found = openDossiers(ordinary).find(
    (one) => world.person(one.applicantIndex).spouse !== null,
  )
  if (!found) throw new Error('no applicant of an open dossier is married')
  dossier = found
  hidden = world.person(found.applicantIndex)
  spouse = personOf(hidden.spouse?.personalId ?? '')
  await ordinary.stop()
  const numbers = [hidden.personalId, ...(hidden.oldCard === null ? [] : [hidden.oldCard])]
  const withCard = world.sandbox.people.find((one) => one.label === 'ordinary')
  if (withCard?.oldCard) numbers.push(withCard.personalId, withCard.oldCard)
  writeFileSync(
    file,
    formatRegister(new Map(numbers.map((one) => [protectedHash(key, one), 'COURT_ORDER'])), key),
  )
  ordinary = await start(false)
  knowing = await start(true)
  return async () => {
    await ordinary.stop()
    await knowing.stop()
    rmSync(directory, { recursive: true })
  }
})
beforeEach(() => {
  ordinary.forget()
  knowing.forget()
})

const matchOf = ({ personalId, fullName, birthDate }: WorldPerson) => ({
  personalId,
  fullName,
  birthDate,
})
/** Protected as well, and has an old card. */
const carded = () => {
  const found = ordinary.world.sandbox.people.find((one) => one.label === 'ordinary')
  return { oldCardNumber: found?.oldCard, fullName: found?.fullName, birthDate: found?.birthDate }
}

const officer: Asking = { as: 'officer', procedure: births }
const result =
  '__typename ... on Citizen { fullName } ... on AccessDenied { reason message retryable } ... on NotFound { message }'
const refusal = {
  __typename: 'AccessDenied',
  reason: 'PERSON_PROTECTED',
  message: expect.stringMatching(/in writing, quoting the request id/),
  retryable: false,
}
const absence = { __typename: 'NotFound', message: expect.any(String) }

type Way = readonly [
  name: string,
  ask: (gateway: Gateway) => Promise<Answer>,
  read: (answer: Answer) => unknown,
]
const ways: readonly Way[] = [
  [
    'asked for by their number',
    (gateway) =>
      gateway.query(`query ($m: CitizenMatch!) { citizen(match: $m) { ${result} } }`, {
        ...officer,
        variables: { m: matchOf(hidden) },
      }),
    ({ body }) => body.data.citizen,
  ],
  [
    'asked for by their old card',
    (gateway) =>
      gateway.query(`query ($m: CitizenMatch!) { citizen(match: $m) { ${result} } }`, {
        ...officer,
        variables: { m: carded() },
      }),
    ({ body }) => body.data.citizen,
  ],
  [
    'asked for among others',
    (gateway) =>
      gateway.query(`query ($m: [CitizenMatch!]!) { citizens(matches: $m) { ${result} } }`, {
        ...officer,
        variables: { m: [matchOf(spouse), matchOf(hidden)] },
      }),
    ({ body }) => body.data.citizens[1],
  ],
  [
    'the applicant of a dossier',
    (gateway) =>
      gateway.query(`query ($d: DossierCode!) { dossier(code: $d) { citizen { ${result} } } }`, {
        ...officer,
        variables: { d: dossier.code },
      }),
    ({ body }) => body.data.dossier.citizen,
  ],
]

describe.each(ways)('a protected person who is %s', (_, ask, read) => {
  test('is told to be protected, and how to ask, to those who may know; the register is not asked for them', async () => {
    expect(read(await ask(knowing))).toEqual(refusal)
    const asked = knowing.asked('population').flatMap(({ keys }) => keys)
    expect(asked).not.toContain(hidden.personalId)
  })

  test('is told to be absent to all others', async () => {
    expect(read(await ask(ordinary))).toEqual(absence)
  })
})

describe('dossiers of a protected person', () => {
  const ask = (gateway: Gateway) =>
    gateway.query(
      'query ($m: CitizenMatch!) { dossiers(filter: { applicant: $m }) { totalCount nodes { code } } }',
      { ...officer, variables: { m: matchOf(hidden) } },
    )

  test('are refused to those who may know', async () => {
    const { body } = await ask(knowing)
    expect(body.data.dossiers).toBeNull()
    expect(body.errors).toMatchObject([
      { extensions: { code: 'FORBIDDEN', reason: 'PERSON_PROTECTED' } },
    ])
  })

  test('are none to all others, and no one-stop software is asked for them', async () => {
    const { body } = await ask(ordinary)
    expect(body.errors).toBeUndefined()
    expect(body.data.dossiers).toEqual({ totalCount: 0, nodes: [] })
    const asked = ordinary.asked('dossiers').flatMap(({ keys }) => keys)
    expect(asked).not.toContain(hidden.personalId)
  })
})

test.each(['ordinary', 'knowing'])(
  'as somebody’s relative a protected person is left out, as if there were none (%s)',
  async (who) => {
    const { dossier: open } = openDossier(ordinary)
    const { body } = await (who === 'ordinary' ? ordinary : knowing).query(
      `query ($m: CitizenMatch!) { citizen(match: $m) { ... on Citizen { fullName spouse { fullName personalId } } } }`,
      { ...officer, dossier: open.code, variables: { m: matchOf(spouse) } },
    )
    expect(body.errors).toBeUndefined()
    expect(body.data.citizen).toEqual({
      fullName: spouse.fullName.normalize('NFC'),
      spouse: null,
    })
  },
)

describe('absent, mismatched and hidden', () => {
  const accidental = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g
  const plain = ({ status, text, headers }: Answer) => {
    const others = { ...headers, date: '' }
    return {
      status,
      text: text.replaceAll(accidental, 'id'),
      headers: JSON.stringify(others).replaceAll(accidental, 'id'),
    }
  }
  const absent = () => ({ ...matchOf(hidden), personalId: '001085999999' })
  const mismatched = () => ({ ...matchOf(spouse), fullName: 'Không Có Ai' })
  const texts: readonly (readonly [string, string, (match: object) => object])[] = [
    ['a person', `query ($m: CitizenMatch!) { citizen(match: $m) { ${result} } }`, (m) => ({ m })],
    [
      'a list',
      `query ($m: [CitizenMatch!]!) { citizens(matches: $m) { ${result} } }`,
      (m) => ({ m: [m, m] }),
    ],
    [
      'dossiers of an applicant',
      'query ($m: CitizenMatch!) { dossiers(filter: { applicant: $m }) { totalCount nodes { code } pageInfo { endCursor } } }',
      (m) => ({ m }),
    ],
  ]

  test.each(texts)(
    'are answered in the same bytes with the same headers: %s, asked for and at hand',
    async (_, query, variablesFor) => {
      for (const cost of [{}, { 'lien-thong-cost': '1' }]) {
        const answers: unknown[] = []
        for (let time = 0; time < 2; time += 1)
          for (const match of [absent(), mismatched(), matchOf(hidden)]) {
            const asking = { ...officer, headers: cost, variables: { ...variablesFor(match) } }
            answers.push(plain(await ordinary.query(query, asking)))
          }
        for (const answer of answers) expect(answer).toEqual(answers[0])
      }
    },
  )

  test('are told only when a step of time is over, whether or not anybody was asked', async () => {
    for (const match of [absent(), mismatched(), matchOf(hidden)]) {
      const startedAt = performance.now()
      await ordinary.query(`query ($m: CitizenMatch!) { citizen(match: $m) { ${result} } }`, {
        ...officer,
        variables: { m: match },
      })
      expect(performance.now() - startedAt).toBeGreaterThan(23)
    }
  })
})
