import { z } from 'zod'
import type { Client } from './connect.ts'
import type { Shards } from './shards.ts'
import type { SharedSlots } from './types.ts'

/**
 * A slot is given when fewer than `rate` calls can have reached the upstream within its last second, fewer than a fifth of
 * them were given within the last fifth, and fewer than `concurrent` are in use. When a call reaches the upstream nobody here
 * knows: after it was given and before it is answered. So it counts from its answer, or from `wireMs` after it was given
 * where no answer came by then; whatever happens on the way, no second there sees more calls than were counted here.
 *
 * Slots in use end by themselves, so that a replica that was killed holds none for long; those the caller still uses are
 * entered anew, which also mends a server that lost its data. The sets have no end of life: a full server must not throw
 * them out. Moments that lie far in the future are of a clock that was set back. A rate below nought: there is none.
 */
const preamble = `#!lua flags=allow-oom
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local GIVEN, USED, LATELY = KEYS[1], KEYS[2], KEYS[3]
`
const enterScript = `${preamble}
local rate, window, concurrent = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local hold, wire, wanted, first = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6]), 7
local part, burst = window / 5, math.ceil(rate / 5)
local function trim(key, age, ahead)
  redis.call('ZREMRANGEBYSCORE', key, '-inf', now - age)
  -- A number that becomes text is rounded to a tenth of a millisecond: a slot given just now must not look like the future.
  redis.call('ZREMRANGEBYSCORE', key, '(' .. now + ahead + 1, '+inf')
end
trim(GIVEN, window, wire)
trim(LATELY, part, 0)
redis.call('ZREMRANGEBYSCORE', USED, '-inf', now)
for i = first + wanted, #ARGV do redis.call('ZADD', USED, now + hold, ARGV[i]) end
local free = math.min(concurrent - redis.call('ZCARD', USED), wanted)
if rate >= 0 then
  free = math.min(rate - redis.call('ZCARD', GIVEN), burst - redis.call('ZCARD', LATELY), free)
end
for i = first, first + free - 1 do
  redis.call('ZADD', USED, now + hold, ARGV[i])
  if rate >= 0 then
    redis.call('ZADD', GIVEN, now + wire, ARGV[i])
    redis.call('ZADD', LATELY, now, ARGV[i])
  end
end
if rate < 0 then return { math.max(free, 0), 0 } end
local function untilFree(key, most, age)
  if redis.call('ZCARD', key) < most then return 0 end
  return redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')[2] + age - now
end
local wait = math.max(untilFree(GIVEN, rate, window), untilFree(LATELY, burst, part))
return { math.max(free, 0), math.ceil(wait) }`
const leaveScript = `${preamble}
for _, token in ipairs(ARGV) do
  redis.call('ZREM', USED, token)
  redis.call('ZADD', GIVEN, 'XX', 'LT', now, token)
end`

const sentScript = `${preamble}
for i = 2, #ARGV do redis.call('ZADD', GIVEN, 'XX', 'GT', now + ARGV[1], ARGV[i]) end`

const entered = z.tuple([z.int(), z.int()])

/** Calls to one upstream, counted over all replicas, one script each for entering and leaving. */
export const createSharedSlots = (client: Client, shards: Shards): SharedSlots => {
  const keysOf = (name: string) =>
    ['given', 'used', 'lately'].map((set) => `lt:{budget:${name}}:${set}`)
  const run = (script: string, name: string, args: readonly (string | number)[]) =>
    client.eval(script, 3, ...keysOf(name), ...args)
  return {
    async enter(name, limits, tokens, held) {
      const { rate = -1, windowMs, concurrent, holdMs, wireMs } = limits
      const args = [rate, windowMs, concurrent, holdMs, wireMs, tokens.length, ...tokens, ...held]
      // Whoever calls an upstream has looked for a record here before: a server that hangs costs them one wait, not two.
      const reply = await shards.askCommon(() => run(enterScript, name, args), 'FURTHER')
      const [given, waitMs] = entered.parse(reply)
      return { given, waitMs }
    },
    async sent(name, { wireMs }, tokens) {
      await shards.askCommon(() => run(sentScript, name, [wireMs, ...tokens]))
    },
    async leave(name, tokens) {
      await shards.askCommon(() => run(leaveScript, name, tokens))
    },
  }
}
