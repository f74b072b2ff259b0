import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { formatRegister, protectedHash } from '../../src/access/protected-register.ts'
import { type Gateway, startGateway } from '../support/gateway.ts'
import { births, createClock } from '../support/looks.ts'
import { changedPolicy } from '../support/policy.ts'

const key = 'the key of this register and of none other'
const directory = mkdtempSync(join(tmpdir(), 'lien-thong-hidden-'))
const file = join(directory, 'protected.jsonl')
const clock = createClock()

/** Of a client that may know who is protected, and of one that may not. */
let knowing: Gateway
let ordinary: Gateway

const start = (knowsProtected: boolean) =>
  startGateway({
    now: clock.now,
    config: {
      access: {
        policy: changedPolicy(({ grants: [counter, ...others] }) => ({
          grants: [{ ...counter, knowsProtected }, ...others],
        })),
        protectedPersons: { file, key },
      },
    },
  })

/** Somebody who has an old card. */
const carded = ({ world }: Gateway) => {
  const found = world.sandbox.people.find(({ label }) => label === 'ordinary')
  if (!found?.oldCard) throw new Error('nobody ordinary has an old card')
  return found
}

beforeAll(async () => {
  writeFileSync(file, formatRegister(new Map(), key))
  const scout = await start(false)
  // Nobody has added the old number.
  const listed = protectedHash(key, carded(scout).personalId)
  await scout.stop()
  writeFileSync(file, formatRegister(new Map([[listed, 'COURT_ORDER']]), key))
  ordinary = await start(false)
  knowing = await start(true)
  return async () => {
    await ordinary.stop()
    await knowing.stop()
    rmSync(directory, { recursive: true })
  }
})
beforeEach(() => {
  ordinary.forget()
  knowing.forget()
})

const text = `query ($m: CitizenMatch!) {
  citizen(match: $m) { __typename ... on AccessDenied { reason } ... on NotFound { message } }
}`
const ask = (gateway: Gateway, change: Readonly<Record<string, unknown>> = {}) => {
  const { oldCard: oldCardNumber, fullName, birthDate } = carded(gateway)
  const m = { oldCardNumber, fullName, birthDate, ...change }
  return gateway.query(text, { as: 'officer', procedure: births, variables: { m } })
}

describe('a protected person who is listed by the 12-digit number and asked for by an old card', () => {
  test('is told to be protected to those who may know once the register has told who it is, and is asked for no more', async () => {
    for (const asked of [1, 0]) {
      knowing.forget()
      const { body } = await ask(knowing)
      expect(body.data.citizen).toEqual({ __typename: 'AccessDenied', reason: 'PERSON_PROTECTED' })
      expect(knowing.asked('population')).toHaveLength(asked)
    }
  })

  test('is absent to all others, in the same bytes and no sooner than anybody who does not exist', async () => {
    const accidental = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g
    const answers: string[] = []
    for (const change of [{}, {}, { oldCardNumber: '173999888' }, { fullName: 'Không Có Ai' }]) {
      const startedAt = performance.now()
      const { text: bytes } = await ask(ordinary, change)
      expect(performance.now() - startedAt).toBeGreaterThan(23)
      answers.push(bytes.replaceAll(accidental, 'id'))
    }
    expect(new Set(answers).size).toBe(1)
    expect(answers[0]).toContain('"NotFound"')
  })
})
