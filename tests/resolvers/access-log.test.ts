import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import { isObjectType } from 'graphql'
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { accessRule } from '../../src/access/directives.ts'
import { isFieldClass } from '../../src/access/rules.ts'
import { fieldLabels } from '../../src/resolvers/field-labels.ts'
import { createSchema } from '../../src/server/schema.ts'
import { type Asking, type Gateway, startGateway } from '../support/gateway.ts'
import {
  births,
  createClock,
  lookAt,
  openDossier,
  type Person,
  sandboxPerson,
} from '../support/looks.ts'

const clock = createClock()
let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway({ now: clock.now })
  return () => gateway.stop()
})
beforeEach(() => clock.passMinutes(1))

const log = `query ($from: Date, $to: Date, $first: Int, $after: String) {
  myAccessLog(from: $from, to: $to, first: $first, after: $after) {
    totalCount
    pageInfo { hasNextPage endCursor }
    edges { cursor node { at } }
    nodes {
      at purpose procedureCode procedure { code name } client source fields { name label }
      agency { code name commune { code name } }
    }
  }
}`

const ask = (person: Person, variables: Asking['variables'] = {}, asking: Asking = {}) =>
  gateway.query(log, { as: 'citizen', on: { person: person.personalId }, variables, ...asking })

const entriesOf = async (...args: Parameters<typeof ask>) =>
  (await ask(...args)).body.data.myAccessLog

describe('citizens', () => {
  test('see by which agency, for what, and which fields of theirs were given', async () => {
    const { dossier, person } = openDossier(gateway)
    await lookAt(gateway, person)
    clock.passMinutes(1)
    await gateway.query(
      `query ($code: DossierCode!) { dossier(code: $code) { applicant { fullName } citizen { ... on Citizen { birthDate father { fullName } } } } }`,
      { as: 'officer', variables: { code: dossier.code } },
    )
    const { organisation, communeCode, personalId: officer } = gateway.world.demoOfficer
    const commune = gateway.world.communes.find(({ code }) => code === communeCode)
    const agency = {
      code: organisation.code,
      name: organisation.name,
      commune: { code: communeCode, name: commune?.name },
    }
    const procedure = { code: births, name: dossier.procedureName }
    const common = { procedureCode: births, procedure, client: 'officer', agency }
    // What became of a look is noted once the answer has left.
    await vi.waitFor(async () => {
      const { text, body } = await ask(person, { first: 50 })
      const looks = body.data.myAccessLog.nodes.filter(
        ({ purpose }: { purpose: string }) => purpose !== 'SELF',
      )
      expect(looks).toHaveLength(3)
      expect(looks).toEqual(
        expect.arrayContaining([
          {
            ...common,
            at: '2026-11-18T09:02:00+07:00',
            purpose: 'DOSSIER',
            source: 'dossiers',
            fields: [{ name: 'applicant', label: 'The applicant as the dossier states them' }],
          },
          {
            ...common,
            at: '2026-11-18T09:02:00+07:00',
            purpose: 'DOSSIER',
            source: 'population',
            fields: [
              { name: 'birthDate', label: 'Date of birth' },
              { name: 'father', label: 'Father' },
            ],
          },
          {
            ...common,
            at: '2026-11-18T09:01:00+07:00',
            purpose: 'INTAKE',
            source: 'population',
            fields: [
              { name: 'fullName', label: 'Full name' },
              { name: 'permanentAddress', label: 'Permanent address' },
            ],
          },
        ]),
      )
      expect(text).not.toContain(officer)
      expect(text).not.toContain(dossier.code)
    })
  })

  test('read it in Vietnamese unless they prefer English', async () => {
    const person = sandboxPerson(gateway)
    await lookAt(gateway, person)
    await vi.waitFor(async () => {
      const { nodes } = await entriesOf(person, {}, { headers: { 'accept-language': 'vi' } })
      expect(nodes.at(-1).fields).toEqual([
        { name: 'fullName', label: 'Họ, chữ đệm và tên' },
        { name: 'permanentAddress', label: 'Nơi thường trú' },
      ])
    })
  })

  test('see that their log was read, by themselves or by others in their name', async () => {
    const person = sandboxPerson(gateway, 1)
    expect(await entriesOf(person)).toMatchObject({ totalCount: 0, nodes: [] })
    clock.passMinutes(1)
    await vi.waitFor(async () => {
      const { nodes } = await entriesOf(person)
      expect(nodes.at(-1)).toEqual({
        at: clock
          .now()
          .toISOString()
          .replace(
            /.*T\d\d:(\d\d).*/,
            (_, minutes: string) =>
              `2026-11-18T09:${String(Number(minutes) - 1).padStart(2, '0')}:00+07:00`,
          ),
        purpose: 'SELF',
        procedureCode: null,
        procedure: null,
        agency: null,
        client: 'citizen',
        source: 'access-log',
        fields: [{ name: 'accessLog', label: 'This access log' }],
      })
    })
  })

  test('ask once however often a document names the log', async () => {
    const person = sandboxPerson(gateway, 2)
    await gateway.query(
      '{ one: myAccessLog { totalCount nodes { at } } other: myAccessLog(first: 1) { totalCount } }',
      { as: 'citizen', on: { person: person.personalId } },
    )
    clock.passMinutes(1)
    expect(await entriesOf(person)).toMatchObject({ totalCount: 1 })
  })

  test('are told apart: nobody sees what is recorded of another', async () => {
    const person = sandboxPerson(gateway, 3)
    await lookAt(gateway, person)
    expect(await entriesOf(sandboxPerson(gateway, 4))).toMatchObject({ totalCount: 0, nodes: [] })
  })
})

