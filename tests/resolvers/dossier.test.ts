import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Gateway, startGateway } from '../support/gateway.ts'

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway()
  return () => gateway.stop()
})
beforeEach(() => gateway.forget())

const staff = { as: 'dashboard' } as const
const worldDossier = (code: string) => {
  const found = gateway.world.dossier(code)
  if (!found) throw new Error(code)
  return found
}
const recent = (instance: string) =>
  gateway.world.dossiers({ instance, offset: 0, limit: 300 }).items

describe.each(['igate', 'packet'] as const)('a dossier of a %s system', (dialect) => {
  const instance = () =>
    gateway.world.provinces.find((province) => province.dialect === dialect)?.instance ?? ''

  test('has the facts its system holds, in one vocabulary', async () => {
    const [first] = recent(instance())
    const { body } = await gateway.query(
      'query ($code: DossierCode!) { dossier(code: $code) { code status rawStatus receivedAt procedureCode procedure { name } channel receivedBy { name organisationCode } steps { at status } fees { amount } results { name } } }',
      { ...staff, variables: { code: first?.code } },
    )
    expect(body.errors).toBeUndefined()
    expect(body.data.dossier).toMatchObject({
      code: first?.code,
      status: first?.statusName,
      procedureCode: first?.procedureCode,
      receivedBy: { name: first?.organisation.name, organisationCode: first?.organisation.code },
    })
    expect(new Date(body.data.dossier.receivedAt).getTime()).toBe(first?.receivedAt.getTime())
    expect(body.data.dossier.receivedAt).toMatch(/\+07:00$/)
  })

  test('is judged by its own due date, or by one computed in working days where the source has none', async () => {
    const pick = (has: boolean) =>
      recent(instance()).find(
        ({ dueAt, finishedAt }) => (dueAt !== null) === has && finishedAt === null,
      )
    for (const [has, basis] of [
      [true, 'SOURCE'],
      [false, 'COMPUTED'],
    ] as const) {
      const dossier = pick(has)
      const { body } = await gateway.query(
        'query ($code: DossierCode!) { dossier(code: $code) { dueAt dueAtBasis overdue workingDaysLeft } }',
        { ...staff, variables: { code: dossier?.code } },
      )
      expect(body.data.dossier).toMatchObject({
        dueAtBasis: basis,
        dueAt: expect.stringMatching(/\+07:00$/),
        overdue: expect.any(Boolean),
        workingDaysLeft: expect.any(Number),
      })
    }
  })

  test('with a status nobody knows is UNKNOWN, and the raw code stands beside it', async () => {
    const [first] = recent(instance())
    gateway.fault('dossiers', instance(), { kind: 'unknown-enum' })
    const { body } = await gateway.query(
      'query ($code: DossierCode!) { dossier(code: $code) { status rawStatus } }',
      { ...staff, variables: { code: recent(instance())[7]?.code } },
    )
    gateway.fault('dossiers', instance(), null)
    expect(first).toBeDefined()
    expect(body.data.dossier.status).toBe('UNKNOWN')
    expect(body.data.dossier.rawStatus).not.toBe('')
  })

  test('is an error, not an absence, while its system is down', async () => {
    const code = recent(instance())[9]?.code
    gateway.fault('dossiers', instance(), { kind: 'down' })
    const { body } = await gateway.query(
      'query ($code: DossierCode!) { dossier(code: $code) { code } }',
      { ...staff, variables: { code } },
    )
    gateway.fault('dossiers', instance(), null)
    expect(body.data.dossier).toBeNull()
    expect(body.errors?.[0]?.extensions).toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      source: 'dossiers',
      instance: instance(),
    })
  })
})

describe('a code', () => {
  test.each(['ZZ99.101-261118-0001', 'H26.101-261118-9999'])(
    'that no system holds is null: %s',
    async (code) => {
      const { body } = await gateway.query(
        'query ($code: DossierCode!) { dossier(code: $code) { code } }',
        { ...staff, variables: { code } },
      )
      expect(body).toMatchObject({ data: { dossier: null } })
      expect(body.errors).toBeUndefined()
    },
  )
})

