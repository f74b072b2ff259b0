import { jwtVerify } from 'jose'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { IdentityUnavailableError } from '../../src/access/errors.ts'
import { createKeys, type Keys } from '../../src/access/keys.ts'
import { createTestClock } from '../cache/fixture.ts'
import { type Issuer, startIssuer } from '../support/issuer.ts'

const seconds = (count: number) => count * 1_000
const minutes = (count: number) => seconds(60 * count)
const noSuchKey = { code: 'ERR_JWKS_NO_MATCHING_KEY' }
const unavailable = new IdentityUnavailableError()

let issuer: Issuer
let clock: ReturnType<typeof createTestClock>
let keys: Keys
beforeEach(async () => {
  issuer = await startIssuer()
  clock = createTestClock()
  keys = createKeys(new URL(`${issuer.identity.issuer}/jwks`), minutes(60), clock)
  return () => issuer.stop()
})
afterEach(() => void vi.useRealTimers())

const judge = async (token?: string): Promise<string> => {
  const { protectedHeader } = await jwtVerify(token ?? (await issuer.token()), keys.find)
  return String(protectedHeader.kid)
}
const many = (count: number, header: (index: number) => object = () => ({})) =>
  Promise.all(Array.from({ length: count }, (_, index) => issuer.token({}, { ...header(index) })))
const unknown = (count: number) => many(count, (index) => ({ kid: `unknown-${index}` }))

describe('keys', () => {
  test('are asked for once for whoever needs them at the same time, at the one place', async () => {
    const tokens = await many(10)
    await Promise.all([keys.refresh(), ...tokens.map(judge)])
    expect(issuer.pathsAsked()).toEqual(['/jwks'])
  })

  test('are used for ten minutes, then asked for again', async () => {
    await keys.refresh()
    clock.pass(minutes(10) - 1)
    await Promise.all([keys.refresh(), judge()])
    expect(issuer.keysAsked()).toBe(1)
    clock.pass(1)
    await Promise.all([keys.refresh(), judge()])
    expect(issuer.keysAsked()).toBe(2)
  })

  test('are asked for by the token that needs them where nobody has before', async () => {
    expect(await judge()).toBe('one')
    clock.pass(minutes(10))
    await issuer.rotate('two')
    expect(await judge()).toBe('two')
  })

  test('are asked for no more often when the wall clock is set', async () => {
    await keys.refresh()
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + minutes(30) })
    expect(await judge()).toBe('one')
    await expect(judge(await issuer.token({}, { kid: 'unknown' }))).rejects.toMatchObject(noSuchKey)
    expect(issuer.keysAsked()).toBe(1)
  })

  test('bear another number once they have been read again, and only then', async () => {
    await keys.refresh()
    const first = keys.epoch()
    clock.pass(minutes(5))
    await keys.refresh()
    expect(keys.epoch()).toBe(first)
    issuer.setDown(true)
    clock.pass(minutes(5))
    await keys.refresh()
    expect(keys.epoch()).toBe(first)
    issuer.setDown(false)
    clock.pass(seconds(5))
    await keys.refresh()
    await vi.waitFor(() => expect(keys.epoch()).not.toBe(first))
  })
})

describe('a key that nobody knows', () => {
  test('is asked for, and taken up where the provider has it', async () => {
    await keys.refresh()
    await issuer.rotate('two')
    clock.pass(seconds(30))
    expect(await judge()).toBe('two')
    expect(issuer.keysAsked()).toBe(2)
  })

  test('is asked for once in 30 seconds, by however many tokens', async () => {
    await keys.refresh()
    const tokens = await unknown(10)
    const judgeAll = async () => {
      for (const token of tokens) await expect(judge(token)).rejects.toMatchObject(noSuchKey)
    }
    clock.pass(seconds(30) - 1)
    await judgeAll()
    expect(issuer.keysAsked()).toBe(1)
    clock.pass(1)
    await judgeAll()
    expect(issuer.keysAsked()).toBe(2)
  })

  test('is asked for together by those who come at once', async () => {
    await keys.refresh()
    clock.pass(seconds(30))
    const answers = (await unknown(10)).map((token) =>
      expect(judge(token)).rejects.toMatchObject(noSuchKey),
    )
    await Promise.all(answers)
    expect(issuer.keysAsked()).toBe(2)
  })

  test('may be a new one while the provider is away: the token is not blamed', async () => {
    await keys.refresh()
    issuer.setDown(true)
    await issuer.rotate('two')
    clock.pass(seconds(30))
    await expect(judge()).rejects.toThrow(unavailable)
    await expect(judge()).rejects.toThrow(unavailable)
    expect(issuer.keysAsked()).toBe(2)
    issuer.setDown(false)
    clock.pass(seconds(5))
    expect(await judge()).toBe('two')
  })
})

test('a token whose signature is of an unknown kind asks the provider nothing', async () => {
  await keys.refresh()
  clock.pass(minutes(5))
  const flattened = { payload: '', signature: '' }
  await expect(keys.find({ alg: 'none', kid: 'one' }, flattened)).rejects.toMatchObject({
    code: 'ERR_JOSE_NOT_SUPPORTED',
  })
  expect(issuer.keysAsked()).toBe(1)
})

describe('while the provider is away', () => {
  test('from the start, no token is judged, and it is asked every five seconds', async () => {
    issuer.setDown(true)
    await expect(keys.refresh()).rejects.toThrow(unavailable)
    await expect(judge()).rejects.toThrow(unavailable)
    clock.pass(seconds(5) - 1)
    await expect(keys.refresh()).rejects.toThrow(unavailable)
    expect(issuer.keysAsked()).toBe(1)
    issuer.setDown(false)
    clock.pass(1)
    expect(await judge()).toBe('one')
    expect(issuer.keysAsked()).toBe(2)
  })

  test('the keys at hand are used until they have reached their bound', async () => {
    await keys.refresh()
    issuer.setDown(true)
    clock.pass(minutes(60) - 1)
    expect(await judge()).toBe('one')
    clock.pass(1)
    await expect(judge()).rejects.toThrow(unavailable)
    await expect(keys.refresh()).rejects.toThrow(unavailable)
  })

  test('and known to be, nobody waits for it who has keys to go by', async () => {
    await keys.refresh()
    issuer.setDown(true)
    clock.pass(minutes(10))
    await keys.refresh()
    issuer.setDown(false)
    issuer.setSilent(true)
    clock.pass(seconds(5))
    let isDone = false
    void keys.refresh().then(() => (isDone = true))
    await vi.waitFor(() => expect(issuer.keysAsked()).toBe(3))
    expect(isDone).toBe(true)
  })

  test('the first to notice waits for the answer, which may bring a key', async () => {
    await keys.refresh()
    issuer.setSilent(true)
    clock.pass(minutes(10))
    let isDone = false
    const waiting = keys.refresh().then(() => (isDone = true))
    await vi.waitFor(() => expect(issuer.keysAsked()).toBe(2))
    expect(isDone).toBe(false)
    issuer.hangUp()
    await waiting
    expect(await judge()).toBe('one')
  })

  test('whoever has no keys left waits for its answer', async () => {
    issuer.setDown(true)
    await expect(keys.refresh()).rejects.toThrow(unavailable)
    issuer.setDown(false)
    clock.pass(seconds(5))
    await keys.refresh()
    expect(await judge()).toBe('one')
  })
})
