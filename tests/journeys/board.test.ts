import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { matchingName } from '../../src/domain/names.ts'
import { type Gateway, startGateway } from '../support/gateway.ts'

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway()
  return () => gateway.stop()
})
beforeEach(() => gateway.forget())

const boardOf = (where: string) => `query ($first: Int, $after: String) {
  dossiers(filter: { ${where} }, first: $first, after: $after) {
    nodes {
      code receivedAt status dueAt dueAtBasis workingDaysLeft overdue
      procedure { code name }
      citizen { __typename ... on Citizen { fullName birthDate } ... on NotMatchable { missing } }
      receivedBy { name commune { code name } }
    }
    pageInfo { hasNextPage endCursor }
    coverage { asked answered missing { instance reason } }
  }
}`

const counts = (keys: readonly string[]) => [...new Set(keys)].length

describe('a page of 50 dossiers of one commune', () => {
  test('is answered in one query, with procedure, due time, applicant and commune', async () => {
    const { body } = await gateway.query(boardOf('commune: "00070", receivedWithinDays: 7'), { as: 'officer', variables: { first: 50 } })
    expect(body.errors).toBeUndefined()
    const { nodes, coverage } = body.data.dossiers
    expect(nodes.length).toBeGreaterThan(20)
    expect(coverage).toEqual({ asked: 1, answered: 1, missing: [] })
    for (const node of nodes) {
      expect(node.receivedBy.commune).toEqual({ code: '00070', name: gateway.world.communes.find(({ code }) => code === '00070')?.name })
      expect(node.procedure.code).toMatch(/^\d\.\d{6}/)
      expect(node.dueAt).toMatch(/\+07:00$/)
    }
    expect(nodes.filter(({ citizen }: { citizen: { __typename: string } }) => citizen.__typename === 'Citizen').length).toBeGreaterThan(nodes.length / 2)
  })

  test('asks each system once per distinct key, never twice', async () => {
    const fresh = await startGateway()
    const { body } = await fresh.query(boardOf('commune: "00070"'), { as: 'officer', variables: { first: 50 } })
    expect(body.data.dossiers.nodes).toHaveLength(50)

    const people = fresh.asked('population').map(({ keys }) => [keys[0], keys.find((key) => key.startsWith('MaDVC='))].join())
    expect(people.length).toBe(counts(people))
    expect(people.length).toBeGreaterThan(30)

    const details = fresh.asked('procedures').filter(({ operation }) => operation === 'LayThuTuc').map(({ keys }) => keys[0] ?? '')
    expect(details.length).toBe(counts(details))
    const lists = fresh.asked('procedures').filter(({ operation }) => operation === 'LayDanhSachTTHC')
    expect(lists).toHaveLength(1)

    const searches = fresh.asked('dossiers', 'ha-noi').filter(({ operation }) => operation === 'search')
    expect(searches.length).toBe(counts(searches.map(({ keys }) => keys.join())))
    expect(fresh.asked('dossiers').every(({ instance }) => instance === 'ha-noi')).toBe(true)
    await fresh.stop()
  })
})

describe('a board over both dialects', () => {
  const nation = boardOf('receivedWithinDays: 1')

  test('with one instance down still answers, and names the one that is missing', async () => {
    gateway.fault('dossiers', 'ha-noi', { kind: 'down' })
    const { status, body } = await gateway.query(nation, { as: 'officer', variables: { first: 100 } })
    gateway.fault('dossiers', 'ha-noi', null)
    expect(status).toBe(200)
    expect(body.data.dossiers.nodes).toHaveLength(100)
    expect(body.data.dossiers.coverage).toEqual({ asked: 34, answered: 33, missing: [{ instance: 'ha-noi', reason: 'UNAVAILABLE' }] })
    expect(body.extensions?.sources).toContainEqual({ name: 'dossiers', instance: 'ha-noi', status: 'UNAVAILABLE' })
    const dialects = new Set(
      body.extensions?.sources?.flatMap(({ instance, status: row }) =>
        row === 'OK' ? (gateway.world.provinces.find((province) => province.instance === instance)?.dialect ?? []) : [],
      ),
    )
    expect(dialects).toEqual(new Set(['igate', 'packet']))
  })

  test('is in one order: newest first, then by code', async () => {
    const { body } = await gateway.query(nation, { as: 'officer', variables: { first: 100 } })
    const nodes: { receivedAt: string; code: string }[] = body.data.dossiers.nodes
    const sorted = [...nodes].sort((a, b) => (a.receivedAt === b.receivedAt ? (a.code < b.code ? -1 : 1) : a.receivedAt < b.receivedAt ? 1 : -1))
    expect(nodes.map(({ code }) => code)).toEqual(sorted.map(({ code }) => code))
  })

  test('with every instance down is an error, never an empty list', async () => {
    for (const { instance } of gateway.world.provinces) gateway.fault('dossiers', instance, { kind: 'down' })
    const { body } = await gateway.query(nation, { as: 'officer' })
    for (const { instance } of gateway.world.provinces) gateway.fault('dossiers', instance, null)
    expect(body.data.dossiers).toBeNull()
    expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', source: 'dossiers', retryable: true })
  })
})

