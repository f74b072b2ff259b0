import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Gateway, startGateway } from '../support/gateway.ts'
import { callUsage, createClock, lookAt, type Person, sandboxPerson } from '../support/looks.ts'

const clock = createClock()
let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway({ now: clock.now })
  return () => gateway.stop()
})
beforeEach(() => clock.passMinutes(1))

const tokenOf = (person: Person) => gateway.token('citizen', { person: person.personalId })

const findUsage = async (person: Person, body: Readonly<Record<string, unknown>> = {}) =>
  callUsage(gateway, 'findUsage', { token: await tokenOf(person), body })

describe('a question that is not as the protocol has it', () => {
  test.each([
    ['more than 1,000 entries', { limit: 1001 }, 'limit'],
    ['no entries', { limit: 0 }, 'limit'],
    ['a page before the first', { offset: -1 }, 'offset'],
    ['half an entry', { limit: 1.5 }, 'limit'],
    ['a day for a moment', { periodStart: '2026-11-19' }, 'periodStart'],
    ['a day that does not exist', { periodEnd: '2026-02-30T00:00:00' }, 'periodEnd'],
    [
      'an end before the start',
      { periodStart: '2026-11-19T00:00:00', periodEnd: '2026-11-18T00:00:00' },
      'periodEnd',
    ],
    ['a number of 11 digits', { userCode: '01234567890' }, 'userCode'],
    ['an unknown parameter', { periodstart: '2026-11-18T00:00:00' }, 'findUsage'],
  ])('such as %s is refused, and told where it is wrong', async (_, body, name) => {
    const answer = await findUsage(sandboxPerson(gateway), body)
    expect(answer.status).toBe(400)
    expect(answer.body.code).toBe('Sender')
    expect(answer.body.message).toContain(`${name}: `)
    for (const value of Object.values(body).filter((given) => typeof given === 'string'))
      expect(answer.text).not.toContain(value)
  })

  test('1,000 entries are allowed', async () => {
    expect((await findUsage(sandboxPerson(gateway), { limit: 1000 })).status).toBe(200)
  })

  test('a body that is no JSON is refused in the same form', async () => {
    const response = await fetch(`${gateway.url}/usage/findUsage`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'accept-language': 'vi' },
      body: '{"userCode": 0012',
    })
    expect(response.status).toBe(400)
    expect(await response.json()).toEqual({
      code: 'Sender',
      message: 'Yêu cầu không đúng giao thức.',
    })
  })
})

describe('the log of another', () => {
  let seen: Person
  let unseen: Person
  beforeAll(async () => {
    seen = sandboxPerson(gateway, 4)
    unseen = sandboxPerson(gateway, 5)
    clock.passMinutes(1)
    await lookAt(gateway, seen)
  })

  test.each(['citizen', 'officer', 'dashboard', 'ministry', 'auditor', 'operator'] as const)(
    'is refused to the client %s in the same bytes whether anything is recorded or not',
    async (persona) => {
      const token = await gateway.token(persona)
      const ask = async ({ personalId }: Person) => {
        const headers = { 'x-road-userid': personalId }
        const { status, text } = await callUsage(gateway, 'findUsage', { token, body: {}, headers })
        return { status, text }
      }
      const refused = {
        status: 403,
        text: JSON.stringify({
          code: 'Sender',
          message: 'Only one’s own log may be asked for, by a client that the policy names for it.',
        }),
      }
      expect(await ask(seen)).toEqual(refused)
      expect(await ask(unseen)).toEqual(refused)
    },
  )

  test('is refused to citizens who name it as `userCode`', async () => {
    const answer = await findUsage(unseen, { userCode: seen.personalId })
    expect(answer.status).toBe(403)
    expect(answer.text).not.toContain(seen.personalId)
  })

  test('is refused to those who have not signed in', async () => {
    const headers = { 'x-road-userid': seen.personalId }
    const answer = await callUsage(gateway, 'findUsage', { body: {}, headers })
    expect(answer).toMatchObject({ status: 401, body: { code: 'Sender' } })
    const forged = await callUsage(gateway, 'findUsage', { body: {}, headers, token: 'a.b.c' })
    expect(forged).toMatchObject({ status: 401, body: { code: 'Sender' } })
  })
})

describe('the number of a person', () => {
  test('is not taken from a URL, even if it is the reader’s own', async () => {
    const person = sandboxPerson(gateway)
    const token = await tokenOf(person)
    const path = `findUsage?userCode=${person.personalId}`
    for (const body of [undefined, {}]) {
      const answer = await callUsage(gateway, path, { token, body })
      expect(answer.status).toBe(400)
      expect(answer.body.message).toContain('userCode: never in a URL')
    }
  })

  test('and the address stand in no line of the gateway’s own log', () => {
    const logged = gateway.logged()
    expect(logged).toContain('"event":"find-usage"')
    expect(logged).not.toContain('/usage')
    expect(logged).not.toContain('userCode')
    for (let index = 0; index < 7; index += 1)
      expect(logged).not.toContain(sandboxPerson(gateway, index).personalId)
  })
})
