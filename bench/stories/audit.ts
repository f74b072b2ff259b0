import { z } from 'zod'
import { missingPostgres, startPostgres } from '../../tests/support/postgres.ts'
import { batchGatewayProgram } from '../contenders/index.ts'
import { type Contender, inHouse } from '../contest.ts'
import { askOnce, runLoad, type Sent } from '../load.ts'
import { runRounds } from '../rounds.ts'
import { personRequest, purposed } from './people.ts'
import { boardsOf, type Stage, type Told } from './stage.ts'

const boardSchema = z.object({
  data: z.object({
    dossiers: z.object({
      nodes: z.array(z.object({ citizen: z.object({ __typename: z.string() }) })),
    }),
  }),
})

/** Of how many people the answer tells: so many looks are recorded for it, before and after. */
const looksIn = (answer: unknown): number =>
  boardSchema
    .parse(answer)
    .data.dossiers.nodes.filter(({ citizen: { __typename } }) =>
      ['Citizen', 'NotFound'].includes(__typename),
    ).length

const auditsOn = (databaseUrl: string | null) => ({
  gateway: {},
  ...(databaseUrl !== null && { 'gateway-postgres': { AUDIT_DATABASE_URL: databaseUrl } }),
  'gateway-silent': { BENCH_AUDIT: 'none' },
})

/** With a PostgreSQL that waits for the disk as SQLite does: the one that the environment names, else one of the machine. */
const withPostgres = async <T>(
  say: Stage['say'],
  run: (databaseUrl: string | null) => Promise<T>,
): Promise<T> => {
  if (missingPostgres !== null) {
    say(`gateway-postgres is left out: ${missingPostgres}`)
    return run(null)
  }
  const server = await startPostgres({ isDurable: true })
  try {
    return await run(await server.database())
  } finally {
    await server.stop()
  }
}

const factor = 3
/** With two thirds of it a look took a fifth longer: the compiler was not through. */
const warmUpFactor = 6

const measure = async (
  stage: Stage,
  contenders: readonly Contender[],
  sent: Sent,
  looks: number,
): Promise<Told[string]> => {
  const { government, options, say } = stage
  const asked = (count: number) => Array.from({ length: options.requests * count }, () => sent)
  for (const { target } of contenders) await runLoad(target, asked(warmUpFactor))
  const bodies = asked(factor)
  const bodiesOf = () => bodies
  const told = await runRounds({ government, contenders, rounds: options.rounds, bodiesOf, say })
  return Object.fromEntries(
    Object.entries(told).map(([name, figures]) => [name, { ...figures, looks }]),
  )
}

const compare = (
  stage: Stage,
  audits: Readonly<Record<string, Readonly<Record<string, string>>>>,
): Promise<Told> =>
  inHouse(stage.government, async (house) => {
    const { government, take, takePeople } = stage
    const shared = { BENCH_BATCH_URL: government.batchUrl, BENCH_KEEP: 'procedures' }
    const contenders = await Promise.all(
      Object.entries(audits).map(([name, env]) =>
        house.start(name, batchGatewayProgram(), { ...shared, ...env }),
      ),
    )
    const [board] = await boardsOf(government, take(1))
    const [person] = takePeople(1).map(personRequest)
    const [first] = contenders
    if (!board || !person || !first) throw new Error('there is nobody to ask for')
    const looks = looksIn(await askOnce(first.target, board))
    const singles = contenders.map((contender) => ({
      ...contender,
      name: contender.name.replace('gateway', 'person'),
      target: purposed(stage, contender),
    }))
    const boards = await measure(stage, contenders, board, looks)
    return { audit: { ...boards, ...(await measure(stage, singles, person, 1)) } }
  })

/**
 * What recording looks adds: the gateway beside the same gateway with a log that records nothing, everything in memory. A
 * board's looks are recorded together; a single person's record waits for the disk alone, or with those who ask meanwhile.
 */
export const audit = (stage: Stage): Promise<Told> => {
  stage.say('story audit')
  return withPostgres(stage.say, (databaseUrl) => compare(stage, auditsOn(databaseUrl)))
}
