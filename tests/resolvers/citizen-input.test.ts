import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Asking, type Gateway, startGateway } from '../support/gateway.ts'

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway()
  return () => gateway.stop()
})
beforeEach(() => gateway.forget())

const officer: Asking = { as: 'officer', procedure: '1.001193' }
const one = `query ($match: CitizenMatch!) { citizen(match: $match) { __typename ... on Citizen { personalId fullName } ... on SourceUnavailable { source retryable } } }`
const ask = (input: unknown, asking: Asking = officer) =>
  gateway.query(one, { ...asking, variables: { match: input } })

describe('bad input names the argument and never repeats the value', () => {
  const personal = '0011920001x1'
  const bad: readonly (readonly [string, unknown, string])[] = [
    [
      'a number with a letter',
      { ...{ fullName: 'A', birthDate: '1992' }, personalId: personal },
      'match.personalId',
    ],
    [
      'a number as a number',
      { fullName: 'A', birthDate: '1992', personalId: 1192000111 },
      'match.personalId',
    ],
    [
      'a name as a number',
      { fullName: 1192000111, birthDate: '1992', personalId: '001192000111' },
      'match.fullName',
    ],
    [
      'a date that does not exist',
      { fullName: 'A', birthDate: '1992-02-31', personalId: '001192000111' },
      'match.birthDate',
    ],
    [
      'both numbers',
      { fullName: 'A', birthDate: '1992', personalId: '001192000111', oldCardNumber: '012345678' },
      'match',
    ],
    ['no number', { fullName: 'A', birthDate: '1992' }, 'match'],
    [
      'a field that does not exist',
      { fullName: 'A', birthDate: '1992', personalId: '001192000111', x0011: 1 },
      'match',
    ],
  ]
  test.each(bad)('in a variable: %s', async (_, input, argument) => {
    const { text, body } = await ask(input)
    expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument })
    expect(text).not.toMatch(/0011920001|1192000111|1992-02-31|012345678/)
    expect(gateway.asked('population')).toEqual([])
  })

  test.each([
    [
      'personalId',
      '{ citizen(match: { personalId: "0011920001x1", fullName: "A", birthDate: "1992" }) { __typename } }',
    ],
    [
      'fullName',
      '{ citizen(match: { personalId: "001192000111", fullName: 1192000111, birthDate: "1992" }) { __typename } }',
    ],
    [
      'birthDate',
      '{ citizen(match: { personalId: "001192000111", fullName: "A", birthDate: "31/02/1992" }) { __typename } }',
    ],
    ['code', '{ dossier(code: "0011920001 11") { code } }'],
  ])('in the document: %s', async (argument, query) => {
    const { status, text, body } = await gateway.query(query, officer)
    expect(status).toBe(400)
    expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument })
    expect(text).not.toMatch(/0011920001|1192000111|31\/02|"A"/)
  })
})
