import { existsSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { withLock } from '../../src/audit/keys/lock.ts'
import { temporaryFolder } from './fixture.ts'

let path = ''
let lock = ''
beforeEach(() => {
  path = join(temporaryFolder(), 'keys.json')
  lock = `${path}.lock`
})
afterEach(() => vi.useRealTimers())

/** By somebody who took it so long ago. */
const holdSince = (seconds: number): void => {
  writeFileSync(lock, '')
  const then = Date.now() / 1_000 - seconds
  utimesSync(lock, then, then)
}

const start = () => {
  let hasRun = false
  const ended = withLock(path, () => Promise.resolve((hasRun = true)))
  let hasGivenUp = false
  ended.catch(() => (hasGivenUp = true))
  return { ended, hasRun: () => hasRun, hasGivenUp: () => hasGivenUp }
}

test('what runs with one path never runs at the same time, and all of it runs', async () => {
  let running = 0
  let most = 0
  const run = async (name: number): Promise<number> => {
    most = Math.max(most, (running += 1))
    await sleep(2)
    running -= 1
    return name
  }
  const ended = Promise.all([1, 2, 3, 4].map((name) => withLock(path, () => run(name))))
  expect(await ended).toEqual([1, 2, 3, 4])
  expect(most).toBe(1)
  expect(existsSync(lock)).toBe(false)
})

test('the lock is given back by what fails as well', async () => {
  const failing = withLock(path, () => Promise.reject(new Error('no')))
  await expect(failing).rejects.toThrow('no')
  expect(existsSync(lock)).toBe(false)
})

test('a lock that somebody holds is waited for', async () => {
  holdSince(9)
  const { ended, hasRun } = start()
  await sleep(60)
  expect(hasRun()).toBe(false)
  rmSync(lock)
  expect(await ended).toBe(true)
})

test('whoever has held a lock for more than ten seconds has died', async () => {
  holdSince(11)
  const { ended } = start()
  expect(await ended).toBe(true)
})

test('nobody waits for longer than a quarter of a minute', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  holdSince(0)
  const { ended, hasRun, hasGivenUp } = start()
  vi.advanceTimersByTime(15_000)
  await sleep(60)
  expect(hasGivenUp()).toBe(false)
  vi.advanceTimersByTime(1)
  await expect(ended).rejects.toMatchObject({ code: 'EEXIST' })
  expect(hasRun()).toBe(false)
  expect(existsSync(lock)).toBe(true)
})

test('a folder that is not there is not waited for', async () => {
  const nowhere = join(path, 'keys.json')
  await expect(withLock(nowhere, () => Promise.resolve())).rejects.toMatchObject({ code: 'ENOENT' })
})
