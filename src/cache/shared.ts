import type { Names } from './names.ts'
import {
  createNaming,
  createSealer,
  type KeyRing,
  type Naming,
  openKeyRing,
  type RedisSettings,
  type RedisStore,
  type Sealer,
} from './store/index.ts'

/** What replicas share: where it is, what it is called there, and the seal without which nothing leaves this process. */
export interface Shared {
  readonly store: Pick<RedisStore, Exclude<keyof RedisStore, 'slots'>>
  readonly names: Names
  readonly sealer: Sealer
}

export interface OpenedShared extends Shared {
  readonly store: RedisStore
  close(): Promise<void>
}

/** No key of any source begins like this. */
const tagSpace = 'tag'

/** Tags are named like keys; when one is dropped it goes under every name that some replica may still know it by. */
export const createNames = (naming: Naming, keyRing: KeyRing): Names => ({
  key: ({ space, schemaVersion }, key) => naming.name(space, schemaVersion, key),
  tag: (tag) => naming.name(tagSpace, 0, tag),
  allOfTag: (tag) => naming.names(tagSpace, 0, tag),
  epoch: () =>
    keyRing
      .usable()
      .map(({ kid }) => kid)
      .join(' '),
})

/**
 * The way to the replicas' Redis. Does not wait for it.
 *
 * @throws KeyRingError where the key file cannot be used
 */
export const openShared = async ({
  keyRing: path,
  ...settings
}: RedisSettings): Promise<OpenedShared> => {
  const keyRing = openKeyRing(path)
  // ioredis takes 8 MB: only those who share pay for it.
  const { createRedisStore } = await import('./store/redis-store.ts')
  const store = createRedisStore(settings)
  return {
    store,
    names: createNames(createNaming(keyRing), keyRing),
    sealer: createSealer(keyRing),
    async close() {
      await store.close()
      keyRing.close()
    },
  }
}