describe('every field that can be recorded as given', () => {
  test('has words in both languages', () => {
    const schema = createSchema()
    const type = schema.getType('Citizen')
    const fields = isObjectType(type) ? Object.values(type.getFields()) : []
    const names = fields
      .filter((field) => isFieldClass(accessRule(schema, field)))
      .map(({ name }) => name)
    const others = ['applicant', 'applicantDiffers', 'accessLog']
    expect(Object.keys(fieldLabels).sort()).toEqual([...names, ...others].sort())
    for (const { vi: vietnamese, en: english } of Object.values(fieldLabels))
      expect([vietnamese.length, english.length].every((length) => length > 1)).toBe(true)
  })
})

describe('the log of a citizen', () => {
  test.each(['officer', 'dashboard', 'ministry', 'auditor', 'operator'] as const)(
    'is refused to the role %s',
    async (as) => {
      const { body } = await gateway.query('{ myAccessLog { totalCount } }', { as })
      expect(body.data.myAccessLog).toBeNull()
      expect(body.errors).toMatchObject([
        { extensions: { code: 'FORBIDDEN', reason: 'ROLE_NOT_ALLOWED' } },
      ])
    },
  )

  test('is never answered to a GET', async () => {
    const token = await gateway.token('citizen')
    const query = encodeURIComponent('{ myAccessLog { totalCount } }')
    const response = await fetch(`${gateway.url}/graphql?query=${query}`, {
      headers: { authorization: `Bearer ${token}`, 'apollo-require-preflight': 'true' },
    })
    expect(response.status).toBe(403)
  })

  test('is an error where it cannot be recorded that it is read', async () => {
    const lock = new DatabaseSync(join(gateway.auditDirectory, 'audit.sqlite'))
    try {
      lock.exec('begin immediate')
      // By a token, so that a second gateway, whose store answers, is not asked to agree.
      const token = await gateway.token('citizen')
      const { body } = await gateway.query('{ myAccessLog { totalCount } }', { token })
      expect(body.data.myAccessLog).toBeNull()
      expect(body.errors).toMatchObject([{ extensions: { code: 'AUDIT_UNAVAILABLE' } }])
    } finally {
      lock.close()
    }
  })
})
