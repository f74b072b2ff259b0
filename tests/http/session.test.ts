import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Session } from '../../src/http/index.ts'
import { createSession } from '../../src/http/index.ts'

/** Logs in for real time, as a server would, and counts. */
const counted = (fails: (login: number) => boolean = () => false) => {
  let logins = 0
  const session: Session<string> = createSession(async () => {
    const number = ++logins
    await sleep(5)
    if (fails(number)) throw new Error('login failed')
    return `session ${number}`
  })
  return { session, logins: () => logins }
}

const callers = <T>(ask: () => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: 50 }, ask))

test('fifty callers who wait cause one login', async () => {
  const { session, logins } = counted()
  expect(new Set(await callers(() => session.get()))).toEqual(new Set(['session 1']))
  expect(logins()).toBe(1)
})

test('nobody logs in before somebody asks', () => {
  expect(counted().logins()).toBe(0)
})

test('fifty callers with the same stale session cause one login', async () => {
  const { session, logins } = counted()
  const stale = await session.get()
  expect(new Set(await callers(() => session.renew(stale)))).toEqual(new Set(['session 2']))
  expect(logins()).toBe(2)
  expect(await session.get()).toBe('session 2')
})

test('a session that was renewed already is not renewed again', async () => {
  const { session, logins } = counted()
  const stale = await session.get()
  await session.renew(stale)
  expect(await session.renew(stale)).toBe('session 2')
  expect(logins()).toBe(2)
})

test('the renewed session may be renewed in its turn', async () => {
  const { session } = counted()
  const second = await session.renew(await session.get())
  expect(await session.renew(second)).toBe('session 3')
})

test('a failed login fails for all who waited and is not remembered', async () => {
  const { session, logins } = counted((login) => login === 1)
  const waiting = Array.from({ length: 50 }, () => session.get())
  const outcomes = await Promise.allSettled(waiting)
  expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true)
  expect(logins()).toBe(1)
  expect(await session.get()).toBe('session 2')
})

test('a failed renewal is not remembered either', async () => {
  const { session } = counted((login) => login === 2)
  const stale = await session.get()
  await expect(session.renew(stale)).rejects.toThrow('login failed')
  expect(await session.renew(stale)).toBe('session 3')
})

test('a renewal while a login runs waits for that login', async () => {
  const { session, logins } = counted()
  const [first, renewed] = await Promise.all([session.get(), session.renew('some older one')])
  expect([first, renewed]).toEqual(['session 1', 'session 1'])
  expect(logins()).toBe(1)
})
