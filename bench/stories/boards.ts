import { batchGatewayProgram, type Wiring } from '../contenders/index.ts'
import {
  assertSameAnswers,
  type Contender,
  type House,
  inHouse,
  startContenders,
} from '../contest.ts'
import type { Asked } from '../government.ts'
import { runLoad, type Sent } from '../load.ts'
import { startRedis } from '../redis.ts'
import type { StoryName } from '../report.ts'
import { runRounds } from '../rounds.ts'
import { boardsOf, type Stage, type Told } from './stage.ts'

interface Ring extends Stage {
  readonly contenders: readonly Contender[]
  readonly counts: (asked: Asked) => boolean
}

/** Boards that nobody asked for before, the same for every contender. */
const unseen = async (ring: Ring, rounds: number, requests: number, first?: number) => {
  const parts: (readonly Sent[])[] = []
  for (let round = 0; round < rounds; round++)
    parts.push(await boardsOf(ring.government, ring.take(requests), first))
  return runRounds({ ...ring, rounds, bodiesOf: (round) => parts[round] ?? [] })
}

/**
 * A collection of the whole heap takes a third of a second and comes every hundred boards or two: with three rounds chance decides
 * whether the median has one in it.
 */
const coldRounds = (rounds: number): number => Math.ceil((5 / 3) * rounds)

const cold = (ring: Ring) => unseen(ring, coldRounds(ring.options.rounds), ring.options.requests)

/** Fifty calls a board keep the simulators busy for longer than all the rest. */
const oneByOne = ({ options, ...ring }: Ring) =>
  unseen({ ...ring, options }, Math.min(3, options.rounds), Math.min(15, options.requests))

const memoryFactor = 6
const memoryWarmUpFactor = 10

const fromMemory = async (ring: Ring) => {
  const { contenders, options, government, take } = ring
  const [sent] = await boardsOf(government, take(1))
  if (sent === undefined) throw new Error('there is no board to ask for')
  const asked = (factor: number) => Array.from({ length: options.requests * factor }, () => sent)
  for (const { target } of contenders) await runLoad(target, asked(memoryWarmUpFactor))
  const bodies = asked(memoryFactor)
  return runRounds({ ...ring, rounds: options.rounds, bodiesOf: () => bodies })
}

/** A page of 1,000 takes as long as twenty boards. */
const longRounds = 3
const longRequests = 2

const coldWarmUp = 200

type Contest = (ring: Ring) => ReturnType<typeof runRounds>

interface Group {
  readonly wiring: Wiring
  readonly keep: boolean
  /** Before it is measured, code has to have been compiled, every session opened and every list of agencies read. */
  readonly warmUpRequests: number
  readonly stories: Partial<Readonly<Record<StoryName, Contest>>>
}

/** Stories of one group are told by the same processes, as a server serves many questions. */
const groups: readonly Group[] = [
  {
    wiring: 'batch',
    keep: false,
    warmUpRequests: coldWarmUp,
    stories: {
      'board-cold': cold,
      'page-growth-10': (ring) => unseen(ring, ring.options.rounds, ring.options.requests, 10),
      'page-growth-1000': async (ring) => {
        await assertSameAnswers(ring, ring.take(1), 1_000)
        return unseen(ring, Math.min(longRounds, ring.options.rounds), longRequests, 1_000)
      },
    },
  },
  // Asks for its own board four hundred times before.
  { wiring: 'batch', keep: true, warmUpRequests: 40, stories: { 'board-memory': fromMemory } },
  {
    wiring: 'one-by-one',
    keep: false,
    warmUpRequests: 40,
    stories: { 'board-cold-one-by-one': oneByOne },
  },
]

const comparedCommunes = 6

const isBatch = ({ system }: Asked): boolean => system === 'batch'

const warmUp = async (ring: Ring, requests: number): Promise<void> => {
  const { contenders, government, take, options, say } = ring
  say('checking that all answer alike')
  await assertSameAnswers(ring, take(Math.min(comparedCommunes, options.requests)))
  say('warming up')
  const bodies = await boardsOf(government, take(Math.min(requests, options.requests * 10)))
  await Promise.all(contenders.map(({ target }) => runLoad(target, bodies, 1)))
}

const envOf = ({ government }: Stage, { wiring, keep }: Pick<Group, 'wiring' | 'keep'>) => ({
  ...(wiring === 'batch' && { BENCH_BATCH_URL: government.batchUrl }),
  ...(keep && { BENCH_KEEP: 'procedures' }),
})

const runGroup = async (house: House, stage: Stage, group: Group): Promise<Told> => {
  const { wiring, stories } = group
  const { say, options } = stage
  say(`starting the contenders over ${wiring} upstreams`)
  const contenders = await startContenders(house, wiring, envOf(stage, group))
  const counts = wiring === 'batch' ? isBatch : () => true
  const ring: Ring = { ...stage, contenders, counts }
  await warmUp(ring, group.warmUpRequests)
  const told: Record<string, Awaited<ReturnType<Contest>>> = {}
  for (const name of options.stories) {
    const contest = stories[name]
    if (contest === undefined) continue
    say(`story ${name}`)
    told[name] = await contest(ring)
  }
  return told
}

/** The stories that compare the contenders over boards. */
export const runBoards = async (stage: Stage): Promise<Told> => {
  let told: Told = {}
  for (const group of groups)
    if (stage.options.stories.some((name) => name in group.stories))
      told = {
        ...told,
        ...(await inHouse(stage.government, (house) => runGroup(house, stage, group))),
      }
  return told
}

/**
 * The gateway that keeps nothing in its memory but finds every record in Redis, beside the same gateway with nothing
 * anywhere. Each turn's boards are asked for once before, so that they are in Redis; they stay there for 60 seconds,
 * their lists for five.
 */
export const boardRedis = (stage: Stage): Promise<Told> =>
  inHouse(stage.government, async (house) => {
    const redis = await startRedis()
    try {
      stage.say('story board-redis')
      const coldEnv = envOf(stage, { wiring: 'batch', keep: false })
      const keptEnv = envOf(stage, { wiring: 'batch', keep: true })
      const contenders = await Promise.all([
        house.start('gateway', batchGatewayProgram(), {
          ...keptEnv,
          ...redis.env,
          BENCH_MEMORY: 'none',
        }),
        house.start('gateway-cold', batchGatewayProgram(), coldEnv),
      ])
      const ring: Ring = { ...stage, contenders, counts: isBatch }
      await warmUp(ring, coldWarmUp)
      const { rounds, requests } = stage.options
      const parts: (readonly Sent[])[] = []
      for (let round = 0; round < rounds; round++)
        parts.push(await boardsOf(stage.government, stage.take(requests)))
      const told = await runRounds({
        ...ring,
        rounds,
        bodiesOf: (round) => parts[round] ?? [],
        async prepare({ name, target }, bodies) {
          if (name === 'gateway') await runLoad(target, bodies)
        },
      })
      return { 'board-redis': told }
    } finally {
      await redis.stop()
    }
  })
