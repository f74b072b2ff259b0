import { describe, expect, test } from 'vitest'
import { createWorld } from '../../mocks/world/index.ts'
import { codes, counter, now } from './world-fixture.ts'

describe('arrivals', () => {
  const arriving = createWorld({ now: () => now })
  const before = arriving.dossiers({ ...counter, offset: 0, limit: 10 })
  const added = arriving.receive('ha-noi', counter.organisation, 50)

  test('stand at the head of the list and are found by code', () => {
    const after = arriving.dossiers({ ...counter, offset: 0, limit: 60 })
    expect(after.total).toBe(before.total + 50)
    expect(codes(after.items.slice(0, 50))).toEqual(codes(added).toSorted())
    expect(codes(after.items.slice(50))).toEqual(codes(before.items))
    for (const dossier of added) expect(arriving.dossier(dossier.code)).toEqual(dossier)
    expect(new Set(codes(added)).size).toBe(50)
  })

  test('are found by their applicant', () => {
    const dossier = added.find(({ applicant }) => applicant.number?.length === 12)
    const applicantNumber = dossier?.applicant.number ?? ''
    const { items } = arriving.dossiers({ ...counter, applicantNumber, offset: 0, limit: 100 })
    expect(codes(items)).toContain(dossier?.code)
  })

  test('of a given moment stand at that moment', () => {
    const at = new Date('2026-11-18T09:00:00+07:00')
    const [dossier] = arriving.receive('ha-noi', counter.organisation, 1, at)
    expect(dossier?.receivedAt).toEqual(at)
    const query = { ...counter, from: at, to: at, offset: 0, limit: 10 }
    expect(codes(arriving.dossiers(query).items)).toContain(dossier?.code)
  })

  test('at an agency that leaves its counter to a centre are received by itself', () => {
    const centre = arriving.agencies('ha-noi').find(({ level }) => level === 3)
    const [dossier] = arriving.receive('ha-noi', centre?.parent ?? '', 1)
    expect(dossier?.organisation.code).toBe(centre?.parent)
    expect(arriving.dossier(dossier?.code ?? '')?.code).toBe(dossier?.code)
  })

  test('at an unknown agency are refused', () => {
    expect(() => arriving.receive('ha-noi', 'H99.1', 1)).toThrow(RangeError)
    expect(() => arriving.receive('ha-noi', 'H22.101', 1)).toThrow(RangeError)
  })
})