describe('each row of a board holds what became of its applicant', () => {
  const dossier = `query ($code: DossierCode!) {
    dossier(code: $code) {
      code applicant { fullName birthDate personalId oldCardNumber }
      citizen { __typename ... on Citizen { birthDate } ... on NotMatchable { missing } ... on AccessDenied { reason } }
      applicantDiffers receivedBy { organisationCode commune { province { code } } }
    }
  }`
  const ask = async (code: string) => (await gateway.query(dossier, { as: 'officer', variables: { code } })).body.data.dossier
  const find = (test: (code: string) => boolean): string => {
    for (const { instance } of gateway.world.provinces)
      for (const { code } of gateway.world.dossiers({ instance, offset: 0, limit: 400 }).items) if (test(code)) return code
    throw new Error('the world has no such dossier')
  }
  const world = (code: string) => {
    const found = gateway.world.dossier(code)
    if (!found) throw new Error(code)
    return found
  }
  const isLicensed = (code: string) => gateway.world.procedures.some((procedure) => procedure.code === world(code).procedureCode && procedure.licensed)

  test('a dossier with the dummy number cannot be matched, and says what is missing', async () => {
    const answer = await ask(find((code) => world(code).applicant.number === '000000001' && isLicensed(code)))
    expect(answer.applicant).toMatchObject({ personalId: null, oldCardNumber: null })
    expect(answer.citizen).toMatchObject({ __typename: 'NotMatchable', missing: expect.arrayContaining(['NUMBER']) })
    expect(gateway.asked('population')).toEqual([])
  })

  test('a dossier without a birth date is matched by the year that the 12-digit number holds', async () => {
    const code = find((candidate) => {
      const { applicant, applicantIndex } = world(candidate)
      const person = gateway.world.person(applicantIndex)
      return applicant.birthDate === null && applicant.number === person.personalId && isLicensed(candidate) &&
        applicant.fullName === person.fullName
    })
    const answer = await ask(code)
    expect(answer.applicant.birthDate).toBeNull()
    expect(answer.citizen).toMatchObject({ __typename: 'Citizen' })
  })

  test('a dossier of a packet system has no birth date, and the year is enough as well', async () => {
    const packet = gateway.world.provinces.find(({ dialect }) => dialect === 'packet')
    const code = find((candidate) => world(candidate).instance === packet?.instance && isLicensed(candidate) &&
      world(candidate).applicant.number === gateway.world.person(world(candidate).applicantIndex).personalId &&
      world(candidate).applicant.fullName === gateway.world.person(world(candidate).applicantIndex).fullName)
    const answer = await ask(code)
    expect(answer.applicant.birthDate).toBeNull()
    expect(answer.citizen.__typename).toBe('Citizen')
  })

  test('an applicant whose stated name is another reads as absent, not as somebody else', async () => {
    const code = find((candidate) => {
      const { applicant, applicantIndex } = world(candidate)
      const person = gateway.world.person(applicantIndex)
      return isLicensed(candidate) && applicant.number === person.personalId &&
        matchingName(applicant.fullName) !== matchingName(person.fullName)
    })
    expect((await ask(code)).citizen).toEqual({ __typename: 'NotFound' })
  })

  test('a dossier under a procedure that is not licensed shows no person', async () => {
    const code = find((candidate) => !isLicensed(candidate) && /^\d{12}$/.test(world(candidate).applicant.number ?? ''))
    expect((await ask(code)).citizen).toEqual({ __typename: 'AccessDenied', reason: 'PROCEDURE_NOT_LICENSED' })
  })

  test('a merged province answers under the prefix of a former province too', async () => {
    const merged = gateway.world.provinces.find(({ organisationPrefixes }) => organisationPrefixes.length > 1)
    const second = merged?.organisationPrefixes[1] ?? ''
    const code = find((candidate) => candidate.startsWith(`${second}.`))
    const answer = await ask(code)
    expect(answer.receivedBy.organisationCode).toMatch(new RegExp(`^${second}\\.`))
    expect(gateway.asked('dossiers').every(({ instance }) => instance === merged?.instance)).toBe(true)
  })

  test('while the population database is down, the dossier opens and says that the person is not known', async () => {
    gateway.fault('population', null, { kind: 'down' })
    const { body } = await gateway.query(boardOf('commune: "00166"'), { as: 'officer', variables: { first: 10 } })
    gateway.fault('population', null, null)
    expect(body.errors).toBeUndefined()
    const members = body.data.dossiers.nodes.map(({ citizen }: { citizen: { __typename: string } }) => citizen.__typename)
    expect(members).toContain('SourceUnavailable')
    expect(members).not.toContain('NotFound')
    expect(body.extensions?.sources).toContainEqual({ name: 'population', instance: null, status: 'UNAVAILABLE' })
  })
})

test('50 dossiers that arrive between two pages: no row twice, none lost', async () => {
  const fresh = await startGateway()
  const agency = fresh.world.agencies('ha-noi').find(({ communeCode }) => communeCode === '00070')
  const page = async (after: string | null) =>
    (await fresh.query(boardOf('commune: "00070", receivedWithinDays: 5'), { as: 'dashboard', variables: { first: 30, after } })).body.data.dossiers
  const before = fresh.world.dossiers({ instance: 'ha-noi', organisation: agency?.code ?? '', offset: 0, limit: 500, from: new Date('2026-11-14T00:00:00+07:00') })
  const seen: string[] = []
  let { nodes, pageInfo } = await page(null)
  seen.push(...nodes.map(({ code }: { code: string }) => code))
  fresh.world.receive('ha-noi', agency?.code ?? '', 50)
  while (pageInfo.hasNextPage) {
    ;({ nodes, pageInfo } = await page(pageInfo.endCursor))
    seen.push(...nodes.map(({ code }: { code: string }) => code))
  }
  await fresh.stop()
  expect(counts(seen)).toBe(seen.length)
  expect(seen).toEqual(expect.arrayContaining(before.items.map(({ code }) => code)))
})
