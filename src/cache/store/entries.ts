import { publishCacheEvent } from '../../lib/channels.ts'
import type { Client } from './connect.ts'
import { keyOf, type Shards, versionKeyOf } from './shards.ts'
import type { SharedStore } from './types.ts'

/** A server that may keep no more answers so to each write; it still answers reads. */
export const isFull = (error: Error | null): boolean => error?.message.startsWith('OOM') ?? false

/** By twos the keys, value and lease; by threes the arguments. A lease that is another's by now, or nobody's, keeps nothing. */
const writeScript = `
for i = 1, #KEYS, 2 do
  local at = (i - 1) / 2 * 3
  local value, ttl, token = ARGV[at + 1], ARGV[at + 2], ARGV[at + 3]
  if token == '' or redis.call('GET', KEYS[i + 1]) == token then redis.call('SET', KEYS[i], value, 'PX', ttl) end
end`

const toVersion = (stored: Buffer | null | undefined): number => {
  // NaN equals nothing, itself included: what hangs on a tag whose node is away is neither served nor found later.
  if (stored === undefined) return NaN
  return stored === null ? 0 : Number(stored.toString('latin1'))
}

export const createEntries = (
  client: Client,
  shards: Shards,
): Pick<SharedStore, 'read' | 'write'> => ({
  async read(keys, tags, patience) {
    const asked = [...keys.map((key) => keyOf('value', key)), ...tags.map(versionKeyOf)]
    const stored = await shards.ask(
      asked,
      (items) => client.mgetBuffer(items.map(({ key }) => key)),
      patience,
    )
    return {
      values: keys.map((_key, index) => stored[index] ?? null),
      versions: tags.map((_tag, index) => toVersion(stored[keys.length + index])),
    }
  },

  async write(entries) {
    const items = entries.map((entry) => ({
      ...entry,
      ...keyOf('value', entry.key),
      leaseKey: keyOf('lease', entry.key).key,
    }))
    await shards.ask(items, async (asked) => {
      const keys = asked.flatMap(({ key, leaseKey }) => [key, leaseKey])
      const args = asked.flatMap(({ value, ttlMs, lease = '' }) => [
        value,
        Math.max(1, Math.round(ttlMs)),
        lease,
      ])
      await client.eval(writeScript, keys.length, ...keys, ...args).catch((error: unknown) => {
        if (!(error instanceof Error) || !isFull(error)) throw error
        publishCacheEvent({ kind: 'STORE_FULL', space: null, count: asked.length })
      })
      return asked
    })
  },
})
