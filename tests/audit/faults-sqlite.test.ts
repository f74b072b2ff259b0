import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { expect, onTestFinished, test } from 'vitest'
import { timed, until } from '../support/redis.ts'
import { intent, openAt, recordNotices, temporaryFolder, usageOf } from './fixture.ts'
import { startWriter } from './processes.ts'
import { unrecorded } from './raw.ts'
import { createSetup, openStore } from './setup.ts'
import { verified } from './verified.ts'

const unavailable = { status: 'rejected', reason: { name: 'AuditUnavailable' } }

const lock = (directory: string): (() => void) => {
  const other = new DatabaseSync(join(directory, 'audit.sqlite'))
  other.exec('begin exclusive')
  const unlock = () => {
    if (other.isOpen) other.close()
  }
  onTestFinished(unlock)
  return unlock
}

test('a file that another process holds refuses within a second, and is used again once it is free', async () => {
  const directory = temporaryFolder()
  const audit = await openAt({ directory })
  const unlock = lock(directory)
  const { ms, outcome } = await timed(() => audit.record([intent()]))
  expect(outcome).toMatchObject(unavailable)
  expect(ms).toBeLessThan(1_000)
  expect(audit.state()).toBe('closed')
  const next = await timed(() => audit.record([intent()]))
  expect(next.outcome).toMatchObject(unavailable)
  expect(next.ms).toBeLessThan(100)
  unlock()
  await until(() => audit.state() === 'open')
  expect(await audit.record([intent()])).toEqual(['RECORDED'])
  expect(await verified({ directory })).toMatchObject({ findings: [], chains: 1 })
})

test('a gateway whose file is held when it starts opens closed, and opens by itself', async () => {
  const directory = temporaryFolder()
  await (await openAt({ directory })).close()
  const unlock = lock(directory)
  const { outcome, ms } = await timed(() => openAt({ directory }))
  expect(ms).toBeLessThan(4_000)
  if (outcome.status === 'rejected') throw outcome.reason
  expect(outcome.value.state()).toBe('closed')
  unlock()
  await until(() => outcome.value.state() === 'open')
  expect(await outcome.value.record([intent()])).toEqual(['RECORDED'])
})

test('a database that is no database keeps personal data closed and starts all the same', async () => {
  const directory = temporaryFolder()
  writeFileSync(join(directory, 'audit.sqlite'), 'no database '.repeat(1_000))
  const audit = await openAt({ directory })
  expect(audit.state()).toBe('closed')
  expect((await timed(() => audit.record([intent()]))).outcome).toMatchObject(unavailable)
  await expect(usageOf(audit)).rejects.toMatchObject({ name: 'AuditUnavailable' })
})

/** Root may write to any file, so that for a while this process is nobody in particular. */
const asNobody = async (run: () => Promise<void>): Promise<void> => {
  const isRoot = process.geteuid?.() === 0
  if (isRoot) process.seteuid?.(65_534)
  try {
    await run()
  } finally {
    if (isRoot) process.seteuid?.(0)
  }
}

test('a file that can only be read refuses, and what was recorded can still be read', async () => {
  const directory = temporaryFolder()
  const file = join(directory, 'audit.sqlite')
  const look = intent()
  const setup = createSetup(file)
  const first = openStore(file, setup)
  await first.append([look])
  await first.close()
  chmodSync(directory, 0o777)
  chmodSync(file, 0o444)
  await asNobody(async () => {
    const store = openStore(file, setup)
    onTestFinished(() => store.close())
    await expect(store.probe()).rejects.toThrow('readonly')
    await expect(store.append([intent()])).rejects.toThrow('readonly')
    expect((await usageOf(store)).total).toBe(1)
  })
})

test('a disk that is full refuses, keeps what it has, and the chain stays whole', async () => {
  const directory = temporaryFolder()
  // Files of this process end at so many blocks of 512 bytes, and it is not ended for that.
  const { refusals, ids, kill } = await startWriter({ directory }, "trap '' XFSZ; ulimit -f 700; ")
  await until(() => refusals() > 2, 15_000)
  await kill()
  expect(ids().length).toBeGreaterThan(0)
  expect(await unrecorded({ directory }, ids())).toEqual([])
  expect((await verified({ directory })).findings).toEqual([])
})

test('anchors that cannot be written are an alarm, and stop nothing; later they are made up for', async () => {
  const kinds = recordNotices()
  const directory = temporaryFolder()
  const anchors = join(directory, 'mount', 'anchors.jsonl')
  const audit = await openAt({ directory }, { anchors, checkpointRecords: 1 })
  expect(await audit.record([intent()])).toEqual(['RECORDED'])
  await until(() => kinds.includes('ANCHOR_FAILED'))
  mkdirSync(join(directory, 'mount'))
  await audit.record([intent()])
  await audit.close()
  const numbers = readFileSync(anchors, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => (JSON.parse(line) as { readonly number: number }).number)
  expect(numbers).toEqual([0, 1, 2])
})

test('files that hold secrets are for their owner only', async () => {
  const directory = join(temporaryFolder(), 'audit')
  await openAt({ directory })
  expect(statSync(directory).mode & 0o777).toBe(0o700)
  for (const name of ['keys.json', 'signing-key.pem', 'audit.sqlite', 'audit.sqlite-wal'])
    expect(statSync(join(directory, name)).mode & 0o777).toBe(0o600)
})

test('a thread that ends is started anew and goes on with its chain', async () => {
  const directory = temporaryFolder()
  const threads: Worker[] = []
  const keep = (thread: Worker) => void threads.push(thread)
  process.on('worker', keep)
  onTestFinished(() => void process.off('worker', keep))
  const audit = await openAt({ directory })
  await audit.record([intent()])
  await threads[0]?.terminate()
  expect(await audit.record([intent()])).toEqual(['RECORDED'])
  const waiting = audit.record([intent()])
  waiting.catch(() => undefined)
  await threads[1]?.terminate()
  await Promise.allSettled([waiting])
  await until(() => audit.state() === 'open')
  expect(await audit.record([intent()])).toEqual(['RECORDED'])
  await audit.close()
  expect(await verified({ directory })).toMatchObject({ findings: [], chains: 1 })
})
