import { parentPort, workerData } from 'node:worker_threads'
import { onAuditNotice } from '../../lib/channels.ts'
import { openDatabase } from '../database/open.ts'
import { createStore } from './index.ts'
import { type ToldEvent, withRepeats } from './repeats.ts'
import type { Call, Reply } from './thread-messages.ts'
import type { KeptStore, StoreSetup } from './types.ts'

/** Where the other thread of the gateway hears from, and is heard by. */
const say = (reply: Reply): void => parentPort?.postMessage(reply)

const open = (setup: StoreSetup, now: () => number): KeptStore =>
  createStore(
    () => openDatabase(setup.place, setup.writeTimeoutMs),
    setup,
    // Files are written by the other thread, which has the means loaded (1 MB).
    { add: (anchor) => say({ anchor }), settled: () => Promise.resolve() },
    now,
  )

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
