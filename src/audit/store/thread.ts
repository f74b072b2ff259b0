import { parentPort, workerData } from 'node:worker_threads'
import { onAuditNotice } from '../../lib/channels.ts'
import { openSqlite } from '../database/sqlite.ts'
import { createStore } from './index.ts'
import { type ToldEvent, withRepeats } from './repeats.ts'
import type { Call, Reply } from './thread-messages.ts'
import type { KeptStore, StoreSetup } from './types.ts'

/** Where the other thread of the gateway hears from, and is heard by. */
const say = (reply: Reply): void => parentPort?.postMessage(reply)

/** Of what a write may take: the rest is for the way to the thread and back. */
const busyShare = 0.6

const open = (setup: StoreSetup, now: () => number): KeptStore => {
  const { place, writeTimeoutMs } = setup
  if (place.kind !== 'sqlite') throw new Error('only SQLite needs a thread')
  const busyMs = Math.floor(writeTimeoutMs * busyShare)
  return createStore(
    () => Promise.resolve(openSqlite(place.file, busyMs)),
    setup,
    // Files are written by the other thread, which has the means loaded (1 MB).
    { add: (anchor) => say({ anchor }), settled: () => Promise.resolve() },
    now,
  )
}

let clockSkewMs = 0
const opened = open(workerData as StoreSetup, () => Date.now() + clockSkewMs)
const store = {
  ...opened,
  append: (told: readonly ToldEvent[]) => opened.append(withRepeats(told)),
}
onAuditNotice((notice) => say({ notice }))

const carryOut = async ({ id, method, args }: Call): Promise<void> => {
  try {
    const run: (...given: readonly never[]) => Promise<unknown> = store[method].bind(store)
    say({ id, value: await run(...(JSON.parse(args) as readonly never[])) })
  } catch (error) {
    say({ id, problem: error instanceof Error ? error.message : 'unknown' })
  }
}

parentPort?.on('message', (call: Call) => {
  clockSkewMs = call.now - Date.now()
  void carryOut(call)
})
