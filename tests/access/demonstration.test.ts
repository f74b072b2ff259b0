import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { families, familyKeys } from '../../mocks/procedures/families.ts'
import { detailsRow } from '../../mocks/procedures/records.ts'
import { catalogue, worldProcedures } from '../../mocks/procedures/index.ts'
import { personaNames } from '../../mocks/identity/personas.ts'
import { demoProtectedKey } from '../../mocks/protected-key.ts'
import { createWorld } from '../../mocks/world/index.ts'
import { parsePolicyFile } from '../../src/access/policy/check.ts'
import { createPolicy } from '../../src/access/policy/index.ts'
import { policyJsonSchema } from '../../src/access/policy/json-schema.ts'
import { parseRegister, protectedHash } from '../../src/access/protected-register.ts'
import type { FieldClass } from '../../src/access/policy/types.ts'
import {
  citizen,
  day,
  details,
  now,
  officer,
  organisation,
  other,
  paper,
  unitCode,
} from './policy-fixture.ts'

const folder = join(import.meta.dirname, '../../policy')
const text = readFileSync(join(folder, 'demonstration.yaml'), 'utf8')
const file = parsePolicyFile(text)
const policy = createPolicy(file, now)
const today = day('2026-11-18')

const detailsOf = (code: string) => {
  const entry = catalogue.find((candidate) => candidate.code === code)
  if (entry === undefined) throw new Error('The simulated catalogue lacks this procedure')
  const { field, body, papers } = families[entry.family]
  return details({
    code,
    fields: [{ code: field[0], name: field[1] }],
    agencies: [{ code: body, name: '' }],
    papers: papers.map((name) => paper(name)),
  })
}

describe('the policy of the simulated government', () => {
  test('licenses the fields that its population database answers for, and no others', () => {
    const licensed = familyKeys.filter((key) => families[key].isLicensed)
    expect(new Set(file.fields.filter((row) => row.licensed).map(({ code }) => code))).toEqual(
      new Set(licensed.map((key) => families[key].field[0])),
    )
  })

  test('licenses a procedure exactly where the population database answers for it', () => {
    const differing = worldProcedures.filter(
      ({ code, licensed }) => policy.licenceOf(detailsOf(code)).isLicensed !== licensed,
    )
    expect(differing).toEqual([])
    expect(worldProcedures.some(({ licensed }) => licensed)).toBe(true)
  })

  test('names fields, bodies and procedures as the catalogue does', () => {
    const rows = worldProcedures.map(({ code }) => detailsRow(code) ?? {})
    const all = JSON.stringify(rows)
    const named = [...file.fields, ...file.procedures, ...file.competence]
    for (const text of named.flatMap(({ code, name }) => [code, name]))
      expect(all).toContain(`"${text ?? ''}"`)
    for (const { name } of file.papers) expect(all).toContain(`"${name ?? ''}"`)
  })

  test('grants the commune counter relatives for civil status, and no religion or blood group', () => {
    const grant = policy.grantFor(officer, today)
    const granted = grant?.role === 'officer' ? grant.classes : []
    const shown = (code: string) =>
      policy.licenceOf(detailsOf(code)).classes.filter((name) => granted.includes(name))
    expect(shown('1.000656')).toEqual(['IDENTITY', 'CIVIL_STATUS', 'RESIDENCE', 'FAMILY'])
    expect(shown('1.001193')).toContain('ETHNICITY')
    expect(shown('1.004859')).toContain('ETHNICITY')
    expect(shown('2.000815')).toEqual(['IDENTITY'])
    for (const name of ['RELIGION', 'BLOOD_GROUP'] satisfies FieldClass[])
      expect(granted).not.toContain(name)
  })

  test('grants a second client no relatives, nothing sensitive and a masked number', () =>
    expect(policy.grantFor({ ...officer, clientId: 'counter-basic' }, today)).toMatchObject({
      classes: ['IDENTITY', 'RESIDENCE'],
      personalId: 'MASKED',
      purposes: ['DOSSIER'],
    }))

  test('lets each client of the identity provider act in its own role, and in no other', () => {
    const named = file.grants.map(({ client, role }) => `${client} ${role}`)
    const others = ['counter-basic officer', 'national-portal portal']
    expect(named.toSorted()).toEqual(
      [...personaNames.map((name) => `${name} ${name}`), ...others].toSorted(),
    )
    expect(policy.grantFor(citizen, today)).toEqual({
      client: 'citizen',
      role: 'citizen',
      until: null,
    })
    expect(policy.grantFor(other('ministry', 'officer'), today)).toBeNull()
    expect(policy.grantFor(other('ministry', 'somebody'), today)).toBeNull()
  })

  test('lets a commune take in what communes carry out, and not what departments do', () => {
    const commune = {
      organisation: organisation('H26.101'),
      communeCode: unitCode('00070'),
      name: 'UBND phường Hoàn Kiếm',
    }
    const department = {
      organisation: organisation('H26.03'),
      communeCode: null,
      name: 'Sở Nội vụ thành phố Hà Nội',
    }
    const isCompetentFor = (code: string) =>
      [commune, department].map((unit) => policy.isCompetent(detailsOf(code), unit))
    expect(isCompetentFor('1.001193')).toEqual([true, false])
    expect(isCompetentFor('1.004222')).toEqual([true, false])
    const merit = catalogue.find(({ family }) => family === 'merit')
    expect(isCompetentFor(merit?.code ?? '')).toEqual([false, true])
  })

  test('has nothing in it that has ended', () => expect(policy.warnings).toEqual([]))

  test('points editors at the schema that the gateway checks it by, which is up to date', () => {
    const [, schemaFile = ''] = /\$schema=(\S+)/.exec(text.split('\n')[0] ?? '') ?? []
    const schema: unknown = JSON.parse(readFileSync(join(folder, schemaFile), 'utf8'))
    expect(schema).toEqual(JSON.parse(policyJsonSchema()))
  })
})

describe('the register of the simulated government', () => {
  const register = parseRegister(
    readFileSync(join(folder, 'demonstration-protected.jsonl'), 'utf8'),
    demoProtectedKey,
  )
  const isProtected = (number: string) => register.has(protectedHash(demoProtectedKey, number))

  test('protects the persons whom the sandbox says are protected, by each of their numbers, and no others', () => {
    const { people } = createWorld().sandbox
    for (const { label, personalId, oldCard } of people) {
      expect([label, isProtected(personalId)]).toEqual([label, label === 'protected'])
      if (oldCard !== null) expect(isProtected(oldCard)).toBe(label === 'protected')
    }
    expect(people.some(({ label }) => label === 'protected')).toBe(true)
  })
})
