import { describe, expect, test } from 'vitest'
import { createWorld } from '../../mocks/world/index.ts'
import { faultFields } from '../../src/telemetry/log.ts'
import { createCanaries, personalIn } from '../support/canaries.ts'

const world = createWorld({ now: () => new Date('2026-11-18T09:00:00+07:00') })
const [someone] = world.sandbox.people
if (someone === undefined) throw new Error('the sandbox names nobody')
const { personalId, fullName } = someone
const oldCard = world.sandbox.people.find((one) => one.oldCard !== null)?.oldCard ?? ''

describe('the search for leaks', () => {
  test.each([
    ['a number within a text', `user=${personalId};`, 'a personal number'],
    ['the number of an old card', `"number":"${oldCard}"`, "an old card's number"],
    ['a name as it is written', `Ông ${fullName}.`, 'a full name'],
    ['a name decomposed', fullName.normalize('NFD'), 'a full name'],
    ['a name in capitals', fullName.normalize('NFC').toUpperCase(), 'a full name'],
    [
      'a name without diacritics',
      fullName.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd').replaceAll('Đ', 'D'),
      'a full name',
    ],
  ])('finds %s, and does not repeat it', (_, text, kind) => {
    expect(personalIn(text, world)).toEqual([kind])
  })

  test.each([
    ['a number that is nobody’s', '999999999999'],
    ['a request id', `6f0c1d9e-7b8a-4c1d-9e2f-${personalId}`],
    ['a part of a longer number', `1${personalId}`],
    ['the decimals of a figure', `0.${oldCard}`],
  ])('does not take %s for a person', (_, text) => {
    expect(personalIn(text, world)).toEqual([])
  })

  test('looks into logs, figures, errors and addresses, and says where each leak is', () => {
    const canaries = createCanaries(world)
    canaries.searchLog(`{"event":"request"}\n{"event":"alarm","at":"${personalId}"}`)
    canaries.searchMetrics(`process_bytes ${oldCard}\nasked_total{who="${personalId}"} 1`)
    canaries.searchAnswer({
      status: 200,
      text: '',
      body: { data: { fullName }, errors: [{ message: fullName }] },
    })
    const asked = { instance: null, method: 'GET', operation: '', keys: [], at: new Date() }
    const wire = `?identity-number=${personalId}`
    canaries.searchAddresses([
      { ...asked, system: 'dossiers', path: '/search', query: wire },
      { ...asked, system: 'population', path: `/persons/${personalId}`, query: '' },
      { ...asked, system: 'procedures', path: '/list', query: wire },
    ])
    expect(canaries.leaks()).toEqual([
      'a personal number in a log line of the event alarm',
      'a personal number in the figure asked_total',
      'a full name in what an answer of status 200 says beside its data',
      'a personal number in an address at which population was asked',
      'a personal number in an address at which procedures was asked',
    ])
  })

  test('leaves the data of an answer alone, where persons may be', () => {
    const canaries = createCanaries(world)
    canaries.searchAnswer({ status: 200, text: fullName, body: { data: { fullName } } })
    expect(canaries.leaks()).toEqual([])
  })
})

describe('what is written of an unexpected error', () => {
  const place = /^\s+at .+silence\.test\.ts:\d+:\d+\)?$/

  test.each([
    ['its message', new TypeError(personalId)],
    ['a message of several lines', new RangeError(`x\n    at /${personalId}:1:1\n${fullName}`)],
    ['what caused it', new Error('', { cause: new Error(personalId) })],
    [
      'a message that was changed later',
      Object.assign(new Error(`${fullName}\n   at ${personalId} /x`), { message: 'other' }),
    ],
  ])('is where it arose, and not %s', (_, error) => {
    const { kind, at } = faultFields(error)
    expect(kind).toBe(error.constructor.name)
    expect(at.length).toBeGreaterThan(0)
    expect(at[0]).toMatch(place)
    expect(personalIn(JSON.stringify(at), world)).toEqual([])
  })

  test('is its type alone where it is no error', () => {
    expect(faultFields(personalId)).toEqual({ kind: 'string', at: [] })
  })
})
