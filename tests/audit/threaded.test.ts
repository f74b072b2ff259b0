import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Worker } from 'node:worker_threads'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import type { SignedCheckpoint } from '../../src/audit/chain/checkpoint.ts'
import type { StoreSetup } from '../../src/audit/store/types.ts'
import { flagsForThread } from '../../src/audit/store/thread-flags.ts'
import { createThreadedStore } from '../../src/audit/store/threaded.ts'
import { until } from '../support/redis.ts'
import { intent, newId, outcome, recordNotices, temporaryFolder, usageOf } from './fixture.ts'
import { createFileStores, november } from './file-store.ts'
import { createSetup } from './setup.ts'

let file = ''
let threads: Worker[] = []
beforeEach(() => {
  file = join(temporaryFolder(), 'audit.sqlite')
  threads = []
  const keep = (thread: Worker) => void threads.push(thread)
  process.on('worker', keep)
  onTestFinished(() => void process.off('worker', keep))
})

const open = (over: Partial<StoreSetup> = {}, now = () => november) => {
  const anchored: SignedCheckpoint[] = []
  let settled = 0
  const anchors = {
    add: (checkpoint: SignedCheckpoint) => void anchored.push(checkpoint),
    settled: () => Promise.resolve(void (settled += 1)),
  }
  const setup = createSetup(file, over)
  const store = createThreadedStore(setup, anchors, now)
  onTestFinished(() => store.close().catch(() => undefined))
  return { store, setup, anchored, settled: () => settled }
}

test('no thread is started before it is needed, and none to close the store', async () => {
  const { store } = open()
  await store.useSecrets([])
  await store.close()
  expect(threads).toEqual([])
  expect(existsSync(file)).toBe(false)
})

test('everything is carried out by one thread, and each caller hears of their own', async () => {
  const { store } = open()
  await store.probe()
  const look = intent({ at: november, followUp: { deadlineAt: november } })
  expect(await store.append([look, outcome(look.id)])).toEqual(['RECORDED', 'RECORDED'])
  expect(
    await Promise.all([
      store.append([intent()]),
      usageOf(store, { subject: '1' }),
      store.recordedSince(),
      store.intakesWithoutDossier(0, november, 1),
    ]),
  ).toEqual([['RECORDED'], { total: 0, items: [] }, november, []])
  expect(await store.dueIntakes(november, 1)).toMatchObject([{ id: look.id }])
  await store.settleIntake(look.id, false)
  expect(await store.intakesWithoutDossier(0, november, 1)).toMatchObject([{ id: look.id }])
  expect(threads).toHaveLength(1)
})

test('what is signed is handed on to be anchored, by the clock of the caller', async () => {
  const { store, anchored, settled } = open()
  await store.append([intent()])
  await store.checkpoint()
  await store.append([intent()])
  await store.close()
  expect(anchored.map(({ number, seq }) => [number, seq])).toEqual([
    [0, 0],
    [1, 1],
    [2, 2],
  ])
  for (const { at } of anchored) expect(Math.abs(at - november)).toBeLessThan(5_000)
  expect(settled()).toBe(1)
})

test('what the thread has to tell an operator is told here', async () => {
  const kinds = recordNotices()
  const { store } = open()
  await store.append([intent()])
  const other = createFileStores(file)
  other.spoil('audit_record', 'body')
  await usageOf(store)
  expect(kinds).toEqual(['AUDIT_TAMPERED'])
})

test('what fails in the thread is told as what it is, to whoever asked', async () => {
  const { store } = open()
  const look = intent({ followUp: { deadlineAt: 0 } })
  await store.append([look])
  const [failed, done] = await Promise.allSettled([store.append([look]), store.append([intent()])])
  expect(failed).toMatchObject({
    reason: { name: 'AuditUnavailable', message: expect.stringContaining('UNIQUE') as string },
  })
  expect(done).toMatchObject({ status: 'fulfilled' })
})

test('keys that change are those of the thread that runs and of the one after it', async () => {
  const { store, setup } = open()
  await store.append([intent({ at: november })])
  await store.useSecrets([])
  expect((await usageOf(store)).total).toBe(0)
  await store.useSecrets(setup.secrets)
  expect((await usageOf(store)).total).toBe(1)
  await store.useSecrets([])
  await threads[0]?.terminate()
  expect((await usageOf(store)).total).toBe(0)
  expect(threads).toHaveLength(2)
})

test('whoever waits for a thread that ends is told, and the next is given another', async () => {
  const { store } = open()
  await store.probe()
  const other = new DatabaseSync(file)
  other.exec('begin exclusive')
  const waiting = [store.append([intent()]), store.settleIntake(newId(), true)]
  void threads[0]?.terminate()
  for (const one of await Promise.allSettled(waiting))
    expect(one).toMatchObject({
      status: 'rejected',
      reason: { name: 'AuditUnavailable', message: 'the thread has ended' },
    })
  other.close()
  expect(await store.append([intent()])).toEqual(['RECORDED'])
  expect(threads).toHaveLength(2)
})

test('a thread finds and trusts servers as its process was told to, and begins with no file of its own', async () => {
  const ofServers = ['--use-system-ca', '--tls-min-v1.3', '--dns-result-order=ipv4first']
  const own = ['--import', './src/start/index.js', '--max-semi-space-size=16', '--use-openssl-ca']
  const flags = flagsForThread([...own, ...ofServers, '--dns-result-order', 'verbatim'])
  expect(flags).toEqual(ofServers)
  // Node refuses what a thread cannot be given.
  await new Worker('', { eval: true, execArgv: flags }).terminate()
})

test('a thread ends with its store', async () => {
  const { store } = open()
  await store.probe()
  let hasEnded = false
  threads[0]?.once('exit', () => (hasEnded = true))
  await store.close()
  await until(() => hasEnded)
})
