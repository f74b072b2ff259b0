import type { Client } from './connect.ts'
import { isFull } from './entries.ts'
import { type Key, keyOf, type Shards } from './shards.ts'
import type { SharedStore } from './types.ts'

/** Only the holder may prolong or end a lease: who was slow may find another one holding it. */
const renewScript = `
for _, key in ipairs(KEYS) do
  if redis.call('GET', key) == ARGV[1] then redis.call('PEXPIRE', key, ARGV[2]) end
end`
const releaseScript = `
for _, key in ipairs(KEYS) do
  if redis.call('GET', key) == ARGV[1] then redis.call('DEL', key) end
end`

type Leases = Pick<SharedStore, 'lease' | 'renew' | 'release' | 'leased'>

/** A lease saves work and proves nothing: where the store cannot tell, the caller goes on as if alone. */
export const createLeases = (client: Client, shards: Shards): Leases => {
  const forHolder = async (script: string, keys: readonly string[], args: readonly string[]) => {
    const items = keys.map((key) => keyOf('lease', key))
    await shards.ask(items, async (asked) => {
      await client.eval(script, asked.length, ...asked.map(({ key }) => key), ...args)
      return asked
    })
  }

  return {
    async lease(keys, token, ttlMs, patience) {
      const items = keys.map((key) => keyOf('lease', key))
      const take = async (asked: readonly Key[]): Promise<readonly boolean[]> => {
        const pipeline = client.pipeline()
        for (const { key } of asked) pipeline.set(key, token, 'PX', ttlMs, 'NX')
        return ((await pipeline.exec()) ?? []).map(([error, reply]) => {
          if (error !== null && !isFull(error)) throw error
          return error !== null || reply === 'OK'
        })
      }
      const given = await shards.ask(items, take, patience)
      return given.map((isGiven) => isGiven ?? true)
    },
    renew: (keys, token, ttlMs) => forHolder(renewScript, keys, [token, String(ttlMs)]),
    release: (keys, token) => forHolder(releaseScript, keys, [token]),
    async leased(keys) {
      const items = keys.map((key) => keyOf('lease', key))
      const held = await shards.ask(items, (asked) => client.mget(asked.map(({ key }) => key)))
      return held.map((holder) => typeof holder === 'string')
    },
  }
}
