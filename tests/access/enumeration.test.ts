import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Asking, type Gateway, startGateway } from '../support/gateway.ts'
import { births, createClock, openDossiers, type Person } from '../support/looks.ts'
import { changedPolicy } from '../support/policy.ts'

/** Distinct persons in an hour. */
const budgets = {
  INTAKE: { windowHours: 1, officer: 3, agency: 5 },
  DOSSIER: { windowHours: 1, officer: 6, agency: 9 },
}

const clock = createClock()
const directory = mkdtempSync(join(tmpdir(), 'lien-thong-enumeration-'))
let gateway: Gateway
/** On the same access log. */
let replica: Gateway
beforeAll(async () => {
  const policy = changedPolicy(() => ({ budgets }))
  const start = () =>
    startGateway({ now: clock.now, config: { access: { policy }, audit: { directory } } })
  gateway = await start()
  replica = await start()
  return async () => {
    await gateway.stop()
    await replica.stop()
    rmSync(directory, { recursive: true })
  }
})
beforeEach(() => {
  clock.passMinutes(60)
  gateway.forget()
  replica.forget()
})

let next = 5_000
const somebody = (): Person => {
  const { personalId, fullName, birthDate, birthPrecision } = gateway.world.person((next += 1))
  return birthPrecision === 'DAY' ? { personalId, fullName, birthDate } : somebody()
}
const nobody = (): Person => ({ ...somebody(), fullName: 'Không Có Ai' })
const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index))
/** Every other one is nobody's: to try is to look. */
const hitsAndMisses = (count: number): Person[] =>
  many(count, (index) => (index % 2 === 0 ? somebody() : nobody()))

const matchOf = ({ personalId, fullName, birthDate }: Person) => ({
  personalId,
  fullName,
  birthDate,
})
const intake: Asking = { as: 'officer', procedure: births }
const result = '__typename ... on AccessDenied { reason retryable }'
const quota = {
  __typename: 'AccessDenied',
  reason: 'QUOTA_SUBJECTS_EXCEEDED',
  retryable: true,
}

const ask = async (person: Person, asking: Asking = intake, of: Gateway = gateway) => {
  const { body } = await of.query(
    `query ($match: CitizenMatch!) { citizen(match: $match) { ${result} } }`,
    { ...asking, variables: { match: matchOf(person) } },
  )
  return body.data.citizen as { readonly __typename: string }
}

const inTurn = async <T, Out>(all: readonly T[], run: (one: T) => Promise<Out>): Promise<Out[]> => {
  const done: Out[] = []
  for (const one of all) done.push(await run(one))
  return done
}

/** Just so many were looked for, in the answers and in the register; all others were refused for one reason. */
const expectLooks = (answers: readonly unknown[], count: number): void => {
  const others = answers.filter(
    (answer) => (answer as { readonly __typename: string }).__typename !== 'AccessDenied',
  )
  expect(others).toHaveLength(count)
  expect(answers.filter((answer) => !others.includes(answer))).toEqual(
    many(answers.length - count, () => quota),
  )
  const asked = [...gateway.asked('population'), ...replica.asked('population')]
  expect(new Set(asked.map(({ keys }) => keys[0])).size).toBe(count)
}

const withAliases = async (persons: readonly Person[]) => {
  const { body } = await gateway.query(
    `query (${persons.map((_, at) => `$m${at}: CitizenMatch!`).join(' ')}) {
      ${persons.map((_, at) => `c${at}: citizen(match: $m${at}) { ${result} }`).join(' ')}
    }`,
    {
      ...intake,
      variables: Object.fromEntries(persons.map((one, at) => [`m${at}`, matchOf(one)])),
    },
  )
  return Object.values(body.data as object)
}

const inList = async (persons: readonly Person[]) => {
  const { body } = await gateway.query(
    `query ($matches: [CitizenMatch!]!) { citizens(matches: $matches) { ${result} } }`,
    { ...intake, variables: { matches: persons.map(matchOf) } },
  )
  return body.data.citizens as readonly unknown[]
}

