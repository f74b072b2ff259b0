import { publishCacheEvent } from '../../lib/channels.ts'
import { type Client, mastersOf } from './connect.ts'
import type { Shards } from './shards.ts'
import { StoreUnavailable } from './errors.ts'

/** How often an operator's change is noticed. */
const lookMs = 5_000

const mayEvict = (info: string): boolean =>
  /^maxmemory:[1-9]/m.test(info) && /^maxmemory_policy:allkeys/m.test(info)

/**
 * A server that throws out whatever it likes when it is full may throw out a version counter, and what was dropped would
 * be served again. Such a server is not used. `noeviction` and the `volatile` policies leave the counters alone.
 */
export const avoidEviction = (
  client: Client,
  shards: Shards,
): { readonly shards: Shards; readonly stop: () => void } => {
  let isSafe = true
  const look = async (): Promise<void> => {
    const infos = await Promise.all(mastersOf(client).map((master) => master.info('memory')))
    const wasSafe = isSafe
    isSafe = !infos.some(mayEvict)
    if (wasSafe && !isSafe) publishCacheEvent({ kind: 'STORE_EVICTS', space: null, count: 1 })
  }
  const tryLook = () => {
    // Where INFO is not allowed the operator's word has to do.
    look().catch(() => undefined)
  }
  client.on('ready', tryLook)
  const timer = setInterval(tryLook, lookMs).unref()
  const refuse = () => Promise.reject(new StoreUnavailable())

  return {
    shards: {
      ask: (items, question, patience) =>
        isSafe ? shards.ask(items, question, patience) : refuse(),
      askCommon: (question, patience) => (isSafe ? shards.askCommon(question, patience) : refuse()),
      get areUp() {
        return isSafe && shards.areUp
      },
    },
    stop: () => clearInterval(timer),
  }
}
