import { beforeEach, describe, expect, test } from 'vitest'
import { createTestClock } from '../cache/fixture.ts'
import { type Gateway, startGateway } from '../support/gateway.ts'
import { type Issuer, startIssuer } from '../support/issuer.ts'
import { asksForEverything, expectNoTrace, expectRefused } from './attack.ts'

const seconds = (count: number) => count * 1_000
const minutes = (count: number) => seconds(60 * count)
const noSuchKey = 'ERR_JWKS_NO_MATCHING_KEY'

let issuer: Issuer
let gateway: Gateway
let clock: ReturnType<typeof createTestClock>
beforeEach(async () => {
  issuer = await startIssuer()
  clock = createTestClock()
  gateway = await startGateway({ clock, config: { identity: issuer.identity } })
  return async () => {
    await gateway.stop()
    await issuer.stop()
  }
})

/** Of a question that no system is asked for. */
const statusOf = async (token?: string) => {
  const asking = { token: token ?? (await issuer.token()) }
  return (await gateway.query('{ __typename }', asking)).status
}

/** 503, no system asked, nothing of the token kept. */
const expectUnjudged = async (token: string): Promise<void> => {
  gateway.forget()
  const { status, text, body } = await gateway.query(asksForEverything, { token })
  expect(status).toBe(503)
  expect(body.data).toBeUndefined()
  expect(body.errors).toMatchObject([
    { extensions: { code: 'IDENTITY_UNAVAILABLE', retryable: true } },
  ])
  expect(gateway.asked('dossiers')).toEqual([])
  expectNoTrace(text + gateway.logged(), token)
}

const forged = (count: number, of: (index: number) => string) =>
  Promise.all(Array.from({ length: count }, (_, index) => issuer.token({}, { kid: of(index) })))

describe('while the provider can be reached', () => {
  test('its keys are asked for once for many tokens, and again after ten minutes', async () => {
    await Promise.all(Array.from({ length: 20 }, () => statusOf()))
    clock.pass(minutes(10) - 1)
    expect(await statusOf()).toBe(200)
    expect(issuer.keysAsked()).toBe(1)
    clock.pass(1)
    expect(await statusOf()).toBe(200)
    expect(issuer.keysAsked()).toBe(2)
  })

  test('a flood of unknown key ids asks it once in 30 seconds', async () => {
    expect(await statusOf()).toBe(200)
    clock.pass(seconds(30))
    for (const token of await forged(20, (index) => `k${index}`))
      await expectRefused(gateway, { token }, noSuchKey)
    expect(issuer.keysAsked()).toBe(2)
    clock.pass(seconds(29))
    const tokens = await forged(20, (index) => `l${index}`)
    expect(new Set(await Promise.all(tokens.map((token) => statusOf(token))))).toEqual(
      new Set([401]),
    )
    expect(issuer.keysAsked()).toBe(2)
    clock.pass(seconds(1))
    await Promise.all(tokens.map((token) => statusOf(token)))
    expect(issuer.keysAsked()).toBe(3)
  })

  test('a new key is taken up with the first token that names it', async () => {
    expect(await statusOf()).toBe(200)
    clock.pass(seconds(31))
    await issuer.rotate('two')
    expect(await statusOf()).toBe(200)
    expect(issuer.keysAsked()).toBe(2)
  })

  test('a key that was withdrawn is believed for ten minutes at most', async () => {
    const old = await issuer.token()
    expect(await statusOf(old)).toBe(200)
    await issuer.rotate('two')
    clock.pass(minutes(10))
    await expectRefused(gateway, { token: old }, noSuchKey)
  })
})

describe('while the provider cannot be reached', () => {
  test('from the start, no token is judged until it can, and public data is served', async () => {
    issuer.setDown(true)
    const token = await issuer.token()
    await expectUnjudged(token)
    expect((await gateway.query('{ province(code: "01") { code } }')).status).toBe(200)
    issuer.setDown(false)
    await expectUnjudged(token)
    clock.pass(seconds(5))
    expect(await statusOf(token)).toBe(200)
  })

  test('tokens go on being good by the keys at hand, and bad ones bad', async () => {
    expect(await statusOf()).toBe(200)
    issuer.setDown(true)
    for (let minute = 0; minute < 59; minute += 1) {
      clock.pass(minutes(1))
      expect(await statusOf()).toBe(200)
    }
    await expectRefused(
      gateway,
      { token: await issuer.token({ aud: 'else' }) },
      'ERR_JWT_CLAIM_VALIDATION_FAILED',
    )
  })

  test('for an hour, no token is judged any more, however good, until it can be', async () => {
    expect(await statusOf()).toBe(200)
    issuer.setDown(true)
    clock.pass(minutes(60))
    await expectUnjudged(await issuer.token())
    await expectUnjudged(`${(await issuer.token()).split('.', 2).join('.')}.AAAA`)
    issuer.setDown(false)
    clock.pass(seconds(5))
    expect(await statusOf()).toBe(200)
  })

  test('an unknown key may be a new one, so that its token is not blamed', async () => {
    expect(await statusOf()).toBe(200)
    issuer.setDown(true)
    await issuer.rotate('two')
    clock.pass(seconds(31))
    await expectUnjudged(await issuer.token())
    await expectUnjudged(await issuer.token())
    issuer.setDown(false)
    clock.pass(seconds(5))
    expect(await statusOf()).toBe(200)
  })

  test('it is asked every five seconds at most, whoever asks', async () => {
    issuer.setDown(true)
    const tokens = [...(await forged(10, (index) => `k${index}`)), await issuer.token()]
    await Promise.all(tokens.map((token) => statusOf(token)))
    for (const token of tokens) expect(await statusOf(token)).toBe(503)
    expect(issuer.keysAsked()).toBe(1)
    clock.pass(seconds(5))
    await Promise.all(tokens.map((token) => statusOf(token)))
    expect(issuer.keysAsked()).toBe(2)
  })
})

test('what is no set of keys is no answer: no token is judged by it', async () => {
  const jwksUri = `${gateway.adminUrl}/livez`
  const other = await startGateway({ config: { identity: { ...issuer.identity, jwksUri } } })
  const { status } = await other.query(asksForEverything, { token: await issuer.token() })
  await other.stop()
  expect(status).toBe(503)
})

test('the bound is a setting', async () => {
  const identity = { ...issuer.identity, keysMaxAgeSeconds: 900 }
  const other = await startGateway({ clock, config: { identity } })
  const ofOther = async () =>
    (await other.query('{ __typename }', { token: await issuer.token() })).status
  expect(await ofOther()).toBe(200)
  issuer.setDown(true)
  clock.pass(seconds(899))
  expect(await ofOther()).toBe(200)
  clock.pass(seconds(1))
  expect(await ofOther()).toBe(503)
  await other.stop()
})