describe('looking for more persons than the budget stops there, whether they exist or not,', () => {
  test('by aliases', async () => expectLooks(await withAliases(hitsAndMisses(10)), 3))

  test('in a list of twenty', async () => expectLooks(await inList(hitsAndMisses(20)), 3))

  test('in lists one after the other', async () => {
    expectLooks((await inTurn([2, 2, 20], (size) => inList(hitsAndMisses(size)))).flat(), 3)
  })

  test('in many requests, one after the other', async () => {
    expectLooks(await inTurn(hitsAndMisses(8), (person) => ask(person)), 3)
  })

  test('in many requests at once', async () => {
    expectLooks(await Promise.all(hitsAndMisses(12).map((person) => ask(person))), 3)
  })

  test('with a token of its own for each request of one officer', async () => {
    const tokens = await Promise.all(many(8, () => gateway.token('officer')))
    expect(new Set(tokens).size).toBe(8)
    const people = hitsAndMisses(8)
    const answers = await Promise.all(
      tokens.map((token, at) => ask(people[at] ?? nobody(), { procedure: births, token })),
    )
    expectLooks(answers, 3)
  })

  test('on two replicas at once, since they count in one place', async () => {
    const people = hitsAndMisses(12)
    const answers = await Promise.all(
      people.map((person, at) => ask(person, intake, at % 2 === 0 ? gateway : replica)),
    )
    expectLooks(answers, 3)
  })

  test('where nobody is found at all', async () => {
    expectLooks(await inTurn(many(5, nobody), (person) => ask(person)), 3)
  })

  test('when dossiers are asked for by an applicant', async () => {
    const answers = await inTurn(many(5, somebody), (person) =>
      gateway.query(
        'query ($match: CitizenMatch!) { dossiers(filter: { applicant: $match }) { totalCount } }',
        { ...intake, variables: { match: matchOf(person) } },
      ),
    )
    expect(answers.map(({ body }) => body.errors?.[0]?.extensions['code'] ?? null)).toEqual([
      null,
      null,
      null,
      quota.reason,
      quota.reason,
    ])
    expect(answers[4]?.body.data.dossiers).toBeNull()
    expect(new Set(gateway.asked('population').map(({ keys }) => keys[0])).size).toBe(3)
  })
})

describe('a budget', () => {
  test('counts a person once, however often the same facts are asked for', async () => {
    const [first, second, third] = [somebody(), somebody(), somebody()]
    await inTurn([first, first, second, first, third], (one) => ask(one))
    expect(await ask(somebody())).toEqual(quota)
    const again = await inTurn([first, second, third], (one) => ask(one))
    expect(again.map((answer) => answer.__typename)).toEqual(['Citizen', 'Citizen', 'Citizen'])
  })

  test('stops whoever tries one name after the other for one number', async () => {
    const person = somebody()
    const guesses = many(6, (index) => ({ ...person, fullName: `Không Có Ai ${'ABCDEF'[index]}` }))
    const answers = await inTurn(guesses, (one) => ask(one))
    expect(answers.slice(0, 3).map((answer) => answer.__typename)).toEqual(
      many(3, () => 'NotFound'),
    )
    expect(answers.slice(3)).toEqual(many(3, () => quota))
    expect(gateway.asked('population')).toHaveLength(3)
  })

  test('is the agency’s as well: its officers together stop at it, and no other agency does', async () => {
    const { code: unit } = gateway.world.demoOfficer.organisation
    const of = (officer: number): Asking => ({ ...intake, on: { unit, officer } })
    const answers = [
      ...(await inTurn(many(2, somebody), (one) => ask(one, of(0)))),
      ...(await inTurn(many(2, somebody), (one) => ask(one, of(1)))),
      ...(await inTurn(many(3, somebody), (one) => ask(one, of(2)))),
    ]
    expectLooks(answers, 5)
    const other = { ...intake, on: { unit: 'H26.105', officer: 0 } }
    expect(await ask(somebody(), other)).toEqual({ __typename: 'Citizen' })
  })

  test('is spent by nothing that is refused for another reason', async () => {
    const unlicensed = gateway.world.procedures.find(({ licensed }) => !licensed)?.code ?? ''
    await inTurn(many(5, somebody), (one) => ask(one, { as: 'officer', procedure: unlicensed }))
    expectLooks(await inTurn(many(5, somebody), (one) => ask(one)), 3)
  })

  test('is not enlarged by what was refused: who does not fit is not counted', async () => {
    const late = somebody()
    await inTurn([...many(3, somebody), late], (one) => ask(one))
    expect(await ask(late)).toEqual(quota)
  })

  test('opens again when its window is over', async () => {
    await inTurn(many(3, somebody), (one) => ask(one))
    clock.passMinutes(59)
    expect(await ask(somebody())).toEqual(quota)
    clock.passMinutes(1)
    gateway.forget()
    expectLooks(await inTurn(many(4, somebody), (one) => ask(one)), 3)
  })

  test('for dossiers is larger than that for intakes and counted apart from it', async () => {
    const open = openDossiers(gateway).map((one) => [one.applicant.number, one] as const)
    const dossiers = [...new Map(open).values()]
    expect(dossiers.length).toBeGreaterThan(6)
    await inTurn(many(3, somebody), (one) => ask(one))
    expect(await ask(somebody())).toEqual(quota)
    gateway.forget()
    const answers = await inTurn(dossiers.slice(0, 7), async ({ code }) => {
      const { body } = await gateway.query(
        `query ($code: DossierCode!) { dossier(code: $code) { citizen { ${result} } } }`,
        { as: 'officer', variables: { code } },
      )
      return body.data.dossier.citizen as unknown
    })
    expectLooks(answers, 6)
  })
})
