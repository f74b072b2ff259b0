import { Pool } from 'undici'
import { z } from 'zod'
import { gatewayProgram } from '../contenders/index.ts'
import { inHouse } from '../contest.ts'
import { createAsk, type Load, runLoad, runPaced } from '../load.ts'
import type { Figures } from '../report.ts'
import { quantile } from '../statistics.ts'
import { personRequest, purposed } from './people.ts'
import type { Stage, Told } from './stage.ts'

/** How long the population database takes, in this story, beside its own work. */
const upstreamMs = 50
const people = 300
/** More than are ever under way, so that nothing waits for a connection, here or in the gateway. */
const connections = 64
/** Each so many questions one goes past the gateway. */
const directly = 5

const populationSchema = z.object({ baseUrl: z.url(), path: z.string() })

const told = ({ millis, seconds }: Load): Figures => {
  const round = (value: number): number => Number(value.toFixed(2))
  return {
    requestsPerSecond: round(millis.length / seconds),
    p50Millis: round(quantile(millis, 0.5)),
    p99Millis: round(quantile(millis, 0.99)),
    requests: millis.length,
  }
}

/** What the gateway adds to its slowest upstream while it has time enough: the other stories keep it as busy as can be. */
export const halfLoad = async (stage: Stage): Promise<Told> => {
  const { government, say, takePeople } = stage
  const settings = government.gatewayConfig['population']
  const { baseUrl, path } = populationSchema.parse(settings)
  const upstream = new Pool(baseUrl, { connections })
  /** A question that the database does not understand takes as long on the way. */
  const askUpstream = async (): Promise<void> => {
    const { body } = await upstream.request({ method: 'POST', path, body: '<nothing/>' })
    await body.dump()
  }
  const measure = async (): Promise<Told> =>
    inHouse(
      government,
      async (house) => {
        say('story half-load')
        const gateway = await house.start('gateway', gatewayProgram())
        const target = purposed(stage, gateway)
        const bodies = (count: number) => takePeople(count).map(personRequest)
        await runLoad(target, bodies(people / 3))
        await government.slow('population', upstreamMs)
        const full = told(await runLoad(target, bodies(people), connections))
        const pace = (full.requestsPerSecond ?? 0) / 2
        const client = createAsk(target, connections)
        const [through, past] = await Promise.all([
          runPaced(bodies(people), pace, client.ask),
          runPaced(Array(people / directly).fill(null), pace / directly, askUpstream),
        ])
        await client.close()
        return { 'half-load': { gateway: told(through), upstream: told(past) } }
      },
      { population: { ...(settings as object), maxConcurrent: connections } },
    )
  try {
    return await measure()
  } finally {
    await government.slow('population', 0)
    await upstream.close()
  }
}
