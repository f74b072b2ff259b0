import { publishCacheEvent } from '../../lib/channels.ts'
import type { Client } from './connect.ts'
import { keyOf, type Shards, versionKeyOf } from './shards.ts'
import type { SharedStore } from './types.ts'

/** A server that may keep no more answers so to each write; it still answers reads. */
export const isFull = (error: Error | null): boolean => error?.message.startsWith('OOM') ?? false

const toVersion = (stored: Buffer | null | undefined): number => {
  // NaN equals nothing, itself included: what hangs on a tag whose node is away is neither served nor found later.
  if (stored === undefined) return NaN
  return stored === null ? 0 : Number(stored.toString('latin1'))
}

export const createEntries = (
  client: Client,
  shards: Shards,
): Pick<SharedStore, 'read' | 'write'> => ({
  async read(keys, tags) {
    const asked = [...keys.map((key) => keyOf('value', key)), ...tags.map(versionKeyOf)]
    const stored = await shards.ask(asked, (items) =>
      client.mgetBuffer(items.map(({ key }) => key)),
    )
    return {
      values: keys.map((_key, index) => stored[index] ?? null),
      versions: tags.map((_tag, index) => toVersion(stored[keys.length + index])),
    }
  },

  async write(entries) {
    const items = entries.map(({ key, value, ttlMs }) => ({ ...keyOf('value', key), value, ttlMs }))
    await shards.ask(items, async (asked) => {
      const pipeline = client.pipeline()
      for (const { key, value, ttlMs } of asked)
        pipeline.set(key, value, 'PX', Math.max(1, Math.round(ttlMs)))
      const errors = ((await pipeline.exec()) ?? []).map(([error]) => error)
      const other = errors.find((error) => error !== null && !isFull(error))
      if (other) throw other
      const refused = errors.filter(isFull).length
      if (refused > 0) publishCacheEvent({ kind: 'STORE_FULL', space: null, count: refused })
      return asked
    })
  },
})
