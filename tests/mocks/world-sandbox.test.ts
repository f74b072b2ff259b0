import { describe, expect, test } from 'vitest'
import { createWorld } from '../../mocks/world/index.ts'
import type { WorldDossier, WorldPerson } from '../../mocks/world/types.ts'

const now = new Date('2026-11-20T15:00:00+07:00')
const world = createWorld({ now: () => now })

const personOf = (label: string): WorldPerson => {
  const entry = world.sandbox.people.find((candidate) => candidate.label === label)
  const person = world.personById(entry?.personalId ?? '')
  if (person === null) throw new Error(`no person ${label}`)
  return person
}
const dossierOf = (label: string): WorldDossier => {
  const entry = world.sandbox.dossiers.find((candidate) => candidate.label === label)
  const dossier = world.dossier(entry?.code ?? '')
  if (dossier === null) throw new Error(`no dossier ${label}`)
  return dossier
}
const registered = (dossier: WorldDossier): WorldPerson => world.person(dossier.applicantIndex)

describe('the sandbox', () => {
  test('offers at least 16 people and 14 dossiers, each under its own label and in both languages', () => {
    const { people, dossiers } = world.sandbox
    expect(people.length).toBeGreaterThanOrEqual(16)
    expect(dossiers.length).toBeGreaterThanOrEqual(14)
    expect(new Set(people.map(({ label }) => label)).size).toBe(people.length)
    expect(new Set(dossiers.map(({ label }) => label)).size).toBe(dossiers.length)
    for (const { specialVi, specialEn } of [...people, ...dossiers])
      expect(specialVi.length > 3 && specialEn.length > 3).toBe(true)
  })

  test.each<[string, (person: WorldPerson) => boolean]>([
    ['ordinary', (p) => p.lifeStatus === 'ALIVE' && p.spouse !== null],
    ['child', (p) => p.father !== null && p.mother !== null && p.birthDate > '2013'],
    ['twin', (p) => p.twinIndex === personOf('other-twin').index],
    ['dead', (p) => p.lifeStatus === 'DEAD'],
    ['missing', (p) => p.lifeStatus === 'MISSING'],
    ['moved', (p) => p.moved],
    ['year-only', (p) => p.birthPrecision === 'YEAR'],
    ['old-card', (p) => world.personByOldCard(p.oldCard ?? '')?.index === p.index],
    ['decomposed-name', (p) => p.fullName !== p.fullName.normalize('NFC')],
    ['ethnic-minority', (p) => p.ethnicity === '12' && /^(Y |H')/.test(p.fullName)],
    ['former-commune-code', (p) => world.communes.every((c) => c.code !== p.permanent.communeCode)],
    ['widowed', (p) => p.marital === 3],
    ['protected', (p) => p.isProtected],
    ['man-1900s', (p) => p.personalId[3] === '0'],
    ['woman-1900s', (p) => p.personalId[3] === '1'],
    ['man-2000s', (p) => p.personalId[3] === '2'],
    ['woman-2000s', (p) => p.personalId[3] === '3'],
    [
      'several-dossiers',
      (p) =>
        world.dossiers({
          instance: 'ha-noi',
          applicantNumber: p.personalId,
          offset: 0,
          limit: 1,
        }).total > 1,
    ],
  ])('has a person who is what "%s" says', (label, test) => {
    expect(test(personOf(label))).toBe(true)
  })

  test.each<[string, (dossier: WorldDossier) => boolean]>([
    ['ordinary', (d) => d.finishedAt === null],
    ['returned', (d) => d.status === 10],
    ['overdue', (d) => d.finishedAt === null && d.dueAt !== null && d.dueAt < now],
    ['no-due-date', (d) => d.dueAt === null],
    ['supplement-requested', (d) => d.status === 5 && d.supplements.at(-1)?.until === null],
    ['supplemented', (d) => d.supplements[0]?.until instanceof Date],
    ['name-differs', (d) => d.applicant.number === registered(d).personalId],
    ['birth-date-differs', (d) => !registered(d).birthDate.startsWith(d.applicant.birthDate ?? '')],
    ['number-differs', (d) => d.applicant.number !== registered(d).personalId],
    ['no-birth-date', (d) => d.applicant.birthDate === null],
    ['dummy-number', (d) => d.applicant.number === '000000001'],
    ['old-card', (d) => d.applicant.number === registered(d).oldCard],
    [
      'unlicensed-procedure',
      (d) => world.procedures.some((p) => p.code === d.procedureCode && !p.licensed),
    ],
    ['long-code', (d) => /^H26\.104-\d{8}-\d{7}$/.test(d.code)],
    ['packet-dialect', (d) => d.instance === 'ho-chi-minh'],
    ['merged-province', (d) => d.instance === 'tuyen-quang' && d.code.startsWith('H22.')],
    ['several-dossiers', (d) => d.applicantIndex === personOf('several-dossiers').index],
  ])('has a dossier that is what "%s" says', (label, test) => {
    expect(test(dossierOf(label))).toBe(true)
  })

  test('is the same in two worlds of one seed at one moment', () => {
    expect(createWorld({ now: () => now }).sandbox).toEqual(world.sandbox)
  })

  test('offers dossiers of a later day on a later day', () => {
    let moment = now
    const moving = createWorld({ now: () => moment })
    const first = moving.sandbox
    moment = new Date('2026-12-01T15:00:00+07:00')
    const later = moving.sandbox
    expect(later.people.slice(0, 16)).toEqual(first.people.slice(0, 16))
    expect(later.dossiers.find(({ label }) => label === 'ordinary')?.code).toMatch(
      /-26(11(2|30)|1201)/,
    )
  })
})

describe('officers', () => {
  const { demoOfficer } = world

  test('of the demonstration serve at phường Hoàn Kiếm', () => {
    expect(demoOfficer.organisation.name).toBe('UBND phường Hoàn Kiếm')
    const commune = world.communes.find(({ code }) => code === demoOfficer.communeCode)
    expect(commune?.name).toBe('Phường Hoàn Kiếm')
    expect(world.isKnownOfficer(demoOfficer.personalId)).toBe(true)
  })

  test('are three living people of working age at every agency that receives dossiers', () => {
    const agencies = world.agencies('ha-noi').filter(({ code }) => world.officers(code).length > 0)
    expect(agencies.length).toBeGreaterThan(126)
    for (const { code } of agencies)
      for (const { personalId, lifeStatus, birthDate } of world.officers(code)) {
        expect(world.isKnownOfficer(personalId)).toBe(true)
        expect(lifeStatus).toBe('ALIVE')
        expect(birthDate > '1960' && birthDate < '2005').toBe(true)
      }
    expect(world.officers('H99.101')).toEqual([])
  })

  test('are few: nearly everybody else is refused', () => {
    const known = Array.from(
      { length: 5000 },
      (_, at) => world.person(at * 20_000).personalId,
    ).filter((id) => world.isKnownOfficer(id))
    expect(known.length).toBeLessThan(5)
    expect(world.isKnownOfficer('001085999999x')).toBe(false)
  })
})
