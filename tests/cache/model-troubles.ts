import { setTimeout as sleep } from 'node:timers/promises'
import type { KeyRing } from '../../src/cache/store/index.ts'
import type { RedisServer } from '../support/redis.ts'
import type { startSilencer } from '../support/silencer.ts'
import { ringOf } from './fixture.ts'
import type { Trouble } from './model-course.ts'

/** A ring with two keys, either of which may be the active one; each replica changes at a moment of its own. */
export const createTurningRing = () => {
  const rings = [ringOf('n', 'k'), ringOf('k', 'n')] as const
  let turn: 0 | 1 = 0
  const ring: KeyRing = {
    active: () => rings[turn].active(),
    find: (kid) => rings[turn].find(kid),
    usable: () => rings[turn].usable(),
    close: () => undefined,
  }
  return { ring, rotate: () => void (turn = turn === 0 ? 1 : 0) }
}
export type TurningRing = ReturnType<typeof createTurningRing>

export interface Scene {
  readonly redis: RedisServer
  readonly way: Awaited<ReturnType<typeof startSilencer>>
  readonly rings: readonly TurningRing[]
}

const entriesIn = async ({ admin }: RedisServer): Promise<Buffer[]> =>
  (await admin('KEYS', 'lt:*:v:*')) as Buffer[]

/** As an intruder would: the bytes change, the life that the server knows of does not. */
const replace = async ({ admin }: RedisServer, key: Buffer, value: Buffer): Promise<void> => {
  await admin('SET', key, value, 'XX', 'KEEPTTL')
}

const flipBits = async (redis: RedisServer): Promise<void> => {
  for (const key of await entriesIn(redis)) {
    const value = (await redis.admin('GET', key)) as Buffer | null
    if (value === null || value.length === 0) continue
    const at = Math.floor(value.length / 2)
    value.writeUInt8(value.readUInt8(at) ^ 1, at)
    await replace(redis, key, value)
  }
}

const swapEntries = async (redis: RedisServer): Promise<void> => {
  const found = await entriesIn(redis)
  const values = (await Promise.all(
    found.map((key) => redis.admin('GET', key)),
  )) as (Buffer | null)[]
  for (const [place, key] of found.entries()) {
    const other = values[(place + 1) % found.length]
    if (other) await replace(redis, key, other)
  }
}

/** Each begins, lasts for so long and is over when its promise resolves. */
export const befall: Readonly<Record<Trouble, (scene: Scene, ms: number) => Promise<unknown>>> = {
  async PAUSED({ redis }, ms) {
    redis.pause()
    await sleep(ms)
    redis.resume()
  },
  FLUSHED: ({ redis }) => redis.admin('FLUSHALL'),
  async RESTARTED({ redis }, ms) {
    await redis.kill()
    await sleep(ms)
    await redis.start()
  },
  CONNECTIONS_LOST: ({ redis }) => redis.admin('CLIENT', 'KILL', 'TYPE', 'normal'),
  MESSAGES_LOST: ({ redis }) => redis.admin('CLIENT', 'KILL', 'TYPE', 'pubsub'),
  async FULL({ redis }) {
    await redis.admin('CONFIG', 'SET', 'maxmemory', '1')
    await sleep(50)
    await redis.admin('CONFIG', 'SET', 'maxmemory', '0')
  },
  async SLOW({ way }, ms) {
    way.slow(ms / 4)
    await sleep(ms)
    way.slow(0)
  },
  BITS_FLIPPED: ({ redis }) => flipBits(redis),
  ENTRIES_SWAPPED: ({ redis }) => swapEntries(redis),
  async KEYS_ROTATED({ rings }, ms) {
    for (const { rotate } of rings) {
      rotate()
      await sleep(ms / rings.length)
    }
  },
}
