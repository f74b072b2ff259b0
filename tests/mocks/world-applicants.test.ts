import { describe, expect, test } from 'vitest'
import { differences } from '../../mocks/world/statements.ts'
import type { WorldDossier } from '../../mocks/world/types.ts'
import { codes, list, now, world } from './world-fixture.ts'

const all = list()

describe('what applicants state', () => {
  const share = (test: (dossier: WorldDossier) => boolean) => all.filter(test).length / all.length

  test.each([
    ['no birth date', 0.01, 0.035, (d: WorldDossier) => d.applicant.birthDate === null],
    ['the dummy number', 0.004, 0.02, (d: WorldDossier) => d.applicant.number === '000000001'],
    ['no number', 0.002, 0.02, (d: WorldDossier) => d.applicant.number === null],
    [
      'an old card',
      0.008,
      0.04,
      (d: WorldDossier) => d.applicant.number?.length === 9 && d.applicant.number !== '000000001',
    ],
    ['another name', 0.004, 0.02, (d: WorldDossier) => differsIn(d, 'name')],
    ['another birth date', 0.004, 0.02, (d: WorldDossier) => differsIn(d, 'birthDate')],
    ['another number', 0.003, 0.02, (d: WorldDossier) => differsIn(d, 'number')],
    [
      'a name without diacritics in capitals',
      0.08,
      0.18,
      (d: WorldDossier) => /^[A-Z' ]+$/.test(d.applicant.fullName),
    ],
  ] as const)('is %s in some dossiers', (_, least, most, test) => {
    expect(share(test)).toBeGreaterThan(least)
    expect(share(test)).toBeLessThan(most)
  })

  const differsIn = (
    { applicant, applicantIndex }: WorldDossier,
    what: 'name' | 'birthDate' | 'number',
  ): boolean => differences(applicant, world.person(applicantIndex)).includes(what)

  test('is what the register holds in more than nine dossiers of ten', () => {
    const same = share(
      ({ applicant, applicantIndex }) =>
        differences(applicant, world.person(applicantIndex)).length === 0,
    )
    expect(same).toBeGreaterThan(0.95)
    expect(same).toBeLessThan(0.985)
  })

  test('is by living adults', () => {
    for (const { applicantIndex, receivedAt } of all.slice(0, 800)) {
      const person = world.person(applicantIndex)
      expect(person.lifeStatus).toBe('ALIVE')
      expect(receivedAt.getFullYear() - Number(person.birthDate.slice(0, 4))).toBeGreaterThan(18)
    }
  })
})

describe('the dossiers of one applicant', () => {
  const stated = Map.groupBy(all, ({ applicant }) => applicant.number)

  test('are exactly those that state the number, be it an id, an old card or a mistaken one', () => {
    let several = 0
    for (const [applicantNumber, dossiers] of stated) {
      if (applicantNumber === null || applicantNumber === '000000001') continue
      expect(codes(list({ applicantNumber }))).toEqual(codes(dossiers))
      if (dossiers.length > 1) several++
    }
    expect(several).toBeGreaterThan(100)
  })

  test('are found in the whole province too, at offices that serve all of it', () => {
    const office = { organisation: 'H26.01' }
    for (const dossier of list({ ...office, limit: 200 })) {
      const { number } = dossier.applicant
      if (number === null || number === '000000001') continue
      const found = world.dossiers({
        instance: 'ha-noi',
        applicantNumber: number,
        offset: 0,
        limit: 50,
      })
      expect(codes(found.items)).toContain(dossier.code)
    }
  })

  test('are narrowed by status, time and page like any list', () => {
    const [applicantNumber, dossiers = []] =
      [...stated].find(([number, own]) => number?.length === 12 && own.length > 2) ?? []
    const query = { applicantNumber: applicantNumber ?? '' }
    expect(codes(list({ ...query, offset: 1, limit: 1 }))).toEqual(codes(dossiers.slice(1, 2)))
    const status = dossiers[0]?.status ?? 0
    expect(codes(list({ ...query, status }))).toEqual(
      codes(dossiers.filter((dossier) => dossier.status === status)),
    )
    const from = dossiers[0]?.receivedAt ?? now
    expect(codes(list({ ...query, from }))).toEqual(
      codes(dossiers.filter(({ receivedAt }) => receivedAt >= from)),
    )
  })

  test('who stated the dummy number are many, who never filed anything none', () => {
    expect(codes(list({ applicantNumber: '000000001' }))).toEqual(
      codes(stated.get('000000001') ?? []),
    )
    expect(list({ applicantNumber: '999999999999' })).toEqual([])
    expect(list({ applicantNumber: '' })).toEqual([])
  })
})
