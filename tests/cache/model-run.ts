import { setTimeout as sleep } from 'node:timers/promises'
import type { Stale } from '../../src/cache/index.ts'
import { UpstreamError } from '../../src/lib/errors.ts'
import { until } from '../support/redis.ts'
import { catalogue, createTestClock, personal, startReplica, tagOf } from './fixture.ts'
import { createHistory, type Stamped } from './model.ts'
import {
  type Course,
  keys,
  type Kind,
  type Operation,
  replicaCount,
  type Round,
  type SourceConduct,
} from './model-course.ts'
import { befall, createTurningRing, type Scene } from './model-troubles.ts'

const policies = {
  sealed: { ...personal, space: 'model-sealed' },
  public: { ...catalogue, space: 'model-public' },
} as const

/** Nothing is ever served that was read from its source longer ago. */
const hardMs = {
  sealed: personal.keepMs,
  public: catalogue.freshMs + catalogue.staleOnErrorMs,
} as const

const noTally = {
  ...{ operations: 0, reads: 0, drops: 0, writes: 0, lookups: 0 },
  ...{ absences: 0, stale: 0, troubles: 0 },
}
export type Tally = typeof noTally
export const createTally = (): Tally => ({ ...noTally })

const trustMs = 200

type Place = Pick<Scene, 'redis' | 'way'>

const startReplicas = async ({ way }: Place, course: Course) => {
  const clock = createTestClock()
  const rings = Array.from({ length: replicaCount }, createTurningRing)
  const replicas = await Promise.all(
    rings.map(async ({ ring }) => {
      const options = { clock, random: () => course.jitter, keyRing: ring }
      const replica = await startReplica(way.url, { ...options, trustMs, commandTimeoutMs: 50 })
      const spaces = {
        sealed: replica.cache.space<Stamped>(policies.sealed),
        public: replica.cache.space<Stamped>(policies.public),
      }
      return { ...replica, spaces }
    }),
  )
  return { clock, rings, replicas }
}

interface Begun {
  readonly event: number
  readonly at: number
}

/** Runs a course over new replicas and an empty Redis; gives what was answered wrongly. */
export const runCourse = async (
  course: Course,
  place: Place,
  tally: Tally,
): Promise<readonly string[]> => {
  await place.redis.admin('FLUSHALL')
  const { clock, rings, replicas } = await startReplicas(place, course)
  const history = createHistory(clock.wall)
  const wrong: string[] = []
  let isFailing = false
  let isBlind = false

  const askAs =
    ({ isEarly, takesMs, wouldFail }: SourceConduct) =>
    async (key: string): Promise<Stamped | null> => {
      tally.lookups += 1
      if (isFailing && wouldFail) throw new UpstreamError('rows', 'unavailable')
      const early = isEarly ? { row: history.ask(key) } : undefined
      if (takesMs > 0) await sleep(takesMs)
      return early === undefined ? history.ask(key) : early.row
    }

  const judgeAbsence = (kind: Kind, key: string, { at }: Begun, oldest: number): string | null => {
    tally.absences += 1
    const isRight = history.wasAbsentSince(key, oldest, at - policies[kind].absentMs)
    return isRight ? null : 'an absence that was none in its time'
  }
  const judgeRow = (kind: Kind, row: Stamped, { at }: Begun, isTold: boolean): string | null => {
    const ageMs = at - row.at
    if (ageMs >= hardMs[kind]) return `${ageMs} ms old`
    const isStale = ageMs >= policies[kind].keepMs
    return isStale && !isTold ? `${ageMs} ms old and not said to be stale` : null
  }
  const judge = (
    kind: Kind,
    key: string,
    answer: Stamped | null | Error,
    begun: Begun,
    isTold: boolean,
  ): string | null => {
    if (answer instanceof Error)
      return isFailing ? null : `error without a cause: ${answer.message}`
    // A replica that cannot hear keeps serving what is public; of persons it serves nothing from memory.
    const mayMissDrops = kind === 'public' && isBlind
    const oldest = mayMissDrops ? 0 : history.oldestAllowed(key, begun.event)
    if (answer === null) return judgeAbsence(kind, key, begun, oldest)
    if (answer.name !== key) return `answered with ${answer.name}`
    if (answer.event < oldest) return `of event ${answer.event}, dropped at ${oldest}`
    return judgeRow(kind, answer, begun, isTold)
  }

  const read = async (operation: Operation & { act: 'READ' }): Promise<void> => {
    const { kind } = operation
    const stale: Stale[] = []
    const begun = { event: history.tick(), at: clock.wall() }
    const wanted = operation.keys.map((key) => ({ key, tags: [tagOf(key)] }))
    const space = replicas[operation.replica]?.spaces[kind]
    const answers = await space?.readEach(wanted, askAs(operation.source), (one) => stale.push(one))
    for (const [key, answer] of answers ?? []) {
      const fault = judge(kind, key, answer, begun, stale.length > 0)
      if (fault !== null) wrong.push(`${kind} ${key}: ${fault}`)
    }
    tally.reads += 1
    tally.stale += stale.length
  }

  const drop = async ({ key, replica }: Operation & { act: 'DROP' }): Promise<void> => {
    const begun = history.tick()
    try {
      await replicas[replica]?.cache.drop(key === null ? ['source:rows'] : [tagOf(key)])
    } catch {
      return
    }
    tally.drops += 1
    for (const dropped of key === null ? keys : [key]) history.dropped(dropped, begun)
  }

  const operate = async (operation: Operation): Promise<void> => {
    await sleep(operation.afterMs)
    tally.operations += 1
    if (operation.act === 'READ') return read(operation)
    if (operation.act === 'DROP') return drop(operation)
    tally.writes += 1
    history.write(operation.key, operation.isAbsent)
  }

  const areReady = (): boolean => replicas.every(({ store }) => store.status === 'ready')

  /** Operations that overlap; then time passes. */
  const play = async ({ trouble, troubleMs, ...round }: Round): Promise<void> => {
    isFailing = round.isSourceFailing
    isBlind = trouble !== null || !replicas.every(({ store }) => store.isLive())
    tally.troubles += trouble === null ? 0 : 1
    const troubled = trouble && befall[trouble]({ ...place, rings }, troubleMs)
    await Promise.all([troubled, ...round.operations.map(operate)])
    if (trouble !== null) await until(areReady)
    clock.pass(round.thenMs)
  }

  try {
    for (const round of course.rounds) if (wrong.length === 0) await play(round)
    return wrong
  } finally {
    await Promise.all(replicas.map((replica) => replica.stop()))
  }
}
