import type { Contender } from './contest.ts'
import { type Asked, distinctKeys, type Government } from './government.ts'
import { type Load, runLoad, type Sent } from './load.ts'
import type { Figures } from './report.ts'
import { median, quantile, rotated } from './statistics.ts'

/** One contender's part of one round. */
export interface Turn {
  readonly load: Load
  readonly cpuMicros: number
  readonly calls: number
  readonly redisTimeouts: number | undefined
  readonly keys: ReadonlySet<string>
}

export interface RoundsOptions {
  readonly government: Government
  readonly contenders: readonly Contender[]
  readonly rounds: number
  /** The bodies to send in a round; every contender gets the same. */
  readonly bodiesOf: (round: number) => readonly Sent[]
  readonly say: (line: string) => void
  /** Which questions count, where the batch service asks the simulators in its turn. */
  readonly counts?: (asked: Asked) => boolean
  /** Done before each turn and not measured. */
  readonly prepare?: (contender: Contender, bodies: readonly Sent[]) => Promise<void>
}

const failedPattern = /^lien_thong_cache_events_total\{kind="STORE_FAILED"\} (\d+)/m

/** Questions to Redis that had no answer in time; undefined of a server that has no such figures. */
export const redisTimeouts = async (adminUrl: string): Promise<number | undefined> => {
  const answer = await fetch(`${adminUrl}/metrics`)
  if (!answer.ok) return undefined
  return Number(failedPattern.exec(await answer.text())?.[1] ?? 0)
}

const takeTurn = async (
  contender: Contender,
  bodies: readonly Sent[],
  { government, counts = () => true, prepare }: RoundsOptions,
): Promise<Turn> => {
  const { server, target } = contender
  await prepare?.(contender, bodies)
  await government.forget()
  const before = await server.usage()
  const load = await runLoad(target, bodies)
  const after = await server.usage()
  const asked = (await government.asked()).filter(counts)
  return {
    load,
    cpuMicros: after.cpuMicros - before.cpuMicros,
    calls: asked.length,
    redisTimeouts: await redisTimeouts(server.adminUrl),
    keys: distinctKeys(asked),
  }
}

const cpuOf = ({ cpuMicros, load }: Turn): number => cpuMicros / load.millis.length

export const toFigures = (turns: readonly Turn[], rssBytes: number): Figures => {
  const millis = turns.flatMap(({ load }) => load.millis)
  const rates = turns.map(({ load }) => load.millis.length / load.seconds)
  const timeouts = turns.at(-1)?.redisTimeouts
  const round = (value: number, digits: number): number => Number(value.toFixed(digits))
  return {
    cpuMicrosPerRequest: round(median(turns.map(cpuOf)), 0),
    requestsPerSecond: round(median(rates), 1),
    p50Millis: round(quantile(millis, 0.5), 2),
    p99Millis: round(quantile(millis, 0.99), 2),
    rssMegabytes: round(rssBytes / 1e6, 1),
    requests: millis.length,
    upstreamCalls: turns.reduce((sum, { calls }) => sum + calls, 0),
    distinctKeys: new Set(turns.flatMap(({ keys }) => [...keys])).size,
    ...(timeouts !== undefined && { redisTimeouts: timeouts }),
  }
}

/**
 * Measures the contenders in turn, round after round, so that what disturbs the machine disturbs all of them alike; the
 * order changes from round to round.
 */
export const runRounds = async (
  options: RoundsOptions,
): Promise<Readonly<Record<string, Figures>>> => {
  const { contenders, rounds, bodiesOf, say } = options
  const turns = new Map<Contender, Turn[]>(contenders.map((contender) => [contender, []]))
  for (let round = 0; round < rounds; round++) {
    const bodies = bodiesOf(round)
    const told: string[] = []
    for (const contender of rotated(contenders, round)) {
      const turn = await takeTurn(contender, bodies, options)
      turns.get(contender)?.push(turn)
      told.push(`${contender.name} ${Math.round(cpuOf(turn))}`)
    }
    say(`  round ${round + 1} of ${rounds}, CPU µs a request: ${told.join(', ')}`)
  }
  const figures: Record<string, Figures> = {}
  for (const [{ name, server }, taken] of turns)
    figures[name] = toFigures(taken, (await server.usage()).rssBytes)
  return figures
}
