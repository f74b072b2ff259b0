import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Stale } from '../../src/cache/index.ts'
import { UpstreamError } from '../../src/lib/errors.ts'
import { hasRedis, type RedisServer, startRedis, until } from '../support/redis.ts'
import {
  catalogue,
  createTestClock,
  personal,
  type Replica,
  startReplica,
  tagOf,
} from './fixture.ts'
import { createHistory, createRandom, type Stamped } from './model.ts'

/** More on request: LIEN_THONG_MODEL_OPERATIONS=1000000 LIEN_THONG_MODEL_SEED=7 */
const operations = Number(process.env['LIEN_THONG_MODEL_OPERATIONS'] ?? 100_000)
const seed = Number(process.env['LIEN_THONG_MODEL_SEED'] ?? 20_261_122)

const keys = Array.from({ length: 40 }, (_, n) => `key-${n}`)
const trustMs = 200
const roundOperations = 200

const policies = {
  sealed: { ...personal, space: 'model-sealed' },
  public: { ...catalogue, space: 'model-public' },
} as const
type Kind = keyof typeof policies

/** Nothing is ever served that was read from its source longer ago. */
const hardMs = {
  sealed: personal.keepMs,
  public: catalogue.freshMs + catalogue.staleOnErrorMs,
} as const

const createRun = async (redis: RedisServer) => {
  const clock = createTestClock()
  const random = createRandom(seed)
  const history = createHistory(clock.wall)
  const replicas: Replica[] = []
  for (let n = 0; n < 3; n++)
    replicas.push(
      await startReplica(redis.url, {
        clock,
        random: random.next,
        trustMs,
        commandTimeoutMs: 50,
      }),
    )
  const readers = replicas.map(({ cache }) => ({
    sealed: cache.space<Stamped>(policies.sealed),
    public: cache.space<Stamped>(policies.public),
  }))
  const tally = { reads: 0, drops: 0, writes: 0, lookups: 0, absences: 0, stale: 0, faults: 0 }
  const wrong: string[] = []
  let isFailing = false
  let isBlind = false

  /** The source says what it knows at the beginning or at the end of a call that takes a moment. */
  const ask = async (key: string): Promise<Stamped | null> => {
    tally.lookups += 1
    if (isFailing && random.next() < 0.5) throw new UpstreamError('rows', 'unavailable')
    const early = random.next() < 0.5 ? { row: history.ask(key) } : undefined
    if (random.next() < 0.3) await sleep(random.next() < 0.1 ? random.below(60) : random.below(4))
    return early === undefined ? history.ask(key) : early.row
  }

  const judge = (
    kind: Kind,
    key: string,
    answer: Stamped | null | Error,
    begun: { event: number; at: number },
    wasStale: boolean,
  ): void => {
    const fail = (what: string) => wrong.push(`${kind} ${key}: ${what}`)
    if (answer instanceof Error) {
      if (!isFailing) fail(`error without a cause: ${answer.message}`)
      return
    }
    // A replica that cannot hear keeps serving what is public; of persons it serves nothing from memory.
    const mayMissDrops = kind === 'public' && isBlind
    const oldest = mayMissDrops ? 0 : history.oldestAllowed(key, begun.event)
    if (answer === null) {
      tally.absences += 1
      if (!history.wasAbsentSince(key, oldest, begun.at - policies[kind].absentMs))
        fail('an absence that was none in its time')
      return
    }
    if (answer.name !== key) fail(`answered with ${answer.name}`)
    const ageMs = begun.at - answer.at
    if (ageMs >= hardMs[kind]) fail(`${ageMs} ms old`)
    if (ageMs >= policies[kind].keepMs && !wasStale)
      fail(`${ageMs} ms old and not said to be stale`)
    if (answer.event < oldest) fail(`of event ${answer.event}, dropped at ${oldest}`)
  }

  const read = async (): Promise<void> => {
    const kind: Kind = random.next() < 0.5 ? 'sealed' : 'public'
    const space = random.pick(readers)[kind]
    const asked = Array.from({ length: 1 + random.below(4) }, () => random.pick(keys))
    const stale: Stale[] = []
    const begun = { event: history.tick(), at: clock.wall() }
    const wanted = asked.map((key) => ({ key, tags: [tagOf(key)] }))
    const answers = await space.readEach(wanted, ask, (one) => stale.push(one))
    for (const [key, answer] of answers) judge(kind, key, answer, begun, stale.length > 0)
    tally.reads += 1
    tally.stale += stale.length
  }

  const write = (): void => {
    tally.writes += 1
    history.write(random.pick(keys), random.next() < 0.2)
  }

  const drop = async (): Promise<void> => {
    const { cache } = random.pick(replicas)
    const dropped = random.next() < 0.05 ? keys : [random.pick(keys)]
    const begun = history.tick()
    const tags = dropped.length > 1 ? (['source:rows'] as const) : dropped.map(tagOf)
    try {
      await cache.drop(tags)
    } catch {
      return
    }
    tally.drops += 1
    for (const key of dropped) history.dropped(key, begun)
  }

  const faults = [
    async () => {
      redis.pause()
      await sleep(20 + random.below(300))
      redis.resume()
    },
    () => redis.admin('FLUSHALL'),
    () => redis.admin('CLIENT', 'KILL', 'TYPE', 'normal'),
    () => redis.admin('CLIENT', 'KILL', 'TYPE', 'pubsub'),
    async () => {
      await redis.admin('CONFIG', 'SET', 'maxmemory', '1')
      await sleep(50)
      await redis.admin('CONFIG', 'SET', 'maxmemory', '0')
    },
  ]

  const operate = async (): Promise<void> => {
    const choice = random.next()
    await sleep(random.below(15))
    if (choice < 0.9) await read()
    else if (choice < 0.97) write()
    else await drop()
  }

  /** Operations that overlap; then time passes. */
  const round = async (isTroubled: boolean): Promise<void> => {
    isFailing = random.next() < 0.2
    isBlind = isTroubled || !replicas.every(({ store }) => store.isLive())
    const trouble = isTroubled ? random.pick(faults)() : undefined
    tally.faults += isTroubled ? 1 : 0
    await Promise.all([trouble, ...Array.from({ length: roundOperations }, operate)])
    clock.pass(random.next() < 0.1 ? random.below(90_000) : random.below(2_000))
  }

  return {
    tally,
    wrong,
    round,
    settle: () => until(() => replicas.every(({ store }) => store.status === 'ready')),
    async stop() {
      for (const replica of replicas) await replica.stop()
    },
  }
}

describe.skipIf(!hasRedis)('three replicas', () => {
  test(`serve nothing beyond its life and nothing dropped, in ${operations} random operations`, async () => {
    const redis = await startRedis()
    onTestFinished(() => redis.stop())
    const run = await createRun(redis)
    onTestFinished(() => run.stop())
    const rounds = Math.ceil(operations / roundOperations)
    for (let n = 0; n < rounds && run.wrong.length === 0; n++) {
      const isTroubled = n % 25 === 24
      await run.round(isTroubled)
      if (isTroubled) await run.settle()
    }
    console.log(JSON.stringify({ seed, ...run.tally }))
    expect(run.wrong.slice(0, 5), `seed ${seed}`).toEqual([])
    const { reads, drops, lookups, stale, absences, faults } = run.tally
    expect([drops, stale, absences, faults].every((count) => count > 0)).toBe(true)
    expect(lookups).toBeLessThan(reads)
  }, 600_000)
})