describe('a list of dossiers', () => {
  const list = (
    filter: string,
    fields = 'nodes { code receivedAt status overdue procedureCode receivedBy { organisationCode commune { code } } } pageInfo { hasNextPage endCursor } totalCount coverage { asked answered }',
  ) =>
    `query ($after: String) { dossiers(filter: { ${filter} }, first: 50, after: $after) { ${fields} } }`

  test('of an agency holds that agency’s and no other', async () => {
    const { body } = await gateway.query(list('organisation: "H26.101"'), staff)
    const { nodes } = body.data.dossiers
    expect(nodes.length).toBeGreaterThan(0)
    for (const { receivedBy } of nodes)
      expect(receivedBy.organisationCode).toMatch(/^H26\.101(\.|$)/)
  })

  test('by status and by procedure holds just those', async () => {
    const { body } = await gateway.query(
      list('province: "01", status: PROCESSING, procedure: "1.001193", receivedWithinDays: 30'),
      staff,
    )
    const { nodes } = body.data.dossiers
    expect(nodes.length).toBeGreaterThan(0)
    for (const node of nodes)
      expect(node).toMatchObject({ status: 'PROCESSING', procedureCode: '1.001193' })
  })

  test('between two days holds both days whole', async () => {
    const { body } = await gateway.query(
      list('commune: "00070", receivedFrom: "2026-11-12", receivedTo: "2026-11-13"'),
      staff,
    )
    const agency = gateway.world
      .agencies('ha-noi')
      .filter(({ communeCode }) => communeCode === '00070')
    const expected = agency.flatMap(
      ({ code }) =>
        gateway.world.dossiers({
          instance: 'ha-noi',
          organisation: code,
          from: new Date('2026-11-12T00:00:00+07:00'),
          to: new Date('2026-11-13T23:59:59+07:00'),
          offset: 0,
          limit: 200,
        }).items,
    )
    const codes = new Set(expected.map(({ code }) => code))
    expect(body.data.dossiers.totalCount).toBeGreaterThanOrEqual(codes.size)
    expect(body.data.dossiers.nodes.length).toBeGreaterThan(0)
    for (const { receivedAt } of body.data.dossiers.nodes)
      expect(receivedAt.slice(0, 10)).toMatch(/^2026-11-1[23]$/)
  })

  test('of what is overdue holds only that, page after page', async () => {
    let after: string | null = null
    const seen: string[] = []
    for (let page = 0; page < 4; page++) {
      const { body } = await gateway.query(
        list(
          'province: "01", receivedWithinDays: 30, overdue: true',
          'nodes { code overdue } pageInfo { hasNextPage endCursor } totalCount',
        ),
        { ...staff, variables: { after } },
      )
      const { nodes, pageInfo, totalCount } = body.data.dossiers
      expect(totalCount).toBeNull()
      for (const node of nodes) expect(node.overdue).toBe(true)
      seen.push(...nodes.map(({ code }: { code: string }) => code))
      after = pageInfo.endCursor
      if (!pageInfo.hasNextPage) break
    }
    expect(seen.length).toBeGreaterThan(0)
    expect(new Set(seen).size).toBe(seen.length)
  })

  test('of a former commune’s code is the list of its successor', async () => {
    const former = gateway.world.communes.find(
      ({ code, formerCode, provinceCode }) =>
        provinceCode === '01' && formerCode !== null && formerCode !== code,
    )
    const { body } = await gateway.query(list(`commune: "${former?.formerCode ?? ''}"`), staff)
    expect(body.data.dossiers.nodes.length).toBeGreaterThan(0)
    for (const { receivedBy } of body.data.dossiers.nodes)
      expect(receivedBy.commune.code).toBe(former?.code)
  })

  test('of a commune nobody knows is empty, and nobody is asked', async () => {
    const { body } = await gateway.query(list('commune: "99999"'), staff)
    expect(body.data.dossiers).toMatchObject({ nodes: [], coverage: { asked: 0, answered: 0 } })
    expect(gateway.asked('dossiers')).toEqual([])
  })

  test('of one person is found once the person is matched by all three facts', async () => {
    const dossier = worldDossier(gateway.world.sandbox.dossiers[0]?.code ?? '')
    const person = gateway.world.person(dossier.applicantIndex)
    const match = {
      personalId: person.personalId,
      fullName: person.fullName,
      birthDate: person.birthPrecision === 'DAY' ? person.birthDate : person.birthDate.slice(0, 4),
    }
    const query =
      'query ($match: CitizenMatch!) { dossiers(filter: { applicant: $match }) { nodes { code } coverage { asked } } }'
    const found = await gateway.query(query, {
      as: 'officer',
      procedure: '1.001193',
      variables: { match },
    })
    expect(found.body.data.dossiers.nodes).toContainEqual({ code: dossier.code })
    gateway.forget()
    const stranger = await gateway.query(query, {
      as: 'officer',
      procedure: '1.001193',
      variables: { match: { ...match, fullName: 'Không Phải Người Này' } },
    })
    expect(stranger.body.data.dossiers).toEqual({ nodes: [], coverage: { asked: 0 } })
    expect(gateway.asked('dossiers')).toEqual([])
  })

  test.each([
    ['filter', 'commune: "00070", province: "01"'],
    ['commune', 'commune: "01"'],
    ['province', 'province: "00070"'],
    ['receivedTo', 'receivedFrom: "2026-11-18", receivedTo: "2026-11-17"'],
    ['receivedWithinDays', 'receivedWithinDays: 0'],
    ['receivedWithinDays', 'receivedWithinDays: 401'],
    ['receivedWithinDays', 'receivedWithinDays: 7, receivedFrom: "2026-11-01"'],
  ])('with a filter that contradicts itself names %s: %s', async (argument, filter) => {
    const { body } = await gateway.query(list(filter), staff)
    expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument })
  })

  test('is refused before its applicant is asked for', async () => {
    gateway.forget()
    const applicant = '{ personalId: "001192000111", fullName: "A", birthDate: "1992" }'
    const { body } = await gateway.query(list(`applicant: ${applicant}, receivedWithinDays: 0`), {
      as: 'officer',
      procedure: '1.001193',
    })
    expect(body.errors?.[0]?.extensions).toMatchObject({ argument: 'receivedWithinDays' })
    expect(gateway.asked('population')).toEqual([])
  })

  test.each(['', 'AAAA', Buffer.from('{"v":1}').toString('base64url'), 'x'.repeat(5000)])(
    'with a cursor that is none names it',
    async (after) => {
      const { body } = await gateway.query(list('commune: "00070"'), {
        ...staff,
        variables: { after },
      })
      expect(body.errors?.[0]?.extensions).toMatchObject({
        code: 'BAD_USER_INPUT',
        argument: 'after',
      })
    },
  )
})
