import { describe, expect, test } from 'vitest'
import { roles } from '../../src/access/actor.ts'
import { toActor } from '../../src/access/claims.ts'
import { InvalidTokenError } from '../../src/access/errors.ts'

const officer = {
  role: 'officer',
  client_id: 'desk',
  officer_id: '001085000777',
  unit: 'H26.101',
}
const citizen = { role: 'citizen', client_id: 'portal', personal_id: '001085000888' }
const others = roles.filter((role) => role !== 'officer' && role !== 'citizen')

describe('what a token says of its bearer', () => {
  test('is an officer’s number, unit and login name, and where they are in charge', () =>
    expect(
      toActor({ ...officer, account: 'a.b', communes: ['00070', '00073'], province: '01' }),
    ).toEqual({
      role: 'officer',
      clientId: 'desk',
      communes: ['00070', '00073'],
      province: '01',
      officerId: '001085000777',
      organisation: 'H26.101',
      account: 'a.b',
    }))

  test('is a citizen’s number', () =>
    expect(toActor(citizen)).toEqual({
      role: 'citizen',
      clientId: 'portal',
      communes: [],
      province: null,
      personalId: '001085000888',
    }))

  test.each(others)('is no number for the role %s, whatever stands there', (role) =>
    expect(toActor({ ...officer, ...citizen, role })).toEqual({
      role,
      clientId: 'portal',
      communes: [],
      province: null,
    }),
  )

  test.each([
    ['left out', {}],
    ['null', { account: null, province: null }],
  ])('may lack what not everybody has: it is %s', (_, claims) =>
    expect(toActor({ ...officer, ...claims })).toMatchObject({ account: null, province: null }),
  )
})

describe('a token says nothing that could be believed', () => {
  test.each<readonly [string, unknown]>([
    ['where it says nothing', undefined],
    ['where its role is none', { ...officer, role: 'king' }],
    ['where it names no client', { ...officer, client_id: undefined }],
    ['where its client has no name', { ...citizen, client_id: '' }],
    ['where its client’s name has no end', { ...citizen, client_id: 'x'.repeat(201) }],
    ['where its client is no text', { role: 'auditor', client_id: 7 }],
    ['where a commune is none', { ...officer, communes: ['00070', 'x'] }],
    ['where communes are no list', { ...officer, communes: '00070' }],
    ['where the province is none', { ...officer, province: 'Hà Nội' }],
    ['where the officer’s number is none', { ...officer, officer_id: '12' }],
    ['where the officer’s number is no text', { ...officer, officer_id: 1_085_000_777 }],
    ['where the unit is none', { ...officer, unit: '' }],
    ['where the login name has no end', { ...officer, account: 'x'.repeat(101) }],
    ['where the citizen’s number is none', { ...citizen, personal_id: '0010850008881' }],
  ])('%s', (_, claims) => expect(() => toActor(claims)).toThrow(new InvalidTokenError('CLAIMS')))

  test('and is not told in the error, which goes into the log', () => {
    const refused = (() => {
      try {
        return toActor({ ...citizen, personal_id: '00108500088' })
      } catch (error) {
        return error
      }
    })()
    expect(refused).toMatchObject({ name: 'InvalidTokenError', code: 'CLAIMS' })
    expect(String(refused)).not.toContain('00108500088')
  })

  test('but a name of the greatest length is one', () =>
    expect(
      toActor({ ...officer, client_id: 'c'.repeat(200), account: 'a'.repeat(100) }),
    ).toMatchObject({ clientId: 'c'.repeat(200), account: 'a'.repeat(100) }))
})
