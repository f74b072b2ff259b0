import { Cluster } from 'ioredis'
import type { Client } from './connect.ts'
import { createGuard, type Guard, type Patience } from './guard.ts'
import { StoreUnavailable } from './errors.ts'

/**
 * Keys of one shard carry one hash tag, so that a cluster keeps them on one node and they can be asked for in one
 * command. Sixteen are enough to use every node of a small cluster and few enough to keep a read short.
 */
const shardCount = 16

/** FNV-1a, 32 bits: the same in every replica, and fast. The names it spreads are keyed hashes already. */
const hash = (text: string): number => {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  return value >>> 0
}

export interface Key {
  readonly key: string
  readonly shard: number
}

export type KeyKind = 'value' | 'lease'
const prefixes = { value: 'v', lease: 'l' } as const

export const keyOf = (kind: KeyKind, name: string): Key => {
  const shard = hash(name) % shardCount
  return { key: `lt:{${shard}}:${prefixes[kind]}:${name}`, shard }
}

/**
 * Version counters have no end of life, for one that was forgotten would read as "never dropped". So they are bounded by
 * number instead: tags share 2^18 of them (some 25 MB if all were in use), and a drop now and then ends a stranger's entry, too.
 */
export const versionKeyOf = (tag: string): Key => {
  const value = hash(tag)
  const shard = value % shardCount
  return { key: `lt:{${shard}}:n:${((value >>> 4) % 16_384).toString(36)}`, shard }
}

/** What the replicas agree on between themselves, on one node. */
export const commonKey = (name: string): string => `lt:{all}:${name}`

export interface Shards {
  /**
   * Asks for each shard at once, over connections that are shared, and puts the answers into the order of the items.
   * Undefined: its shard did not answer. Rejects with StoreUnavailable when none did.
   */
  ask<I extends { readonly shard: number }, T>(
    items: readonly I[],
    question: (items: readonly I[]) => Promise<readonly T[]>,
    patience?: Patience,
  ): Promise<readonly (T | undefined)[]>
  /** Asks about what the replicas agree on. `FURTHER`: see guard.ts. */
  askCommon<T>(question: () => Promise<T>, patience?: Patience | 'FURTHER'): Promise<T>
  readonly areUp: boolean
}

const positionsBy = (items: readonly { readonly shard: number }[]): Map<number, number[]> => {
  const positions = new Map<number, number[]>()
  items.forEach(({ shard }, position) => {
    const known = positions.get(shard)
    if (known === undefined) positions.set(shard, [position])
    else known.push(position)
  })
  return positions
}

/** One server: one question, one guard. */
const createWhole = (timeoutMs: number): Shards => {
  const guard = createGuard(timeoutMs)
  return {
    ask: async (items, question, patience) =>
      items.length === 0 ? [] : guard.run(async () => question(items), patience),
    askCommon: (question, patience) => guard.run(question, patience),
    get areUp() {
      return guard.isClosed
    },
  }
}

/** A cluster: a node that is lost must not cost the others anything, so each shard is given up by itself. */
const createSplit = (timeoutMs: number): Shards => {
  const guards: readonly Guard[] = Array.from({ length: shardCount }, () => createGuard(timeoutMs))
  const common = createGuard(timeoutMs)
  return {
    async ask(items, question, patience) {
      const answers = Array.from<Awaited<ReturnType<typeof question>>[number] | undefined>({
        length: items.length,
      })
      const shards = [...positionsBy(items)]
      const settled = await Promise.allSettled(
        shards.map(async ([shard, positions]) => {
          const asked = positions.flatMap((position) => items[position] ?? [])
          const given = await (guards[shard] ?? common).run(() => question(asked), patience)
          positions.forEach((position, index) => (answers[position] = given[index]))
        }),
      )
      const failed = settled.filter(({ status }) => status === 'rejected')
      if (failed.length === shards.length && shards.length > 0) throw new StoreUnavailable()
      return answers
    },
    askCommon: (question, patience) => common.run(question, patience),
    get areUp() {
      return common.isClosed && guards.every(({ isClosed }) => isClosed)
    },
  }
}

export const createShards = (client: Client, timeoutMs: number): Shards =>
  client instanceof Cluster ? createSplit(timeoutMs) : createWhole(timeoutMs)
