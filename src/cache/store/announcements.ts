import { z } from 'zod'
import type { Client } from './connect.ts'
import { commonKey, type Shards } from './shards.ts'
import type { Position } from './trust.ts'

/**
 * The scripts must work when the server may keep no more (`allow-oom`), for a drop is never to be refused for want of
 * memory. The era is the moment at which the row of drops began: a server that lost its data begins another one.
 */
const preamble = `#!lua flags=allow-oom
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('SET', KEYS[1], string.format('%.0f', now), 'NX')
local era = redis.call('GET', KEYS[1])
`
const beatScript = `${preamble}
redis.call('ZADD', KEYS[3], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now - ARGV[4])
redis.call('PUBLISH', ARGV[2], 'beat ' .. era .. ' ' .. (redis.call('GET', KEYS[2]) or '0') .. ' ' .. ARGV[3])`
const dropScript = `${preamble}
local sequence = redis.call('INCR', KEYS[2])
redis.call('PUBLISH', ARGV[1], 'drop ' .. era .. ' ' .. sequence .. ' ' .. ARGV[2])
return { string.format('%.0f', now - era), redis.call('ZRANGE', KEYS[3], 0, -1) }`

/** A replica that was silent for so many times the trust is no longer waited for. */
const rememberedFor = 5

const announced = z.tuple([z.coerce.number(), z.array(z.string())])
const notice = z.object({ drop: z.string(), from: z.string(), tags: z.array(z.string()) })
export type Notice = z.infer<typeof notice>

export type Message =
  | { readonly kind: 'beat'; readonly position: Position; readonly beat: number }
  | { readonly kind: 'drop'; readonly position: Position; readonly notice: Notice }
  | { readonly kind: 'done'; readonly drop: string; readonly replica: string }

const form = /^(beat|drop) (\d+) (\d+) (.+)$/s

/** Null: not ours. */
export const parseMessage = (text: string): Message | null => {
  const [, drop, replica] = /^done (\S+) (\S+)$/.exec(text) ?? []
  if (drop !== undefined && replica !== undefined) return { kind: 'done', drop, replica }
  const [, kind, era, sequence, rest] = form.exec(text) ?? []
  if (era === undefined || rest === undefined) return null
  const position = { era, sequence: Number(sequence) }
  if (kind === 'beat') return { kind, position, beat: Number(rest) }
  return { kind: 'drop', position, notice: notice.parse(JSON.parse(rest)) }
}

export interface Announcements {
  readonly channels: readonly string[]
  beat(beat: number): Promise<void>
  /** Gives which replicas are to confirm, and for how long the server has known any. */
  drop(
    notice: Notice,
  ): Promise<{ readonly knownForMs: number; readonly replicas: readonly string[] }>
  confirm(notice: Notice): Promise<void>
  leave(): Promise<void>
}

export interface Speaker {
  readonly id: string
  readonly database: number
  readonly trustMs: number
}

/** What replicas tell each other. Channels know no databases, so the number stands in their names. */
export const createAnnouncements = (
  client: Client,
  shards: Shards,
  { id, database, trustMs }: Speaker,
): Announcements => {
  const keys = ['era', 'sequence', 'replicas'].map(commonKey)
  const all = `lt:${database}:all`
  const channelOf = (replica: string) => `lt:${database}:to:${replica}`
  const run = (script: string, ...args: (string | number)[]) =>
    shards.askCommon(() => client.eval(script, keys.length, ...keys, ...args))

  return {
    channels: [all, channelOf(id)],
    async beat(beat) {
      await run(beatScript, id, channelOf(id), beat, trustMs * rememberedFor)
    },
    async drop(message) {
      const reply = await run(dropScript, all, JSON.stringify(message))
      const [knownForMs, replicas] = announced.parse(reply)
      return { knownForMs, replicas }
    },
    async confirm({ drop, from }) {
      await client.publish(channelOf(from), `done ${drop} ${id}`)
    },
    async leave() {
      await shards.askCommon(() => client.zrem(commonKey('replicas'), id))
    },
  }
}
