import { setTimeout as sleep } from 'node:timers/promises'
import { gatewayProgram } from '../contenders/index.ts'
import { type Contender, inHouse } from '../contest.ts'
import { type Asked, distinctKeys, type Stranger } from '../government.ts'
import { runLoad, type Sent } from '../load.ts'
import { startRedis } from '../redis.ts'
import type { Figures } from '../report.ts'
import { redisTimeouts, toFigures, type Turn } from '../rounds.ts'
import type { Stage, Told } from './stage.ts'

const query = `query Person($match: CitizenMatch!) {
  citizen(match: $match) { __typename ... on Citizen { fullName birthDate gender } }
}`

export const personRequest = (match: Stranger): Sent => ({
  body: JSON.stringify({ query, variables: { match } }),
})

const isPopulation = ({ system }: Asked): boolean => system === 'population'

export const purposed = ({ government }: Stage, { target }: Contender) => ({
  ...target,
  headers: { 'lien-thong-procedure': government.licensedProcedure },
})

const usageOf = async (replicas: readonly Contender[]) => {
  const all = await Promise.all(replicas.map(({ server }) => server.usage()))
  return {
    cpuMicros: all.reduce((sum, { cpuMicros }) => sum + cpuMicros, 0),
    rssBytes: Math.max(...all.map(({ rssBytes }) => rssBytes)),
  }
}

/** Each replica has verified a token and opened its connections; whom it asks for does not come again. */
const warmUp = async (stage: Stage, replicas: readonly Contender[]): Promise<void> => {
  for (const replica of replicas)
    await runLoad(purposed(stage, replica), stage.takePeople(60).map(personRequest))
}

const replicaCount = 3
const citizens = 200
const requests = 1_000

/** All at once, dealt to the replicas in turn, so that each of them is asked for every citizen. */
const storm = async (stage: Stage, replicas: readonly Contender[]): Promise<Turn> => {
  const { government } = stage
  const people = stage.takePeople(citizens).map(personRequest)
  const bodies = Array.from(
    { length: requests },
    (_, place) => people[place % people.length] ?? { body: '' },
  )
  await government.forget()
  const before = await usageOf(replicas)
  const startedAt = performance.now()
  const loads = await Promise.all(
    replicas.map((replica, place) => {
      const own = bodies.filter((_, number) => number % replicas.length === place)
      return runLoad(purposed(stage, replica), own, own.length)
    }),
  )
  const seconds = (performance.now() - startedAt) / 1000
  const after = await usageOf(replicas)
  const asked = (await government.asked()).filter(isPopulation)
  const timeouts = await Promise.all(replicas.map(({ server }) => redisTimeouts(server.adminUrl)))
  return {
    load: { millis: loads.flatMap(({ millis }) => millis), seconds },
    cpuMicros: after.cpuMicros - before.cpuMicros,
    calls: asked.length,
    redisTimeouts: timeouts.reduce<number>((sum, count) => sum + (count ?? 0), 0),
    keys: distinctKeys(asked),
  }
}

const stormRounds = 3

const stormOn = (stage: Stage, env: Readonly<Record<string, string>>): Promise<Figures> =>
  inHouse(stage.government, async (house) => {
    const replicas = await Promise.all(
      Array.from({ length: replicaCount }, () => house.start('gateway', gatewayProgram(), env)),
    )
    await warmUp(stage, replicas)
    const turns: Turn[] = []
    for (let round = 0; round < Math.min(stormRounds, stage.options.rounds); round++) {
      const turn = await storm(stage, replicas)
      stage.say(`  ${turn.calls} calls for ${turn.keys.size} people`)
      turns.push(turn)
    }
    return toFigures(turns, (await usageOf(replicas)).rssBytes)
  })

/** Three gateways, each asked by a third of 1,000 concurrent requests over 200 people that nobody knows yet. */
export const threeReplicas = async (stage: Stage): Promise<Told> => {
  stage.say('story three-replicas, with Redis')
  const redis = await startRedis()
  try {
    const gateway = await stormOn(stage, redis.env)
    stage.say('story three-replicas, without Redis')
    const without: Record<string, number> = { ...(await stormOn(stage, {})) }
    delete without['redisTimeouts']
    return { 'three-replicas': { gateway, 'gateway-without-redis': without } }
  } finally {
    await redis.stop()
  }
}

const contract = 50
const contractCitizens = 1_000
/** So many wait for their turn at once; each of them for less than the half of the deadline. */
const waiting = 80

/** The most of the moments that lie within any one second. */
const mostInASecond = (asked: readonly Asked[]): number => {
  const moments = asked.map(({ at }) => at.getTime()).sort((a, b) => a - b)
  let [most, first] = [0, 0]
  for (const [last, moment] of moments.entries()) {
    while (moment - (moments[first] ?? moment) >= 1_000) first += 1
    most = Math.max(most, last - first + 1)
  }
  return most
}

/** 1,000 people through a contract of 50 calls a second. */
export const populationBudget = (stage: Stage): Promise<Told> => {
  const { government, say } = stage
  const population = {
    ...(government.gatewayConfig['population'] as object),
    callsPerSecond: contract,
  }
  return inHouse(
    government,
    async (house) => {
      say('story population-budget')
      const gateway = await house.start('gateway', gatewayProgram())
      await runLoad(purposed(stage, gateway), stage.takePeople(10).map(personRequest))
      await sleep(1_100)
      await government.forget()
      const before = await gateway.server.usage()
      const bodies = stage.takePeople(contractCitizens).map(personRequest)
      const load = await runLoad(purposed(stage, gateway), bodies, waiting)
      const after = await gateway.server.usage()
      const asked = (await government.asked()).filter(isPopulation)
      const turn: Turn = {
        load,
        cpuMicros: after.cpuMicros - before.cpuMicros,
        calls: asked.length,
        redisTimeouts: undefined,
        keys: distinctKeys(asked),
      }
      const figures = {
        ...toFigures([turn], after.rssBytes),
        mostCallsInASecond: mostInASecond(asked),
        seconds: Number(load.seconds.toFixed(1)),
      }
      say(`  ${figures.seconds} s, at most ${figures.mostCallsInASecond} calls in any second`)
      return { 'population-budget': { gateway: figures } }
    },
    { population },
  )
}
