import { parseRedisUrl, type RedisSettings } from './address.ts'
import { connect } from './connect.ts'
import { createDrops } from './drops.ts'
import { createEntries } from './entries.ts'
import { avoidEviction } from './eviction.ts'
import { createLeases } from './leases.ts'
import { createShards } from './shards.ts'
import { createSharedSlots } from './slots.ts'
import type { SharedSlots, SharedStore } from './types.ts'

/** The shared tier and the shared bucket of calls, over the same connections. */
export type RedisStore = SharedStore & { readonly slots: SharedSlots }

/** Does not wait for the server: a gateway starts without it and works as if alone until it comes. */
export const createRedisStore = (settings: Omit<RedisSettings, 'keyRing'>): RedisStore => {
  const address = parseRedisUrl(settings.url)
  if (address === null) throw new Error('the address of the shared cache cannot be read')
  const { client, close } = connect(address)
  const { shards, stop } = avoidEviction(client, createShards(client, settings.commandTimeoutMs))
  const drops = createDrops(client, shards, address, settings.trustMs)
  return {
    ...createEntries(client, shards),
    ...createLeases(client, shards),
    ...drops,
    slots: createSharedSlots(client, shards),
    get status() {
      return shards.areUp && drops.isLive() ? 'ready' : 'degraded'
    },
    async close() {
      stop()
      await drops.close()
      close()
    },
  }
}
