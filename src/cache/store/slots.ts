import { z } from 'zod'
import type { Client } from './connect.ts'
import type { Shards } from './shards.ts'
import type { SharedSlots } from './types.ts'

/**
 * A slot is given when fewer than `rate` were given within the last window and fewer than `concurrent` are in use. Slots in
 * use end by themselves, so that a replica that was killed holds none for long; those the caller still uses are entered
 * anew, which also mends a server that lost its data. The two sets have no end of life: a full server must not throw them out. Moments that lie in the future are of a clock that was set back.
 */
const enterScript = `#!lua flags=allow-oom
local rate, window, concurrent, hold, wanted = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - window)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '(' .. now + window, '+inf')
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
for i = 6 + wanted, #ARGV do redis.call('ZADD', KEYS[2], now + hold, ARGV[i]) end
local free = math.min(rate - redis.call('ZCARD', KEYS[1]), concurrent - redis.call('ZCARD', KEYS[2]), wanted)
for i = 6, 5 + free do
  redis.call('ZADD', KEYS[1], now, ARGV[i])
  redis.call('ZADD', KEYS[2], now + hold, ARGV[i])
end
local oldest = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
local isSpent = redis.call('ZCARD', KEYS[1]) >= rate
return { math.max(free, 0), isSpent and math.ceil(oldest[2] + window - now) or 0 }`

const entered = z.tuple([z.int(), z.int()])

/** Calls to one upstream, counted over all replicas, one script each for entering and leaving. */
export const createSharedSlots = (client: Client, shards: Shards): SharedSlots => {
  const keysOf = (name: string) =>
    [`lt:{budget:${name}}:given`, `lt:{budget:${name}}:used`] as const
  return {
    async enter(name, limits, tokens, held) {
      const { rate, windowMs, concurrent, holdMs } = limits
      const reply = await shards.askCommon(() =>
        client.eval(
          enterScript,
          2,
          ...keysOf(name),
          ...[rate, windowMs, concurrent, holdMs, tokens.length, ...tokens, ...held],
        ),
      )
      const [given, waitMs] = entered.parse(reply)
      return { given, waitMs }
    },
    async leave(name, tokens) {
      await shards.askCommon(() => client.zrem(keysOf(name)[1], ...tokens))
    },
  }
}
