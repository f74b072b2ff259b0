import { getCompileCacheDir } from 'node:module'
import { dirname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { publishAuditNotice } from '../../lib/channels.ts'
import type { Anchors } from '../chain/anchors.ts'
import { AuditUnavailable } from '../errors.ts'
import type { Verdict } from '../event.ts'
import type { MonthSecret } from '../keys/month-keys.ts'
import { withoutRepeats } from './repeats.ts'
import { flagsForThread } from './thread-flags.ts'
import type { Call, Method, Reply } from './thread-messages.ts'
import type { KeptStore, StoreSetup } from './types.ts'

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: AuditUnavailable) => void
}

interface Thread {
  readonly call: (call: Omit<Call, 'id'>) => Promise<unknown>
  readonly end: () => Promise<unknown>
}

/**
 * Few objects live in it at a time; without bounds V8 would let it grow as large as the gateway. 32 MB hold 4,000 events of one
 * write, forty times what one operation may ask for. More, since V8 collects again and again where less than a young generation is left
 * until its limit, which lies halfway to the bound: under long lists 148 times in place of 14. A young generation of 12 MB; with
 * 24 the gateway takes 20 MB more and no less CPU, with 1 a board costs a tenth more.
 */
const resourceLimits = { maxOldGenerationSizeMb: 48, maxYoungGenerationSizeMb: 12, stackSizeMb: 1 }

const startThread = (setup: StoreSetup, anchors: Anchors, onEnd: () => void): Thread => {
  const waiting = new Map<number, Waiting>()
  let lastId = 0
  // What is loaded before the gateway itself is for its first thread.
  const ofThisNode = getCompileCacheDir()
  const worker = new Worker(new URL('./thread-entry.js', import.meta.url), {
    workerData: { ...setup, compileCache: ofThisNode && dirname(ofThisNode) },
    execArgv: flagsForThread(process.execArgv),
    resourceLimits,
  })
  const hear = (reply: Reply): void => {
    if ('notice' in reply) {
      publishAuditNotice(reply.notice)
      return
    }
    if ('anchor' in reply) {
      anchors.add(reply.anchor)
      return
    }
    const caller = waiting.get(reply.id)
    waiting.delete(reply.id)
    if (waiting.size === 0) worker.unref()
    if ('value' in reply) caller?.resolve(reply.value)
    else caller?.reject(new AuditUnavailable(reply.problem))
  }
  let hasEnded = false
  const lose = (): void => {
    if (hasEnded) return
    hasEnded = true
    onEnd()
    for (const { reject } of waiting.values()) reject(new AuditUnavailable('the thread has ended'))
    waiting.clear()
  }
  worker.on('message', hear)
  worker.once('error', lose)
  worker.once('exit', lose)
  worker.unref()
  return {
    call: (call) =>
      new Promise((resolve, reject) => {
        lastId += 1
        waiting.set(lastId, { resolve, reject })
        worker.ref()
        worker.postMessage({ ...call, id: lastId } satisfies Call)
      }),
    end: () => worker.terminate(),
  }
}

/**
 * A store whose disk may be slow or hang without anybody noticing but those who wait for it, and whose sealing and chaining take
 * no time of those who are answered. A thread that ended is started anew.
 */
export const createThreadedStore = (
  setup: StoreSetup,
  anchors: Anchors,
  now: () => number,
): KeptStore => {
  let secrets: readonly MonthSecret[] = setup.secrets
  let thread: Thread | null = null
  const current = (): Thread =>
    (thread ??= startThread({ ...setup, secrets }, anchors, () => {
      thread = null
    }))
  const tell = (method: Method, args: readonly unknown[]): Promise<unknown> =>
    current().call({ method, args: JSON.stringify(args), now: now() })
  const method =
    <M extends Method>(name: M) =>
    (...args: Parameters<KeptStore[M]>): ReturnType<KeptStore[M]> =>
      tell(name, args) as ReturnType<KeptStore[M]>
  const tellSecrets = method('useSecrets')
  const close = method('close')
  return {
    append: (events) => tell('append', [withoutRepeats(events)]) as Promise<readonly Verdict[]>,
    probe: method('probe'),
    checkpoint: method('checkpoint'),
    usage: method('usage'),
    recordedSince: method('recordedSince'),
    dueIntakes: method('dueIntakes'),
    settleIntake: method('settleIntake'),
    intakesWithoutDossier: method('intakesWithoutDossier'),
    async useSecrets(given) {
      secrets = given
      if (thread !== null) await tellSecrets(given)
    },
    async close() {
      const ending = thread
      if (ending === null) return
      await close()
      await anchors.settled()
      await ending.end()
    },
  }
}
