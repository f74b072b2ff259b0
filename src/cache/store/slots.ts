import { z } from 'zod'
import type { Client } from './connect.ts'
import type { Shards } from './shards.ts'
import type { SharedSlots } from './types.ts'

/**
 * A slot is given when fewer than `rate` were given within the last window, fewer than a fifth of them within the last fifth
 * (else each second would begin with all of its calls, and two such heaps meet in one second of an upstream when the first is
 * late), and fewer than `concurrent` are in use. Slots in
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
local part, burst = window / 5, math.ceil(rate / 5)
local function lately() return redis.call('ZCOUNT', KEYS[1], '(' .. now - part, '+inf') end
local free = math.min(rate - redis.call('ZCARD', KEYS[1]), burst - lately(), concurrent - redis.call('ZCARD', KEYS[2]), wanted)
for i = 6, 5 + free do
  redis.call('ZADD', KEYS[1], now, ARGV[i])
  redis.call('ZADD', KEYS[2], now + hold, ARGV[i])
end
local wait = 0
if redis.call('ZCARD', KEYS[1]) >= rate then wait = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')[2] + window - now end
if lately() >= burst then
  local first = redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. now - part, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)[2]
  wait = math.max(wait, first + part - now)
end
return { math.max(free, 0), math.ceil(wait) }`

const entered = z.tuple([z.int(), z.int()])

/** Calls to one upstream, counted over all replicas, one script each for entering and leaving. */
export const createSharedSlots = (client: Client, shards: Shards): SharedSlots => {
  const keysOf = (name: string) =>
    [`lt:{budget:${name}}:given`, `lt:{budget:${name}}:used`] as const
  return {
    async enter(name, limits, tokens, held) {
      const { rate, windowMs, concurrent, holdMs } = limits
      const enter = () =>
        client.eval(
          enterScript,
          2,
          ...keysOf(name),
          ...[rate, windowMs, concurrent, holdMs, tokens.length, ...tokens, ...held],
        )
      // Whoever calls an upstream has looked for a record here before: a server that hangs costs them one wait, not two.
      const reply = await shards.askCommon(enter, true)
      const [given, waitMs] = entered.parse(reply)
      return { given, waitMs }
    },
    async leave(name, tokens) {
      await shards.askCommon(() => client.zrem(keysOf(name)[1], ...tokens))
    },
  }
}
